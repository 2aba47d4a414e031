using System.Formats.Asn1;
using System.Text;

namespace ContactSync.PhoneBooks.Destinations.Ldap;

/// <summary>The requests and answers of LDAP that we use, as bytes.</summary>
/// <remarks>
/// https://www.rfc-editor.org/rfc/rfc4511, https://www.rfc-editor.org/rfc/rfc2696, https://www.rfc-editor.org/rfc/rfc4528
/// </remarks>
internal static class LdapMessages
{
    public const int BindAnswer = 1;

    public const int SearchEntry = 4;

    public const int SearchEnd = 5;

    public const int SearchReference = 19;

    public const int ExtendedAnswer = 24;

    public const string StartTls = "1.3.6.1.4.1.1466.20037";

    public const string PagedResults = "1.2.840.113556.1.4.319";

    public const string Assertion = "1.3.6.1.1.12";

    private const AsnEncodingRules Ber = AsnEncodingRules.BER;

    /// <summary>Signs in by name and password.</summary>
    public static byte[] Bind(int id, string name, string password) => Request(id, writer =>
    {
        using (writer.PushSequence(Operation(0)))
        {
            writer.WriteInteger(3);
            Text(writer, name);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(password), Context(0));
        }
    });

    /// <summary>Says goodbye.</summary>
    public static byte[] Unbind(int id) => Request(id, writer => writer.WriteNull(Operation(2)));

    /// <summary>Asks for TLS on a connection that began without.</summary>
    public static byte[] BeginTls(int id) => Request(id, writer =>
    {
        using (writer.PushSequence(Operation(23)))
            writer.WriteOctetString(Encoding.ASCII.GetBytes(StartTls), Context(0));
    });

    /// <summary>Asks for entries.</summary>
    /// <param name="id">The message's id.</param>
    /// <param name="name">The entry that is looked at, or beneath.</param>
    /// <param name="beneath">Whether those directly beneath it are looked for.</param>
    /// <param name="prefix">What the attribute uid shall begin with; null for any entry.</param>
    /// <param name="attributes">The attributes to give; <c>*</c> for all of users, <c>1.1</c> for none.</param>
    /// <param name="page">How many to give at once, and from where; null for all at once.</param>
    public static byte[] Search(
        int id, string name, bool beneath, string? prefix, IEnumerable<string> attributes, (int Size, byte[] Cookie)? page) =>
        Request(
            id,
            writer =>
            {
                using (writer.PushSequence(Operation(3)))
                {
                    Text(writer, name);
                    writer.WriteEnumeratedValue(beneath ? Scope.OneLevel : Scope.Base);
                    writer.WriteEnumeratedValue(Dereference.Never);
                    writer.WriteInteger(0);
                    writer.WriteInteger(0);
                    writer.WriteBoolean(false);
                    if (prefix is null)
                        writer.WriteOctetString(Encoding.ASCII.GetBytes("objectClass"), Context(7));
                    else
                        BeginsWith(writer, "uid", prefix);
                    using (writer.PushSequence())
                    {
                        foreach (var attribute in attributes)
                            Text(writer, attribute);
                    }
                }
            },
            page is { } part ? Control(PagedResults, isCritical: true, Page(part.Size, part.Cookie)) : null);

    /// <summary>Makes an entry.</summary>
    public static byte[] Add(int id, string name, LdapAttributes attributes) => Request(id, writer =>
    {
        using (writer.PushSequence(Operation(8)))
        {
            Text(writer, name);
            using (writer.PushSequence())
            {
                foreach (var (attribute, values) in attributes)
                    Attribute(writer, attribute, values);
            }
        }
    });

    /// <summary>Sets attributes of an entry to what they shall be; one without values is taken away.</summary>
    public static byte[] Modify(int id, string name, LdapAttributes changes, byte[]? control) => Request(
        id,
        writer =>
        {
            using (writer.PushSequence(Operation(6)))
            {
                Text(writer, name);
                using (writer.PushSequence())
                {
                    foreach (var (attribute, values) in changes)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteEnumeratedValue(Change.Replace);
                            Attribute(writer, attribute, values);
                        }
                    }
                }
            }
        },
        control);

    /// <summary>Takes an entry away.</summary>
    public static byte[] Delete(int id, string name, byte[]? control) =>
        Request(id, writer => writer.WriteOctetString(Encoding.UTF8.GetBytes(name), Operation(10)), control);

    /// <summary>Lets a change be made only where an attribute has a value.</summary>
    public static byte[] OnlyWhere(string attribute, string value)
    {
        var filter = new AsnWriter(Ber);
        using (filter.PushSequence(Context(3)))
        {
            Text(filter, attribute);
            Text(filter, value);
        }
        return Control(Assertion, isCritical: true, filter.Encode());
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="AsnContentException">It is none.</exception>
    public static LdapAnswer Read(ReadOnlyMemory<byte> bytes)
    {
        var message = new AsnReader(bytes, Ber).ReadSequence();
        message.TryReadInt32(out var id);
        var tag = message.PeekTag();
        var body = message.ReadSequence(tag);
        var answer = tag.TagValue switch
        {
            SearchEntry => new LdapAnswer(id, tag.TagValue) { Entry = Entry(body) },
            SearchReference => new LdapAnswer(id, tag.TagValue),
            _ => new LdapAnswer(id, tag.TagValue) { Result = Result(body) },
        };
        return message.HasData ? answer with { Cookie = Cookie(message) } : answer;
    }

    private static LdapEntry Entry(AsnReader body)
    {
        var name = Text(body);
        var attributes = new LdapAttributes();
        var list = body.ReadSequence();
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var type = Text(attribute);
            var set = attribute.ReadSetOf();
            var values = new List<byte[]>();
            while (set.HasData)
                values.Add(set.ReadOctetString());
            attributes[type] = values;
        }
        return new LdapEntry(name, attributes);
    }

    private static LdapResult Result(AsnReader body)
    {
        var code = body.ReadEnumeratedBytes().Span.ToArray().Aggregate(0, (all, part) => (all << 8) | part);
        return new LdapResult(code, Text(body), Text(body));
    }

    private static byte[]? Cookie(AsnReader message)
    {
        var controls = message.ReadSequence(Context(0));
        while (controls.HasData)
        {
            var control = controls.ReadSequence();
            if (Text(control) != PagedResults)
                continue;
            if (control.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                control.ReadBoolean();
            var value = new AsnReader(control.ReadOctetString(), Ber).ReadSequence();
            value.ReadInteger();
            return value.ReadOctetString();
        }
        return null;
    }

    private static byte[] Request(int id, Action<AsnWriter> operation, byte[]? control = null)
    {
        var writer = new AsnWriter(Ber);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            operation(writer);
            if (control is not null)
            {
                using (writer.PushSequence(Context(0)))
                    writer.WriteEncodedValue(control);
            }
        }
        return writer.Encode();
    }

    private static byte[] Control(string type, bool isCritical, byte[] value)
    {
        var writer = new AsnWriter(Ber);
        using (writer.PushSequence())
        {
            Text(writer, type);
            writer.WriteBoolean(isCritical);
            writer.WriteOctetString(value);
        }
        return writer.Encode();
    }

    private static byte[] Page(int size, byte[] cookie)
    {
        var writer = new AsnWriter(Ber);
        using (writer.PushSequence())
        {
            writer.WriteInteger(size);
            writer.WriteOctetString(cookie);
        }
        return writer.Encode();
    }

    private static void BeginsWith(AsnWriter writer, string attribute, string text)
    {
        using (writer.PushSequence(Context(4)))
        {
            Text(writer, attribute);
            using (writer.PushSequence())
                writer.WriteOctetString(Encoding.UTF8.GetBytes(text), Context(0));
        }
    }

    private static void Attribute(AsnWriter writer, string name, IReadOnlyList<byte[]> values)
    {
        using (writer.PushSequence())
        {
            Text(writer, name);
            using (writer.PushSetOf())
            {
                foreach (var value in values)
                    writer.WriteOctetString(value);
            }
        }
    }

    private static void Text(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));

    private static string Text(AsnReader reader) => Encoding.UTF8.GetString(reader.ReadOctetString());

    private static Asn1Tag Operation(int number) => new(TagClass.Application, number);

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);

    private enum Scope
    {
        Base,
        OneLevel,
    }

    private enum Dereference
    {
        Never,
    }

    private enum Change
    {
        Replace = 2,
    }
}

/// <summary>Attributes and their values, by name in any case.</summary>
internal sealed class LdapAttributes() : Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase)
{
    /// <summary>The first value as text; null where there is none.</summary>
    public string? Text(string name) => TryGetValue(name, out var values) && values.Count > 0 ? Encoding.UTF8.GetString(values[0]) : null;
}

/// <summary>An entry of a directory.</summary>
internal sealed record LdapEntry(string Name, LdapAttributes Attributes);

/// <summary>How an operation ended: 0 where it did what it should.</summary>
internal sealed record LdapResult(int Code, string MatchedName, string Message);

/// <summary>An answer of the server.</summary>
internal sealed record LdapAnswer(int Id, int Operation)
{
    public LdapEntry? Entry { get; init; }

    public LdapResult? Result { get; init; }

    public byte[]? Cookie { get; init; }
}
