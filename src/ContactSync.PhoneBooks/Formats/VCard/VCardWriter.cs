using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>
/// Writes contacts as vCard: what <see cref="VCardReader"/> reads back field by field. Where the types of a number do not tell its kind, a
/// parameter of our own does, which others pass over. A contact without a shown name gets its best one as FN, which vCard asks for.
/// </summary>
/// <param name="version">The version.</param>
/// <param name="numberText">How a number is written; null for the international form, else what was typed.</param>
/// <remarks>https://www.rfc-editor.org/rfc/rfc2426, https://www.rfc-editor.org/rfc/rfc6350</remarks>
public sealed partial class VCardWriter(VCardVersion version, Func<SyncPhoneNumber, string>? numberText = null)
{
    private const string LineEnd = "\r\n";

    // What 4.0 has instead of a property of 3.0; the others are the same.
    private static readonly Dictionary<string, string> Version4Names = new(StringComparer.Ordinal)
    {
        ["X-KIND"] = "KIND",
        ["X-ANNIVERSARY"] = "ANNIVERSARY",
        ["X-SPOUSE"] = "RELATED;VALUE=text;TYPE=spouse",
        ["X-MANAGER"] = "RELATED;VALUE=text;TYPE=x-manager",
        ["X-ASSISTANT"] = "RELATED;VALUE=text;TYPE=x-assistant",
        ["X-TTY-TDD"] = "TEL;TYPE=TEXTPHONE",
    };

    private static readonly HashSet<string> Version4Types =
        new(["work", "home", "text", "voice", "fax", "cell", "video", "pager", "textphone"], StringComparer.Ordinal);

    private readonly Func<SyncPhoneNumber, string> textOf = numberText ?? (number => number.ToString());

    /// <summary>The fields that are written: 4.0 says nothing of who may see a contact (RFC 6350 took CLASS out).</summary>
    public IReadOnlySet<string> Fields { get; } = ContactFields.Rows
        .Where(row => row.VCard is not null && (version != VCardVersion.V4 || row.VCard != "CLASS"))
        .Select(row => row.Name).ToHashSet(StringComparer.Ordinal);

    private bool IsVersion4 => version == VCardVersion.V4;

    /// <summary>The file's lines for a contact, with the line end after the last.</summary>
    public string Write(SyncContact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        var card = new StringBuilder();
        Append(card, "BEGIN:VCARD");
        Append(card, IsVersion4 ? "VERSION:4.0" : "VERSION:3.0");
        var numbers = new List<SyncPhoneNumber>();
        foreach (var row in ContactFields.Rows)
        {
            foreach (var line in Lines(row, contact, numbers))
                Append(card, line);
        }
        Append(card, "END:VCARD");
        return card.ToString();
    }

    private IEnumerable<string> Lines(ContactField row, SyncContact contact, List<SyncPhoneNumber> before)
    {
        if (row.VCard is not { } name || !Fields.Contains(row.Name))
            return [];
        if (Enum.TryParse<PhoneNumberKind>(row.Name, out var kind))
            return contact.PhoneNumbers.Where(number => number.Kind == kind).Select(number => Number(name, number, before));
        return name switch
        {
            "FN" => [$"FN:{VCardText.Escape(contact.ToString())}"],
            "SORT-STRING" when IsVersion4 => [],
            "N/family" => [Name(contact)],
            "ORG/company" => Organization(contact),
            _ when name.Contains('/', StringComparison.Ordinal) => [],
            "UID" => contact.Id.Length == 0 ? [] : [Identity(contact.Id)],
            "X-KIND" => contact.Kind == ContactKind.Group ? [$"{NameOf(name)}:group"] : [],
            "X-MEMBER" => contact.Members.Select(Member),
            "CLASS" => Class(contact.Sensitivity),
            "REV" => contact.LastModified is { } time ? [$"REV:{Time(time)}"] : [],
            "CATEGORIES" => List("CATEGORIES", contact.Categories),
            "X-CHILDREN" => Children(contact.Children),
            "BDAY" => Day("BDAY", contact.Birthday),
            "X-ANNIVERSARY" => Day(NameOf(name), contact.Anniversary),
            "IMPP" => contact.ImAddresses.Select(MessageAddress),
            "PHOTO" => contact.Photo is { Length: > 0 } photo ? [Photo(photo)] : [],
            _ when name.StartsWith("EMAIL", StringComparison.Ordinal) => MailAddresses(name, row, contact),
            _ when name.StartsWith("ADR", StringComparison.Ordinal) =>
                contact.PostalAddresses.Where(address => row.Name == $"{address.Kind}Address").Select(address => Address(name, address)),
            _ => row.Read(contact) is string text && text.Length > 0 ? [$"{NameOf(name)}:{VCardText.Escape(text)}"] : [],
        };
    }

    private string NameOf(string name) => IsVersion4 ? Version4Names.GetValueOrDefault(name, name) : name;

    private string Name(SyncContact contact)
    {
        var sort = IsVersion4 && contact.FileAs is { Length: > 0 } fileAs
            ? $";SORT-AS=\"{VCardText.EscapeParameter(fileAs)}\""
            : "";
        return $"N{sort}:{Structure(VCardNames.Parts.Select(part => (string?)part.Read(contact)))}";
    }

    private static IEnumerable<string> Organization(SyncContact contact)
    {
        var parts = VCardNames.Organization.Select(part => (string?)part.Read(contact)).ToList();
        if (string.IsNullOrEmpty(parts[1]))
            parts.RemoveAt(1);
        return parts.TrueForAll(string.IsNullOrEmpty) ? [] : [$"ORG:{Structure(parts)}"];
    }

    private string Identity(string id) =>
        IsVersion4 && !Uri().IsMatch(id) ? $"UID;VALUE=text:{VCardText.Escape(id)}" : $"UID:{VCardText.Escape(id)}";

    private string Member(SyncContactMember member)
    {
        if (!IsVersion4 || member.Address is null)
            return $"X-MEMBER:{Structure([member.Name, member.Address])}";
        var name = member.Name is { Length: > 0 } text ? $";{VCardNames.NameParameter}=\"{VCardText.EscapeParameter(text)}\"" : "";
        return $"MEMBER{name}:mailto:{VCardText.Escape(member.Address)}";
    }

    private static IEnumerable<string> Class(ContactSensitivity sensitivity) => sensitivity switch
    {
        ContactSensitivity.Private => ["CLASS:PRIVATE"],
        ContactSensitivity.Confidential => ["CLASS:CONFIDENTIAL"],
        ContactSensitivity.Personal => ["CLASS:X-PERSONAL"],
        _ => [],
    };

    private string Time(DateTimeOffset time) => time.ToUniversalTime().ToString(
        IsVersion4 ? "yyyyMMdd'T'HHmmss'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<string> List(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? [] : [$"{name}:{string.Join(',', values.Select(VCardText.Escape))}"];

    private IEnumerable<string> Children(IReadOnlyList<string> names) => IsVersion4
        ? names.Select(name => $"RELATED;VALUE=text;TYPE=child:{VCardText.Escape(name)}")
        : List("X-CHILDREN", names);

    private IEnumerable<string> Day(string name, DateOnly? value)
    {
        if (value is not { } day)
            return [];
        var hasYear = day.Year != DayText.NoYear;
        if (IsVersion4)
            return [$"{name}:{day.ToString(hasYear ? "yyyyMMdd" : "'--'MMdd", CultureInfo.InvariantCulture)}"];
        // 3.0 knows no day without a year; this is how Apple's address book says so.
        return [$"{name}{(hasYear ? "" : ";X-APPLE-OMIT-YEAR=1604")}:{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"];
    }

    private string MessageAddress(string address) =>
        IsVersion4 && !Uri().IsMatch(address) ? $"IMPP;VALUE=text:{VCardText.Escape(address)}" : $"IMPP:{VCardText.Escape(address)}";

    private string Photo(byte[] photo)
    {
        var kind = VCardPhoto.Kind(photo);
        var base64 = Convert.ToBase64String(photo);
        return IsVersion4 ? $"PHOTO:data:image/{kind};base64,{base64}" : $"PHOTO;ENCODING=b;TYPE={kind.ToUpperInvariant()}:{base64}";
    }

    private string Number(string name, SyncPhoneNumber number, List<SyncPhoneNumber> before)
    {
        var text = textOf(number);
        var property = NameOf(name).Split(";TYPE=");
        if (property is not [var start, var typed])
            return $"{name}:{VCardText.Escape(text)}";

        var types = typed.Split(',');
        var read = VCardPhone.Find(types.ToHashSet(StringComparer.OrdinalIgnoreCase), "", before);
        var hint = read == number.Kind ? "" : $";{VCardPhone.KindParameter}={number.Kind}";
        before.Add(number);
        if (!IsVersion4)
            return $"{start};TYPE={typed}{hint}:{VCardText.Escape(text)}";

        // A number that cannot be dialled from anywhere is no tel: URI.
        var global = Global().Match(text);
        var extension = global.Groups["extension"] is { Success: true } digits ? $";ext={digits}" : "";
        return $"{start};VALUE={(global.Success ? "uri" : "text")}{Version4(types)}{hint}:"
            + (global.Success ? $"tel:{global.Groups["number"]}{extension}" : VCardText.Escape(text));
    }

    private static string Version4(string[] types)
    {
        var names = types.Where(type => type != "PREF").Select(type => type.ToLowerInvariant())
            .Select(type => Version4Types.Contains(type) ? type : "x-" + type).ToList();
        var list = names.Count switch { 0 => "", 1 => $";TYPE={names[0]}", _ => $";TYPE=\"{string.Join(',', names)}\"" };
        return types.Contains("PREF") ? list + ";PREF=1" : list;
    }

    private IEnumerable<string> MailAddresses(string name, ContactField row, SyncContact contact)
    {
        var slot = row.Name[^1] - '0';
        // A file may bring more than the three that Outlook has.
        var isLast = slot == 3;
        foreach (var address in contact.EmailAddresses.Where(other => other.Slot == slot || (isLast && other.Slot > slot)))
        {
            var isInOrder = contact.EmailAddresses.Count(other => other.Slot < address.Slot) == address.Slot - 1;
            var hint = isInOrder ? "" : $";{VCardNames.SlotParameter}={address.Slot}";
            var head = !IsVersion4 ? name : name.Contains("PREF", StringComparison.Ordinal) ? "EMAIL;PREF=1" : "EMAIL";
            yield return $"{head}{hint}:{VCardText.Escape(address.Address)}";
        }
    }

    private static string Address(string name, SyncPostalAddress address) =>
        $"{name}:{Structure([null, null, address.Street, address.City, address.State, address.PostalCode, address.CountryOrRegion])}";

    private static string Structure(IEnumerable<string?> parts) => string.Join(';', parts.Select(VCardText.Escape));

    private static void Append(StringBuilder card, string line)
    {
        if (Encoding.UTF8.GetByteCount(line) <= 75)
        {
            card.Append(line).Append(LineEnd);
            return;
        }
        var room = 75;
        foreach (var rune in line.EnumerateRunes())
        {
            if (rune.Utf8SequenceLength > room)
            {
                card.Append(LineEnd).Append(' ');
                room = 74;
            }
            card.Append(rune.ToString());
            room -= rune.Utf8SequenceLength;
        }
        card.Append(LineEnd);
    }

    [GeneratedRegex(@"\A(?<number>\+[0-9]{3,})(?: ext\. (?<extension>[0-9]+))?\z")]
    private static partial Regex Global();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*:\S+\z")]
    private static partial Regex Uri();
}
