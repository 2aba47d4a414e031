using System.Globalization;
using System.Text;
using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>Which property of a card goes into which field of a contact.</summary>
internal sealed class VCardMapping
{
    private delegate void Setter(VCardMapping mapping, VCardProperty property, string value);

    // Texts are the table's; what is structured, a list or a day has a reader of its own.
    private static readonly Dictionary<string, Setter> Setters = MakeSetters();

    // What programs call a property of the table.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["ANNIVERSARY"] = "X-ANNIVERSARY",
        ["X-MS-ANNIVERSARY"] = "X-ANNIVERSARY",
        ["X-EVOLUTION-ANNIVERSARY"] = "X-ANNIVERSARY",
        ["X-MS-SPOUSE"] = "X-SPOUSE",
        ["X-EVOLUTION-SPOUSE"] = "X-SPOUSE",
        ["X-MS-MANAGER"] = "X-MANAGER",
        ["X-EVOLUTION-MANAGER"] = "X-MANAGER",
        ["X-MS-ASSISTANT"] = "X-ASSISTANT",
        ["X-EVOLUTION-ASSISTANT"] = "X-ASSISTANT",
        ["X-MS-CHILD"] = "X-CHILDREN",
        ["X-EVOLUTION-FILE-AS"] = "SORT-STRING",
        ["X-MS-TEL"] = "TEL",
        ["X-SIP"] = "IMPP",
        ["X-SKYPE"] = "IMPP",
        ["X-SKYPE-USERNAME"] = "IMPP",
        ["X-JABBER"] = "IMPP",
        ["X-GOOGLE-TALK"] = "IMPP",
        ["X-ICQ"] = "IMPP",
        ["X-AIM"] = "IMPP",
        ["X-MSN"] = "IMPP",
        ["X-YAHOO"] = "IMPP",
        ["X-MS-IMADDRESS"] = "IMPP",
        ["KIND"] = "X-KIND",
        ["X-ADDRESSBOOKSERVER-KIND"] = "X-KIND",
        ["MEMBER"] = "X-MEMBER",
    };

    private readonly ContactDraft draft;

    private readonly IReadOnlyList<VCardProperty> card;

    private readonly ContactFileProblems problems;

    private readonly Encoding encoding;

    private VCardMapping(ContactDraft draft, IReadOnlyList<VCardProperty> card, Encoding encoding, ContactFileProblems problems)
    {
        this.draft = draft;
        this.card = card;
        this.problems = problems;
        // A program that names its old character set for one value wrote the others in it, too.
        this.encoding = card.Select(property => property.Parameter("CHARSET")).OfType<string>()
            .Select(TextEncodings.Find).FirstOrDefault(named => named is not null and not UTF8Encoding) ?? encoding;
    }

    /// <summary>Fills a draft from a card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="encoding">What bytes are that are not UTF-8, where the card names no character set.</param>
    /// <param name="problems">Takes what cannot be read.</param>
    public static ContactDraft Read(IReadOnlyList<VCardProperty> card, Encoding encoding, ContactFileProblems problems)
    {
        var draft = new ContactDraft();
        var mapping = new VCardMapping(draft, card, encoding, problems);
        // Where several values compete for a place, the preferred one is to have it.
        foreach (var property in card.OrderByDescending(property => property.IsPreferred))
        {
            if (Setters.TryGetValue(OtherNames.GetValueOrDefault(property.Name, property.Name), out var setter))
                setter(mapping, property, property.Name == "PHOTO" ? "" : mapping.Decode(property));
        }
        return draft;
    }

    private static Dictionary<string, Setter> MakeSetters()
    {
        var setters = ContactFields.Rows
            .Where(row => row.VCard is { } name && !name.Contains(';', StringComparison.Ordinal)
                && !name.Contains('/', StringComparison.Ordinal))
            .ToDictionary(
                row => row.VCard!,
                row => Enum.TryParse<PhoneNumberKind>(row.Name, out var kind) ? Number(kind) : Text(row.Name),
                StringComparer.Ordinal);
        setters["N"] = (mapping, property, value) => mapping.SetName(property, value);
        setters["ORG"] = (mapping, _, value) => mapping.SetOrganization(value);
        setters["NOTE"] = (mapping, _, value) => mapping.draft.AddLine(nameof(SyncContact.Notes), VCardText.Unescape(value));
        setters["CATEGORIES"] = (mapping, _, value) => mapping.draft.AddEach(mapping.draft.Categories, List(value));
        setters["X-CHILDREN"] = (mapping, _, value) => mapping.draft.AddEach(mapping.draft.Children, List(value));
        setters["IMPP"] = (mapping, _, value) => mapping.draft.AddEach(mapping.draft.ImAddresses, [VCardText.Unescape(value)]);
        setters["BDAY"] = (mapping, property, value) => mapping.draft.Birthday ??= mapping.Day(property, value);
        setters["X-ANNIVERSARY"] = (mapping, property, value) => mapping.draft.Anniversary ??= mapping.Day(property, value);
        setters["REV"] = (mapping, _, value) => mapping.draft.LastModified = Time(value);
        setters["CLASS"] = (mapping, _, value) => mapping.draft.Sensitivity = Sensitivity(value);
        setters["TEL"] = (mapping, property, value) => mapping.AddNumber(property, VCardText.Unescape(value).Trim());
        setters["EMAIL"] = (mapping, property, value) => mapping.AddEmail(property, VCardText.Unescape(value).Trim());
        setters["ADR"] = (mapping, property, value) => mapping.AddAddress(property, value);
        setters["PHOTO"] = (mapping, property, _) => mapping.SetPhoto(property);
        setters["RELATED"] = (mapping, property, value) => mapping.SetRelated(property, VCardText.Unescape(value));
        setters["X-KIND"] = (mapping, _, value) => mapping.SetKind(value);
        setters["X-MEMBER"] = (mapping, property, value) => mapping.AddMember(property, value);
        return setters;
    }

    private static Setter Text(string field) => (mapping, _, value) => mapping.draft.SetText(field, VCardText.Unescape(value));

    private static Setter Number(PhoneNumberKind kind) =>
        (mapping, _, value) => mapping.draft.AddNumber(kind, VCardPhone.WithoutScheme(VCardText.Unescape(value).Trim()));

    // Old programs part categories by semicolons.
    private static List<string> List(string value) =>
        VCardText.Split(value, value.Contains(',', StringComparison.Ordinal) ? ',' : ';');

    private static DateTimeOffset? Time(string text)
    {
        string[] forms = ["yyyyMMdd'T'HHmmssK", "yyyyMMdd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text.Trim(), forms, CultureInfo.InvariantCulture, Style, out var time) ? time : null;
    }

    private static ContactSensitivity Sensitivity(string text) => text.Trim().ToUpperInvariant() switch
    {
        "PRIVATE" => ContactSensitivity.Private,
        "CONFIDENTIAL" => ContactSensitivity.Confidential,
        "X-PERSONAL" => ContactSensitivity.Personal,
        _ => ContactSensitivity.Normal,
    };

    private string Decode(VCardProperty property)
    {
        var value = property.DecodeValue(encoding, out var unknown);
        if (unknown is not null)
            Report(property, unknown, Texts.Catalog.Text(nameof(Errors.Text_CharsetUnknown)));
        return value;
    }

    private void Report(VCardProperty property, string? value, string reason) =>
        problems.Add(property.Line, property.Name, value, reason);

    private DateOnly? Day(VCardProperty property, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (DayText.TryRead(value, isDayFirst: false, out var day))
            return day;
        Report(property, value, Texts.Catalog.Text(nameof(Errors.Text_NoDay)));
        return null;
    }

    private void SetName(VCardProperty property, string value)
    {
        var parts = VCardText.Split(value, ';');
        foreach (var (field, part) in VCardNames.Parts.Zip(parts))
            draft.SetText(field.Name, part);
        draft.SetText(nameof(SyncContact.FileAs), property.Parameter("SORT-AS"));
    }

    private void SetOrganization(string value)
    {
        if (draft.Text(nameof(SyncContact.CompanyName)) is not null || draft.Text(nameof(SyncContact.Department)) is not null)
            return;
        var parts = VCardText.Split(value, ';');
        draft.SetText(nameof(SyncContact.CompanyName), parts[0]);
        draft.SetText(
            nameof(SyncContact.Department), string.Join(", ", parts.Skip(1).Where(part => !string.IsNullOrWhiteSpace(part))));
    }

    private void AddNumber(VCardProperty property, string value)
    {
        if (value.StartsWith("sip:", StringComparison.OrdinalIgnoreCase))
        {
            draft.AddEach(draft.ImAddresses, [value]);
            return;
        }
        var kind = Enum.TryParse<PhoneNumberKind>(property.Parameter(VCardPhone.KindParameter), out var named) && Enum.IsDefined(named)
            ? named
            : VCardPhone.Find(property.Types, Label(property), draft.Numbers);
        draft.AddNumber(kind, VCardPhone.WithoutScheme(value));
    }

    private void AddEmail(VCardProperty property, string value)
    {
        var named = property.Parameter(VCardNames.SlotParameter);
        int? slot = int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place is >= 1 and <= 100
            ? place
            : null;
        if (value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            value = value["mailto:".Length..];
        // "Anna Müller" <anna@example.com>
        var open = value.LastIndexOf('<');
        if (open >= 0 && value.IndexOf('>', open) is > 0 and var close)
            draft.AddEmail(value[(open + 1)..close], value[..open].Trim().Trim('"'), slot);
        else
            draft.AddEmail(value, null, slot);
    }

    private void AddAddress(VCardProperty property, string value)
    {
        var label = Label(property);
        bool Is(string word) => property.Types.Contains(word) || label.Contains(word, StringComparison.OrdinalIgnoreCase);
        var kind = Is("WORK") ? PostalAddressKind.Business : Is("HOME") ? PostalAddressKind.Home : PostalAddressKind.Other;
        var parts = VCardText.Split(value, ';').Select(ContactDraft.Clean).Concat(Enumerable.Repeat<string?>(null, 7)).Take(7).ToArray();
        if (parts.All(part => part is null))
            return;
        var address = draft.Postal(kind, anew: true);
        foreach (var line in parts.Take(3))
            address.AddStreet(line);
        (address.City, address.State, address.PostalCode, address.Country) = (parts[3], parts[4], parts[5], parts[6]);
    }

    private void SetRelated(VCardProperty property, string value)
    {
        bool Is(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                if (property.Types.Contains(word) || property.Types.Contains("X-" + word))
                    return true;
            }
            return false;
        }

        if (value.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
            return;
        if (Is("SPOUSE"))
            draft.SetText(nameof(SyncContact.SpouseName), value);
        else if (Is("MANAGER"))
            draft.SetText(nameof(SyncContact.Manager), value);
        else if (Is("ASSISTANT", "AGENT"))
            draft.SetText(nameof(SyncContact.AssistantName), value);
        else if (Is("CHILD"))
            draft.AddEach(draft.Children, [value]);
    }

    private void SetKind(string value)
    {
        if (value.Trim().Equals("group", StringComparison.OrdinalIgnoreCase))
            draft.Kind = ContactKind.Group;
    }

    private void AddMember(VCardProperty property, string value)
    {
        if (value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            var name = ContactDraft.Clean(property.Parameter(VCardNames.NameParameter));
            draft.Members.Add(new SyncContactMember(name, value["mailto:".Length..]));
            return;
        }
        var parts = VCardText.Split(value, ';').ConvertAll(ContactDraft.Clean);
        if (parts[0] is not null || parts is [_, not null, ..])
            draft.Members.Add(new SyncContactMember(parts[0], parts.ElementAtOrDefault(1)));
    }

    private void SetPhoto(VCardProperty property)
    {
        var value = property.RawValue.Trim();
        var isData = value.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        // A picture that lies elsewhere is never fetched: a file must not make anybody open an address.
        if (draft.Photo is not null || (!property.IsBase64 && !isData))
            return;
        var base64 = isData ? value[(value.IndexOf(',', StringComparison.Ordinal) + 1)..] : value;
        if (!Base64Text.TryDecode(base64, out var picture))
            Report(property, null, Texts.Catalog.Text(nameof(Errors.Text_PictureUnreadable)));
        else if (picture.Length > FormatLimits.PictureBytes)
            Report(property, null, Texts.Catalog.Text(nameof(Errors.Text_PictureTooLarge), FormatLimits.PictureBytes >> 20));
        else if (picture.Length > 0)
            draft.Photo = picture;
    }

    // Apple's address book gives a property its label by another one of the same group: _$!<HomeFAX>!$_
    private string Label(VCardProperty property) => property.Group.Length == 0
        ? ""
        : card.FirstOrDefault(other => other.Group == property.Group && other.Name == "X-ABLABEL")?.RawValue.Trim() ?? "";
}
