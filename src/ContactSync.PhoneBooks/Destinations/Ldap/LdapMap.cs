using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Formats.Ldif;

namespace ContactSync.PhoneBooks.Destinations.Ldap;

/// <summary>
/// Which fields go into which attributes. Without a file of one's own, those of the table that inetOrgPerson allows, so that a directory
/// with the usual schemas takes them.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc2798, https://www.rfc-editor.org/rfc/rfc4517</remarks>
internal sealed partial class LdapMap
{
    private const string AddressPrefix = "Business/";

    private static readonly string[] UsualClasses = ["top", "person", "organizationalPerson", "inetOrgPerson"];

    private static readonly JsonDocumentOptions Format = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly Dictionary<string, ContactField> Known = ContactFields.GivenOut
        .ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    // The parts of the business address, by the attribute that the standard has for each.
    private static readonly Dictionary<string, string> AddressParts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BusinessStreet"] = "street", ["BusinessCity"] = "l", ["BusinessState"] = "st", ["BusinessPostalCode"] = "postalCode",
        ["BusinessCountry"] = "co",
    };

    // Kinds of value that a server takes only in a form of its own (RFC 4517, section 3.3).
    private static readonly HashSet<string> Printable = new(
        ["telephoneNumber", "homePhone", "mobile", "pager", "facsimileTelephoneNumber"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Numeric = new(["internationaliSDNNumber"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Ascii = new(["mail", "labeledURI"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Jpeg = new(["jpegPhoto"], StringComparer.OrdinalIgnoreCase);

    private readonly IReadOnlyList<(string Attribute, IReadOnlyList<string> Fields)> rows;
    private readonly IReadOnlyList<string> classes;
    private readonly Func<SyncPhoneNumber, string> numberText;
    private readonly LdifWriter writer;

    private LdapMap(
        IReadOnlyList<(string Attribute, IReadOnlyList<string> Fields)> rows, IReadOnlyList<string> classes, PhoneNumberForm numberForm)
    {
        this.rows = rows;
        this.classes = classes;
        numberText = numberForm.Writer();
        writer = new LdifWriter("", numberText);
        Attributes = [.. rows.Select(row => row.Attribute).Concat(["cn", "sn"]).Distinct(StringComparer.OrdinalIgnoreCase)];
        Fields = rows.SelectMany(row => row.Fields)
            .Select(field => field.StartsWith(AddressPrefix, StringComparison.Ordinal) ? $"{PostalAddressKind.Business}Address" : field)
            .Append(nameof(SyncContact.DisplayName)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The attributes that are written; others of an entry are left alone.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>The fields that are carried.</summary>
    public IReadOnlySet<string> Fields { get; }

    /// <summary>The map that settings ask for.</summary>
    /// <exception cref="SyncException">TemplateUnknown, TemplateInvalid (with the line).</exception>
    public static LdapMap Read(DestinationSettings settings)
    {
        if (settings.Template is not { } file)
            return new LdapMap(Usual(), UsualClasses, settings.NumberForm);
        if (!File.Exists(file))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.TemplateUnknown), SyncErrorKind.NotFound, file, file,
                Texts.Catalog.Text(nameof(Errors.Text_AttributeFile)));
        }
        var json = File.ReadAllText(file);
        try
        {
            using var document = JsonDocument.Parse(json, Format);
            return new LdapMap(Rows(document.RootElement, json, file), Classes(document.RootElement, json, file), settings.NumberForm);
        }
        catch (JsonException error)
        {
            throw Invalid(file, (int)(error.LineNumber ?? 0) + 1, error.Message);
        }
        catch (InvalidOperationException error)
        {
            throw Invalid(file, 1, error.Message);
        }
    }

    /// <summary>The entry's attributes.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="losses">Told of values that the directory cannot take.</param>
    public LdapAttributes Write(SyncPhoneBookEntry entry, PublishLosses losses)
    {
        losses.AddExtensions(entry, Fields, numberText);
        var attributes = new LdapAttributes { ["objectClass"] = Encode(classes) };
        foreach (var (attribute, fields) in rows)
        {
            var values = fields.SelectMany(field => ValuesOf(field, entry.Contact).Select(value => (Field: field, Value: value)))
                .Select(pair => Fit(attribute, pair.Field, pair.Value, losses)).OfType<object>();
            // Values that differ in case or spaces only are one to a directory, which refuses to be given it twice.
            var distinct = values.DistinctBy(value => value is string text ? Key(attribute, text) : value).ToList();
            if (distinct.Count > 0)
                attributes[attribute] = Encode(distinct);
        }
        var name = Name(entry.Contact.ToString()) ?? Name(entry.Name) ?? entry.Uid.ToString("D");
        attributes.TryAdd("cn", Encode([name]));
        attributes.TryAdd("sn", Encode([name]));
        return attributes;
    }

    private static List<(string Attribute, IReadOnlyList<string> Fields)> Usual()
    {
        // Telex numbers have a form of their own, with the answer-back; nobody types that.
        var fields = ContactFields.GivenOut
            .Where(field => field.Ldap is not null && field.Name != nameof(PhoneNumberKind.Telex))
            .Select(field => (Attribute: LdifAttributes.Standard.GetValueOrDefault(field.Ldap!, field.Ldap!), Field: field.Name))
            .Concat(AddressParts.Select(part => (Attribute: part.Value, Field: AddressPrefix + part.Value)));
        return [.. fields.Where(row => LdifAttributes.OfInetOrgPerson.Contains(row.Attribute))
            .GroupBy(row => row.Attribute, row => row.Field)
            .Select(row => (row.Key, (IReadOnlyList<string>)[.. row]))];
    }

    private static List<(string Attribute, IReadOnlyList<string> Fields)> Rows(JsonElement root, string json, string file)
    {
        if (!root.TryGetProperty("attributes", out var attributes))
            throw Invalid(file, 1, Texts.Catalog.Text(nameof(Errors.Text_AttributesMissing)));
        var rows = new List<(string, IReadOnlyList<string>)>();
        foreach (var row in attributes.EnumerateObject())
        {
            if (!AttributeName().IsMatch(row.Name) || row.Name.ToUpperInvariant() is "UID" or "OBJECTCLASS")
                throw Invalid(file, LineOf(json, row.Name), Texts.Catalog.Text(nameof(Errors.Text_AttributeName), row.Name));
            var fields = new List<string>();
            foreach (var value in row.Value.EnumerateArray())
            {
                var field = value.GetString() ?? "";
                if (AddressParts.TryGetValue(field, out var part))
                    fields.Add(AddressPrefix + part);
                else if (Known.TryGetValue(field, out var known))
                    fields.Add(known.Name);
                else
                    throw Invalid(file, LineOf(json, field), Texts.Catalog.Text(
                        nameof(Errors.Text_TemplateField), field, string.Join(", ", Known.Keys.Concat(AddressParts.Keys))));
            }
            rows.Add((row.Name, fields));
        }
        return rows;
    }

    private static string[] Classes(JsonElement root, string json, string file)
    {
        if (!root.TryGetProperty("objectClasses", out var list))
            return UsualClasses;
        string[] names = [.. list.EnumerateArray().Select(name => name.GetString() ?? "")];
        return Array.Find(names, name => !AttributeName().IsMatch(name)) is { } wrong
            ? throw Invalid(file, LineOf(json, wrong), Texts.Catalog.Text(nameof(Errors.Text_AttributeName), wrong))
            : names;
    }

    private IEnumerable<object> ValuesOf(string field, SyncContact contact)
    {
        if (!field.StartsWith(AddressPrefix, StringComparison.Ordinal))
            return writer.Values(Known[field], contact);
        var address = contact.PostalAddresses.FirstOrDefault(address => address.Kind == PostalAddressKind.Business);
        return address is null
            ? []
            : LdifWriter.Parts(address).Where(part => part.Name == field[AddressPrefix.Length..] && !string.IsNullOrWhiteSpace(part.Value))
                .Select(part => part.Value!);
    }

    /// <summary>The value as the attribute takes it; null where it does not.</summary>
    private static object? Fit(string attribute, string field, object value, PublishLosses losses)
    {
        var fitting = value switch
        {
            byte[] bytes => !Jpeg.Contains(attribute) || bytes is [0xFF, 0xD8, 0xFF, ..] ? bytes : null,
            // The digits of an extension behind a number would make another one.
            string text when Numeric.Contains(attribute) => OneNumber().IsMatch(text) ? string.Concat(text.Where(char.IsAsciiDigit)) : null,
            string text when Printable.Contains(attribute) => PrintableText().IsMatch(text) ? text.Trim() : null,
            string text when Ascii.Contains(attribute) => text.All(char.IsAscii) ? text : null,
            string text => (object?)Name(text),
            _ => null,
        };
        if (fitting is null && value is byte[] or string { Length: > 0 })
            losses.Add(field, Texts.Catalog.Text(nameof(Errors.Text_NotInDirectory), attribute));
        return fitting;
    }

    private static string? Name(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Replace("\0", "", StringComparison.Ordinal);

    private static string Key(string attribute, string text) => Printable.Contains(attribute)
        ? text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant()
        : string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    private static List<byte[]> Encode(IEnumerable<object> values) =>
        [.. values.Select(value => value as byte[] ?? Encoding.UTF8.GetBytes((string)value))];

    private static int LineOf(string json, string word)
    {
        var place = json.IndexOf($"\"{word}\"", StringComparison.Ordinal);
        return place < 0 ? 1 : json.AsSpan(0, place).Count('\n') + 1;
    }

    private static SyncException Invalid(string file, int line, string problem) =>
        Texts.Catalog.Create(nameof(Errors.TemplateInvalid), SyncErrorKind.InvalidData, file, file, line, problem);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9-]*\z")]
    private static partial Regex AttributeName();

    [GeneratedRegex(@"\A\+?[0-9 ()/.\-]*[0-9][0-9 ()/.\-]*\z")]
    private static partial Regex OneNumber();

    [GeneratedRegex(@"\A[A-Za-z0-9'()+,./:?=\- ]*[A-Za-z0-9][A-Za-z0-9'()+,./:?=\- ]*\z")]
    private static partial Regex PrintableText();
}
