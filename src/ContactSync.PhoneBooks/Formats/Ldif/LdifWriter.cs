using System.Text;
using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Formats.Ldif;

/// <summary>
/// Writes contacts as entries of inetOrgPerson, which a directory takes: what its classes do not allow, or only Active Directory has, is
/// written so that it does. What the table of fields gives no attribute is not carried.
/// </summary>
/// <param name="baseName">The distinguished name that the entries lie beneath.</param>
/// <param name="numberText">How a number is written; null for the international form, else what was typed.</param>
/// <remarks>https://www.rfc-editor.org/rfc/rfc2849, https://www.rfc-editor.org/rfc/rfc2798</remarks>
public sealed class LdifWriter(string baseName, Func<SyncPhoneNumber, string>? numberText = null)
{
    /// <summary>What stands before the first entry, without a line between: ldapadd takes it so only.</summary>
    public const string Header = "version: 1\n";

    private const int Columns = 76;

    private readonly Func<SyncPhoneNumber, string> textOf = numberText ?? (number => number.ToString());

    /// <summary>The file's lines for a contact, with an empty line after them.</summary>
    public string Write(SyncContact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var attributes = Attributes(contact).ToList();
        var entry = new StringBuilder();
        Append(entry, "dn", $"uid={DistinguishedName.Escape(contact.Id)},{baseName}");
        string[] classes = contact.Kind == ContactKind.Group
            ? ["top", "groupOfNames", "extensibleObject"]
            : ["top", "person", "organizationalPerson", "inetOrgPerson"];
        foreach (var name in classes)
            Append(entry, "objectClass", name);
        if (contact.Kind != ContactKind.Group && attributes.Exists(attribute => !LdifAttributes.OfInetOrgPerson.Contains(attribute.Name)))
            Append(entry, "objectClass", "extensibleObject");
        foreach (var (name, value) in attributes)
            Append(entry, name, value);
        return entry.Append('\n').ToString();
    }

    private IEnumerable<(string Name, object Value)> Attributes(SyncContact contact)
    {
        // The classes ask for these two.
        yield return ("cn", contact.ToString());
        if (string.IsNullOrEmpty(contact.Surname) && contact.Kind != ContactKind.Group)
            yield return ("sn", contact.ToString());
        foreach (var row in ContactFields.Rows)
        {
            if (row.Ldap is null)
                continue;
            foreach (var value in Values(row, contact))
                yield return (LdifAttributes.Standard.GetValueOrDefault(row.Ldap, row.Ldap), value);
        }
        if (Find(contact, PostalAddressKind.Business) is not { } address)
            yield break;
        foreach (var (name, value) in Parts(address))
        {
            if (!string.IsNullOrEmpty(value))
                yield return (name, value);
        }
    }

    /// <summary>The values of a field, as texts or bytes.</summary>
    internal IEnumerable<object> Values(ContactField row, SyncContact contact)
    {
        if (Enum.TryParse<PhoneNumberKind>(row.Name, out var kind))
            return contact.PhoneNumbers.Where(number => number.Kind == kind).Select(textOf);
        return row.Name switch
        {
            // The directory's own.
            nameof(SyncContact.LastModified) or nameof(SyncContact.Kind) => [],
            nameof(SyncContact.Members) => Members(contact),
            nameof(SyncContact.Manager) or nameof(SyncContact.AssistantName) =>
                row.Read(contact) is string { Length: > 0 } name ? [$"cn={DistinguishedName.Escape(name)}"] : [],
            nameof(SyncContact.Photo) => contact.Photo is { Length: > 0 } photo ? [photo] : [],
            // A file may bring more than the three that Outlook has.
            nameof(SyncContact.EmailAddresses) + "3" =>
                contact.EmailAddresses.Where(address => address.Slot >= 3).Select(address => address.Address),
            _ when row.Read(contact) is SyncPostalAddress address => [Postal(address)],
            _ => row.Read(contact) is string { Length: > 0 } text ? [text] : [],
        };
    }

    // A group without a member is none to a directory; the empty name stands for nobody.
    private static IEnumerable<object> Members(SyncContact contact)
    {
        if (contact.Kind != ContactKind.Group)
            return [];
        return contact.Members.Count == 0 ? [""] : contact.Members.Select(Member);
    }

    private static string Member(SyncContactMember member)
    {
        string?[] parts =
        [
            member.Name is { Length: > 0 } name ? $"cn={DistinguishedName.Escape(name)}" : null,
            member.Address is { Length: > 0 } address ? $"mail={DistinguishedName.Escape(address)}" : null,
        ];
        return string.Join('+', parts.OfType<string>());
    }

    /// <summary>The parts of an address that have attributes of their own.</summary>
    internal static (string Name, string? Value)[] Parts(SyncPostalAddress address) =>
    [
        ("street", address.Street), ("l", address.City), ("st", address.State), ("postalCode", address.PostalCode),
        ("co", address.CountryOrRegion),
    ];

    private static SyncPostalAddress? Find(SyncContact contact, PostalAddressKind kind) =>
        contact.PostalAddresses.FirstOrDefault(address => address.Kind == kind);

    // Lines are parted by dollar signs (RFC 4517, section 3.3.28).
    private static string Postal(SyncPostalAddress address)
    {
        string?[] lines =
            [.. (address.Street ?? "").ReplaceLineEndings("\n").Split('\n'), $"{address.PostalCode} {address.City}".Trim(), address.State,
                address.CountryOrRegion];
        return string.Join('$', lines.Where(line => !string.IsNullOrWhiteSpace(line))
            .Select(line => line!.Replace("\\", "\\5C", StringComparison.Ordinal).Replace("$", "\\24", StringComparison.Ordinal)));
    }

    private static void Append(StringBuilder entry, string name, object value)
    {
        var line = value switch
        {
            byte[] bytes => $"{name}:: {Convert.ToBase64String(bytes)}",
            string text when !IsSafe(text) => $"{name}:: {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}",
            _ => $"{name}: {value}",
        };
        entry.Append(line.AsSpan(0, Math.Min(Columns, line.Length))).Append('\n');
        for (var place = Columns; place < line.Length; place += Columns - 1)
            entry.Append(' ').Append(line.AsSpan(place, Math.Min(Columns - 1, line.Length - place))).Append('\n');
    }

    private static bool IsSafe(string text) =>
        text.All(character => character is not ('\0' or '\r' or '\n') && char.IsAscii(character))
        && text is not ([' ' or ':' or '<', ..] or [.., ' ']);
}
