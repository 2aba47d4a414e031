using System.Globalization;
using System.Text;

namespace ContactSync.PhoneBooks.Formats.Ldif;

/// <summary>
/// Reads the entries of an LDIF file, one at a time; names what it cannot read and goes on. A value that lies elsewhere
/// (<c>jpegPhoto:&lt; file:///…</c>) is never opened, and a record that is a change and no entry is left out.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc2849</remarks>
/// <param name="problems">Takes what cannot be read.</param>
/// <param name="folderId">The folder that the contacts shall lie in.</param>
/// <param name="encoding">What bytes are that are not UTF-8, against the standard; null for Windows-1252.</param>
internal sealed class LdifReader(ContactFileProblems problems, string folderId, Encoding? encoding = null)
{
    private static readonly HashSet<string> Containers = new(
        ["organizationalUnit", "organization", "domain", "dcObject", "country", "locality", "container", "builtinDomain", "domainDNS"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Groups =
        new(["groupOfNames", "groupOfUniqueNames", "group"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Persons = ["person", "user", "contact", "mozillaAbPersonAlpha"];

    // Of several attributes for a field these come last: others tell it better.
    private static readonly string[] LastResorts = ["cn", "commonName", "c", "countryName"];

    private readonly ContactKeys keys = new();

    private readonly Encoding otherwise = encoding ?? TextEncodings.Ansi;

    private bool hasEntries;

    /// <summary>The contacts of a stream, which stays open.</summary>
    public IEnumerable<SyncContact> Read(Stream stream)
    {
        var lines = new ByteLines(stream);
        var record = new List<LdifAttribute>();
        var size = 0;
        var isTooLarge = false;
        while (ReadLine(lines) is var (line, number, isTooLong))
        {
            if (line.Length == 0)
            {
                if (Take(record) is { } contact)
                    yield return contact;
                record.Clear();
                (size, isTooLarge) = (0, false);
                continue;
            }
            size += line.Length;
            if (record.Count == FormatLimits.ContactLines || size > FormatLimits.ContactBytes)
            {
                if (!isTooLarge)
                    problems.Add(number, null, null, Texts.Catalog.Text(nameof(Errors.Text_CardTooLarge)));
                isTooLarge = true;
            }
            else if (Parse(line, number, isTooLong) is { } attribute)
            {
                record.Add(attribute);
            }
        }
        if (Take(record) is { } last)
            yield return last;
        if (!hasEntries && problems.Kept is [var first, ..])
            problems.AddFatal(first.Line, null, first.Value, Texts.Catalog.Text(nameof(Errors.Text_NoEntries)));
    }

    // A line with its folds undone; empty between two records, null at the end.
    private static (string Text, long Number, bool IsTooLong)? ReadLine(ByteLines lines)
    {
        while (lines.Next() is { } first)
        {
            var number = lines.Number;
            var isTooLong = lines.IsCut;
            StringBuilder? joined = null;
            while (lines.Peek() is [' ', ..] && first.Length > 0)
            {
                joined ??= new StringBuilder(first);
                var rest = lines.Next()![1..];
                isTooLong |= lines.IsCut || joined.Length + rest.Length > FormatLimits.PictureLineBytes;
                if (!isTooLong)
                    joined.Append(rest);
            }
            if (first is not ['#', ..])
                return (joined?.ToString() ?? first, number, isTooLong);
        }
        return null;
    }

    private LdifAttribute? Parse(string line, long number, bool isTooLong)
    {
        if (line == "-")
            return null;
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : line[..colon].Split(';')[0].Trim();
        if (name.Length == 0 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_'))
        {
            problems.Add(number, null, Text(Encoding.Latin1.GetBytes(line[..Math.Min(line.Length, 200)])),
                Texts.Catalog.Text(nameof(Errors.Text_NoAttribute)));
            return null;
        }
        var value = line[(colon + 1)..];
        if (value is ['<', ..])
        {
            problems.Add(number, name, value[1..].Trim(), Texts.Catalog.Text(nameof(Errors.Text_ValueElsewhere)));
            return null;
        }
        var isPicture = IsPicture(name);
        if (isTooLong || (!isPicture && line.Length > FormatLimits.LineBytes))
        {
            problems.Add(number, name, null, Texts.Catalog.Text(nameof(Errors.Text_LineTooLong)));
            return null;
        }
        if (value is not [':', ..])
            return new LdifAttribute(name, Encoding.Latin1.GetBytes(value.Trim(' ')), number);
        if (Base64Text.TryDecode(value[1..], out var bytes))
            return new LdifAttribute(name, bytes, number);
        problems.Add(number, name, isPicture ? null : value[1..].Trim(), Texts.Catalog.Text(nameof(Errors.Text_NoBase64)));
        return null;
    }

    private SyncContact? Take(List<LdifAttribute> record)
    {
        if (record is [{ Name: var first } version, ..] && first.Equals("version", StringComparison.OrdinalIgnoreCase))
        {
            if (Text(version.Value) != "1")
                problems.Add(version.Line, first, Text(version.Value), Texts.Catalog.Text(nameof(Errors.Text_LdifVersion)));
            record.RemoveAt(0);
        }
        if (record.Count == 0)
            return null;
        var line = record[0].Line;
        if (!record[0].Name.Equals("dn", StringComparison.OrdinalIgnoreCase))
        {
            problems.AddLost(line, record[0].Name, Text(record[0].Value), Texts.Catalog.Text(nameof(Errors.Text_NoEntry)));
            return null;
        }
        hasEntries = true;
        var dn = Text(record[0].Value);
        if (record.Find(attribute => attribute.Name.Equals("changetype", StringComparison.OrdinalIgnoreCase)) is { } change
            && !Text(change.Value).Equals("add", StringComparison.OrdinalIgnoreCase))
        {
            problems.AddLost(change.Line, change.Name, Text(change.Value), Texts.Catalog.Text(nameof(Errors.Text_ChangeRecord), dn));
            return null;
        }
        var classes = record.Where(attribute => attribute.Name.Equals("objectClass", StringComparison.OrdinalIgnoreCase))
            .Select(attribute => Text(attribute.Value)).ToList();
        var isPerson = classes.Exists(name => Persons.Any(person => name.EndsWith(person, StringComparison.OrdinalIgnoreCase)));
        if (!isPerson && classes.Exists(Containers.Contains))
            return null;

        var draft = Fill(record);
        draft.Kind = !isPerson && classes.Exists(Groups.Contains) ? ContactKind.Group : ContactKind.Contact;
        if (draft.Text(nameof(SyncContact.Id)) is null)
            draft.SetText(nameof(SyncContact.Id), dn);
        if (draft.IsEmpty)
        {
            problems.AddLost(line, "dn", dn, Texts.Catalog.Text(nameof(Errors.Text_ContactEmpty)), draft.Text(nameof(SyncContact.Id)));
            return null;
        }
        var id = keys.Next(draft, out var isRepeated);
        if (isRepeated)
            problems.Add(line, "dn", dn, Texts.Catalog.Text(nameof(Errors.Text_IdRepeated)));
        return draft.Build(id, folderId);
    }

    private ContactDraft Fill(List<LdifAttribute> record)
    {
        var draft = new ContactDraft();
        var met = new HashSet<string>(StringComparer.Ordinal);
        var postal = new List<LdifAttribute>();
        foreach (var attribute in record.OrderBy(attribute => LastResorts.Contains(attribute.Name, StringComparer.OrdinalIgnoreCase)))
        {
            var text = IsPicture(attribute.Name) ? "" : Text(attribute.Value);
            switch (attribute.Name.ToUpperInvariant())
            {
                case "JPEGPHOTO" or "THUMBNAILPHOTO":
                    SetPhoto(draft, attribute);
                    break;
                case "MAIL" or "MOZILLASECONDEMAIL" or "RFC822MAILBOX":
                    draft.AddEmail(text);
                    break;
                case "MANAGER":
                    draft.SetText(nameof(SyncContact.Manager), NameOf(text));
                    break;
                case "SECRETARY" or "ASSISTANT":
                    draft.SetText(nameof(SyncContact.AssistantName), NameOf(text));
                    break;
                case "MEMBER" or "UNIQUEMEMBER":
                    AddMember(draft, text);
                    break;
                case "POSTALADDRESS" or "HOMEPOSTALADDRESS":
                    postal.Add(attribute);
                    break;
                case "MODIFYTIMESTAMP" or "WHENCHANGED":
                    draft.LastModified = Time(text);
                    break;
                // A directory asks for a surname, and gets the whole name where there is none.
                case "SN" or "SURNAME" when IsWholeName(record, text):
                    break;
                default:
                    Set(draft, attribute, text, met);
                    break;
            }
        }
        foreach (var attribute in postal)
        {
            var isHome = attribute.Name.StartsWith("home", StringComparison.OrdinalIgnoreCase);
            SetPostal(draft, isHome ? PostalAddressKind.Home : PostalAddressKind.Business, Text(attribute.Value));
        }
        return draft;
    }

    private void Set(ContactDraft draft, LdifAttribute attribute, string text, HashSet<string> met)
    {
        if (!LdifAttributes.Fields.TryGetValue(attribute.Name, out var field) || string.IsNullOrWhiteSpace(text))
            return;
        // Not so of a second number in an attribute of its own.
        if (!met.Add(attribute.Name.ToUpperInvariant()) && LdifAttributes.SecondFields.TryGetValue(field, out var second))
            field = second;
        if (DraftFields.Find(field)!(draft, text) is { } reason)
            problems.Add(attribute.Line, attribute.Name, text, reason);
    }

    private void SetPhoto(ContactDraft draft, LdifAttribute attribute)
    {
        if (attribute.Value.Length > FormatLimits.PictureBytes)
        {
            var reason = Texts.Catalog.Text(nameof(Errors.Text_PictureTooLarge), FormatLimits.PictureBytes >> 20);
            problems.Add(attribute.Line, attribute.Name, null, reason);
        }
        else if (attribute.Value.Length > 0)
        {
            draft.Photo ??= attribute.Value;
        }
    }

    // An address in one piece counts only where its parts are not there.
    private static void SetPostal(ContactDraft draft, PostalAddressKind kind, string text)
    {
        var address = draft.Postal(kind);
        if (!address.IsEmpty)
            return;
        foreach (var part in text.Split('$'))
        {
            var line = part.Replace("\\24", "$", StringComparison.Ordinal);
            address.AddStreet(line.Replace("\\5C", "\\", StringComparison.OrdinalIgnoreCase));
        }
    }

    private static void AddMember(ContactDraft draft, string dn)
    {
        var parts = DistinguishedName.First(dn);
        string? Part(string attribute) => ContactDraft.Clean(parts.FirstOrDefault(
            part => part.Attribute.Equals(attribute, StringComparison.OrdinalIgnoreCase)).Value);
        var member = new SyncContactMember(Part("cn") ?? Part("uid"), Part("mail"));
        if (member.Name is not null || member.Address is not null)
            draft.Members.Add(member);
    }

    private static string NameOf(string dn) => DistinguishedName.First(dn) is [var (_, value), ..] ? value : dn;

    private bool IsWholeName(List<LdifAttribute> record, string surname) =>
        !record.Exists(attribute => attribute.Name.Equals("givenName", StringComparison.OrdinalIgnoreCase))
        && record.Exists(attribute => attribute.Name.ToUpperInvariant() is "CN" or "COMMONNAME" && Text(attribute.Value) == surname);

    private static DateTimeOffset? Time(string text) => DateTimeOffset.TryParseExact(
        text, ["yyyyMMddHHmmss'Z'", "yyyyMMddHHmmss.f'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time : null;

    private string Text(byte[] value) => TextEncodings.Decode(value, otherwise).Trim();

    private static bool IsPicture(string name) => name.EndsWith("Photo", StringComparison.OrdinalIgnoreCase);

    private sealed record LdifAttribute(string Name, byte[] Value, long Line);
}
