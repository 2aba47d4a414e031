using System.Text.RegularExpressions;

namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>
/// The numbered columns of Google's files, old and new: <c>Phone 1 - Type</c> or <c>Phone 1 - Label</c> says what <c>Phone 1 - Value</c>
/// is. Several values of one label share a cell.
/// </summary>
internal static partial class GoogleColumns
{
    private const string Separator = ":::";

    /// <summary>The numbered column of a heading; null where it is none.</summary>
    /// <param name="headings">All headings.</param>
    /// <param name="index">The column's place.</param>
    public static CsvReadColumn? Find(string[] headings, int index)
    {
        if (Numbered().Match(headings[index]) is not { Success: true } match)
            return null;
        var (what, part) = (match.Groups["what"].Value, match.Groups["part"].Value);
        Func<ContactDraft, string, string, string?> set = (what, part) switch
        {
            ("Phone", "Value") => Each((draft, value, label) => draft.AddNumber(Kind(label), value)),
            ("E-mail", "Value") => Each((draft, value, _) => draft.AddEmail(value)),
            ("Website", "Value") => Each((draft, value, _) => draft.SetText(nameof(SyncContact.WebPage), value)),
            ("IM", "Value") => Each((draft, value, _) => draft.AddEach(draft.ImAddresses, [value])),
            ("Relation", "Value") => Each(SetRelation),
            ("Event", "Value") => (draft, value, label) => Label(label) is "ANNIVERSARY" or "JAHRESTAG"
                ? DraftFields.Find(nameof(SyncContact.Anniversary))!(draft, value)
                : null,
            ("Address", _) => (draft, value, label) => SetAddress(draft, part, value, label),
            // A label, a formatted address, a service: said by other columns.
            _ => (_, _, _) => null,
        };
        var label = Array.FindIndex(headings, heading =>
            heading == $"{match.Groups["group"].Value} - Type" || heading == $"{match.Groups["group"].Value} - Label");
        return new CsvReadColumn(
            headings[index], row => CsvReadColumn.Cell(row, index),
            (draft, value, row) => set(draft, value, CsvReadColumn.Cell(row, label)));
    }

    /// <summary>The labels of a contact, without those that Google gives itself.</summary>
    public static string? SetLabels(ContactDraft draft, string value)
    {
        var isGoogle = value.Contains(Separator, StringComparison.Ordinal) || value.TrimStart().StartsWith('*');
        var labels = isGoogle ? Split(value).Where(label => !label.StartsWith('*')) : value.Split(';');
        draft.AddEach(draft.Categories, labels);
        return null;
    }

    private static string[] Split(string value) => value.Split(Separator, StringSplitOptions.TrimEntries);

    private static Func<ContactDraft, string, string, string?> Each(Action<ContactDraft, string, string> set) => (draft, value, label) =>
    {
        foreach (var part in Split(value))
            set(draft, part, label);
        return null;
    };

    private static void SetRelation(ContactDraft draft, string value, string label)
    {
        switch (Label(label))
        {
            case "SPOUSE" or "PARTNER" or "DOMESTICPARTNER":
                draft.SetText(nameof(SyncContact.SpouseName), value);
                break;
            case "MANAGER":
                draft.SetText(nameof(SyncContact.Manager), value);
                break;
            case "ASSISTANT":
                draft.SetText(nameof(SyncContact.AssistantName), value);
                break;
            case "CHILD":
                draft.AddEach(draft.Children, [value]);
                break;
        }
    }

    private static string? SetAddress(ContactDraft draft, string part, string value, string label)
    {
        var kind = Label(label) switch
        {
            "WORK" or "BUSINESS" or "ARBEIT" or "GESCHÄFTLICH" => PostalAddressKind.Business,
            "HOME" or "PRIVAT" => PostalAddressKind.Home,
            _ => PostalAddressKind.Other,
        };
        var name = part switch
        {
            "Street" or "PO Box" or "Extended Address" => "Street",
            "City" => "City",
            "Region" => "State",
            "Postal Code" => "PostalCode",
            "Country" => "Country",
            _ => null,
        };
        return name is null ? null : DraftFields.Find(kind + name)!(draft, Split(value)[0]);
    }

    private static PhoneNumberKind Kind(string label) => Label(label) switch
    {
        "MOBILE" or "MOBIL" or "CELL" => PhoneNumberKind.MobilePhone,
        "WORK" or "ARBEIT" or "GESCHÄFTLICH" => PhoneNumberKind.BusinessPhone,
        "HOME" or "PRIVAT" => PhoneNumberKind.HomePhone,
        "MAIN" or "COMPANYMAIN" => PhoneNumberKind.CompanyMainPhone,
        "WORKFAX" or "FAXGESCHÄFTLICH" => PhoneNumberKind.BusinessFax,
        "HOMEFAX" or "FAXPRIVAT" => PhoneNumberKind.HomeFax,
        "FAX" or "OTHERFAX" => PhoneNumberKind.OtherFax,
        "PAGER" or "WORKPAGER" => PhoneNumberKind.Pager,
        "WORKMOBILE" => PhoneNumberKind.MobilePhone,
        _ => PhoneNumberKind.OtherTelephone,
    };

    // "Work Fax" once was "workFax".
    private static string Label(string label) => string.Concat(Split(label)[0].Where(char.IsLetter)).ToUpperInvariant();

    [GeneratedRegex(@"\A(?<group>(?<what>Phone|E-mail|Website|IM|Relation|Address|Event|Custom Field|Jot) \d{1,3}) - (?<part>.+)\z")]
    private static partial Regex Numbered();
}
