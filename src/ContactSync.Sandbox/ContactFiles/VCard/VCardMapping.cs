using System.Globalization;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles.VCard;

/// <summary>Which property of a card goes into which field of a contact.</summary>
internal sealed class VCardMapping(ContactDraft draft, IReadOnlyList<VCardProperty> card, ContactFileContent content)
{
    private delegate void Setter(VCardMapping mapping, VCardProperty property, string value);

    private static readonly Dictionary<string, Setter> Setters = new(StringComparer.Ordinal)
    {
        ["FN"] = Text(ContactFields.DisplayName),
        ["N"] = (m, _, value) => m.SetName(value),
        ["NICKNAME"] = Text(ContactFields.NickName),
        ["ORG"] = (m, _, value) => m.SetOrganisation(value),
        ["TITLE"] = Text(ContactFields.JobTitle),
        ["ROLE"] = Text(ContactFields.Profession),
        ["NOTE"] = (m, _, value) => m._draft.AddNote(VCardText.Unescape(value)),
        ["CATEGORIES"] = (m, _, value) => m.SetCategories(value),
        ["BDAY"] = Day(ContactFields.Birthday),
        ["ANNIVERSARY"] = Day(ContactFields.Anniversary),
        ["X-ANNIVERSARY"] = Day(ContactFields.Anniversary),
        ["X-MS-ANNIVERSARY"] = Day(ContactFields.Anniversary),
        ["X-EVOLUTION-ANNIVERSARY"] = Day(ContactFields.Anniversary),
        ["TEL"] = (m, property, value) => VCardPhone.Add(m._draft, property.Types, m.Label(property), VCardText.Unescape(value)),
        ["X-MS-TEL"] = (m, property, value) => VCardPhone.Add(m._draft, property.Types, "", VCardText.Unescape(value)),
        ["EMAIL"] = (m, _, value) => m.AddEmail(value),
        ["ADR"] = (m, property, value) => m.SetAddress(property, value),
        ["URL"] = (m, property, value) => m.SetUrl(property, value),
        ["IMPP"] = InstantMessaging,
        ["X-SIP"] = InstantMessaging,
        ["X-SKYPE"] = InstantMessaging,
        ["X-SKYPE-USERNAME"] = InstantMessaging,
        ["X-JABBER"] = InstantMessaging,
        ["X-GOOGLE-TALK"] = InstantMessaging,
        ["X-ICQ"] = InstantMessaging,
        ["X-AIM"] = InstantMessaging,
        ["X-MSN"] = InstantMessaging,
        ["X-YAHOO"] = InstantMessaging,
        ["X-MS-IMADDRESS"] = InstantMessaging,
        ["PHOTO"] = (m, property, _) => m.SetPhoto(property),
        ["CLASS"] = (m, _, value) => m.SetClass(value),
        ["GENDER"] = (m, _, value) => m.SetGender(value),
        ["X-GENDER"] = (m, _, value) => m.SetGender(value),
        ["X-WAB-GENDER"] = (m, _, value) => m.SetGender(value),
        ["RELATED"] = (m, property, value) => m.SetRelated(property, value),
        ["FBURL"] = Text(ContactFields.FreeBusyLocation),
        ["X-PHONETIC-FIRST-NAME"] = Text(ContactFields.YomiGivenName),
        ["X-PHONETIC-LAST-NAME"] = Text(ContactFields.YomiSurname),
        ["X-SPOUSE"] = Text(ContactFields.SpouseName),
        ["X-MS-SPOUSE"] = Text(ContactFields.SpouseName),
        ["X-EVOLUTION-SPOUSE"] = Text(ContactFields.SpouseName),
        ["X-MANAGER"] = Text(ContactFields.Manager),
        ["X-MS-MANAGER"] = Text(ContactFields.Manager),
        ["X-EVOLUTION-MANAGER"] = Text(ContactFields.Manager),
        ["X-ASSISTANT"] = Text(ContactFields.AssistantName),
        ["X-MS-ASSISTANT"] = Text(ContactFields.AssistantName),
        ["X-EVOLUTION-ASSISTANT"] = Text(ContactFields.AssistantName),
        ["X-INITIALS"] = Text(ContactFields.Initials),
        ["X-TELEX"] = (m, _, value) => m._draft.AddPhone(VCardText.Unescape(value), ContactFields.Telex),
        ["X-RADIO"] = (m, _, value) => m._draft.AddPhone(VCardText.Unescape(value), ContactFields.RadioPhone),
        ["X-CALLBACK"] = (m, _, value) => m._draft.AddPhone(VCardText.Unescape(value), ContactFields.CallbackPhone),
    };

    private readonly ContactDraft _draft = draft;

    public void Apply()
    {
        // Where several values compete for few places, the preferred ones come first.
        foreach (var property in card.OrderByDescending(p => p.Types.Contains("pref")))
        {
            if (!Setters.TryGetValue(property.Name, out var setter))
                continue;
            var value = property.Name == "PHOTO" ? "" : property.DecodeValue(out var charset) + Report(property, charset);
            setter(this, property, value);
        }
        SplitDisplayName();
    }

    private string Report(VCardProperty property, string? charset)
    {
        if (charset is not null)
            content.AddIssue(property.Line, $"The character set '{charset}' of {property.Name} is unknown; the text may be wrong.");
        return "";
    }

    private static Setter Text(MapiProperty field) => (m, _, value) =>
    {
        if (!m._draft.Has(field))
            m._draft.SetText(field, VCardText.Unescape(value));
    };

    private static Setter Day(MapiProperty field) => (m, property, value) =>
    {
        if (DayParser.TryParse(value, out var day))
            m._draft.SetDay(field, day);
        else if (!string.IsNullOrWhiteSpace(value))
            m.AddIssue(property, $"'{value.Trim()}' is no day.");
    };

    private static void InstantMessaging(VCardMapping mapping, VCardProperty property, string value)
    {
        if (ContactFields.ImAddresses.FirstOrDefault(p => !mapping._draft.Has(p)) is { } place)
            mapping._draft.SetText(place, VCardText.Unescape(value));
    }

    private void AddIssue(VCardProperty property, string message) => content.AddIssue(property.Line, $"{property.Name}: {message}");

    private void SetName(string value)
    {
        MapiProperty[] places =
            [ContactFields.Surname, ContactFields.GivenName, ContactFields.MiddleName, ContactFields.Title, ContactFields.Generation];
        foreach (var (place, part) in places.Zip(VCardText.Split(value, ';')))
            _draft.SetText(place, part);
    }

    private void SetOrganisation(string value)
    {
        if (_draft.Has(ContactFields.CompanyName))
            return;
        var parts = VCardText.Split(value, ';');
        _draft.SetText(ContactFields.CompanyName, parts[0]);
        _draft.SetText(ContactFields.Department, string.Join(", ", parts.Skip(1).Where(p => p.Length > 0)));
    }

    private void SetCategories(string value)
    {
        var separator = value.Contains(',', StringComparison.Ordinal) ? ',' : ';';
        _draft.SetList(ContactFields.Categories, List(ContactFields.Categories).Union(VCardText.Split(value, separator)));
    }

    private void AddEmail(string value)
    {
        var address = VCardText.Unescape(value);
        var open = address.LastIndexOf('<');
        if (open >= 0 && address.IndexOf('>', open) is > 0 and var close)
            _draft.AddEmail(address[(open + 1)..close], address[..open].Trim().Trim('"'));
        else
            _draft.AddEmail(address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address["mailto:".Length..] : address);
    }

    private void SetAddress(VCardProperty property, string value)
    {
        AddressSlot[] wanted = property.Types.Contains("work") ? [ContactFields.BusinessAddress, ContactFields.OtherAddress]
            : property.Types.Contains("home") ? [ContactFields.HomeAddress, ContactFields.OtherAddress]
            : [ContactFields.OtherAddress, ContactFields.HomeAddress, ContactFields.BusinessAddress];
        var parts = VCardText.Split(value, ';');
        var text = parts.Concat(Enumerable.Repeat("", 7)).Take(7).ToArray();
        if (text.All(p => p.Length == 0))
            return;
        var slot = wanted.FirstOrDefault(s => !_draft.Has(s.Street) && !_draft.Has(s.City));
        if (slot is null)
        {
            _draft.AddNote(string.Join(", ", text.Where(p => p.Length > 0)));
            return;
        }
        _draft.SetText(slot.PostOfficeBox, text[0]);
        _draft.SetText(slot.Street, string.Join("\r\n", text[1..3].Where(p => p.Length > 0)));
        _draft.SetText(slot.City, text[3]);
        _draft.SetText(slot.State, text[4]);
        _draft.SetText(slot.PostalCode, text[5]);
        _draft.SetText(slot.Country, text[6]);
    }

    private void SetUrl(VCardProperty property, string value)
    {
        var personal = property.Types.Contains("home") || _draft.Has(ContactFields.BusinessHomePage);
        _draft.SetText(personal ? ContactFields.PersonalHomePage : ContactFields.BusinessHomePage, VCardText.Unescape(value));
    }

    private void SetClass(string value)
    {
        var sensitivity = value.Trim().ToUpperInvariant() switch { "PRIVATE" => 2, "CONFIDENTIAL" => 3, _ => 0 };
        if (sensitivity == 0)
            return;
        _draft.Values[ContactFields.Sensitivity] = sensitivity;
        _draft.Values[ContactFields.Private] = sensitivity == 2;
    }

    private void SetGender(string value)
    {
        var gender = value.Trim().ToUpperInvariant() switch { "F" or "FEMALE" or "1" => 1, "M" or "MALE" or "2" => 2, _ => 0 };
        if (gender > 0)
            _draft.Values[ContactFields.Gender] = (short)gender;
    }

    private void SetRelated(VCardProperty property, string value)
    {
        if (property.Types.Contains("spouse"))
            _draft.SetText(ContactFields.SpouseName, VCardText.Unescape(value));
        else if (property.Types.Contains("child"))
            _draft.SetList(ContactFields.Children, List(ContactFields.Children).Append(VCardText.Unescape(value)));
    }

    private void SetPhoto(VCardProperty property)
    {
        var value = property.RawValue.Trim();
        var data = value.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? value.IndexOf(',', StringComparison.Ordinal) : -1;
        if (!property.IsBase64 && data < 0)
            return;
        var type = data > 0 ? value["data:".Length..data].Split(';')[0] : "image/" + (property.Types.Contains("png") ? "png" : "jpeg");
        try
        {
            var base64 = value[(data + 1)..].Replace(" ", "", StringComparison.Ordinal).TrimEnd('=');
            _draft.Photo = new ContactPhoto(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')), type);
        }
        catch (FormatException)
        {
            AddIssue(property, "The picture is no valid base64.");
        }
    }

    /// <summary>The label that Apple's address book gives a property of the same group.</summary>
    private string Label(VCardProperty property)
    {
        var label = property.Group.Length == 0 ? null : card.FirstOrDefault(p => p.Group == property.Group && p.Name == "X-ABLABEL");
        return label?.RawValue.Trim().ToLower(CultureInfo.InvariantCulture) ?? "";
    }

    private string[] List(MapiProperty field) => _draft.Values.GetValueOrDefault(field) as string[] ?? [];

    /// <summary>A card with nothing but a full name: the last word is the surname, unless it names a company.</summary>
    private void SplitDisplayName()
    {
        if (_draft[ContactFields.DisplayName] is not { } name || name == _draft[ContactFields.CompanyName]
            || _draft.Has(ContactFields.Surname) || _draft.Has(ContactFields.GivenName))
        {
            return;
        }
        var blank = name.LastIndexOf(' ');
        if (blank > 0)
            _draft.SetText(ContactFields.GivenName, name[..blank]);
        _draft.SetText(ContactFields.Surname, name[(blank + 1)..]);
    }
}
