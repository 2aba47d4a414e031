using System.Text.RegularExpressions;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles.Csv;

/// <summary>
/// Google's contact list names what a number or an address is for in a column of its own ("Phone 1 - Type", since 2024
/// "Phone 1 - Label"), just before the value.
/// </summary>
internal static partial class GoogleColumns
{
    /// <summary>The columns of a Google list; null where the header is not Google's.</summary>
    public static CsvColumn?[]? Find(string[] header)
    {
        if (!header.Any(h => GroupedHeader().IsMatch(h.Trim())))
            return null;
        // The kind of a value stands one column before it: what was read there is kept until then.
        var kind = "";
        return [.. header.Select(h => Column(h.Trim(), value => kind = value, () => kind))];
    }

    private static CsvColumn? Column(string header, Action<string> remember, Func<string> kind)
    {
        if (GroupedHeader().Match(header) is not { Success: true } match)
            return CsvColumns.Find(header);
        return (match.Groups["what"].Value, match.Groups["part"].Value) switch
        {
            (_, "Type" or "Label") => new CsvColumn((_, value) => remember(value), takesEmpty: true),
            ("Phone", "Value") => Each((draft, value) => draft.AddPhone(value, PhonePlaces(kind()))),
            ("E-mail", "Value") => Each((draft, value) => draft.AddEmail(value)),
            ("Address", var part) => Address(part, kind),
            _ => CsvColumns.Find(header),
        };
    }

    /// <summary>Several values of one kind stand in one field.</summary>
    private static CsvColumn Each(Action<ContactDraft, string> set) => new((draft, value) =>
    {
        foreach (var part in value.Split(":::", StringSplitOptions.TrimEntries))
            set(draft, part);
    });

    private static MapiProperty[] PhonePlaces(string kind) => kind.TrimStart('*', ' ').ToUpperInvariant() switch
    {
        "MOBILE" => [ContactFields.MobilePhone],
        "WORK" => [ContactFields.BusinessPhone, ContactFields.BusinessPhone2],
        "HOME" => [ContactFields.HomePhone, ContactFields.HomePhone2],
        "MAIN" => [ContactFields.PrimaryPhone, ContactFields.CompanyMainPhone],
        "WORK FAX" => [ContactFields.BusinessFax],
        "HOME FAX" => [ContactFields.HomeFax],
        "PAGER" or "WORK PAGER" => [ContactFields.Pager],
        _ => [],
    };

    private static CsvColumn? Address(string part, Func<string> kind)
    {
        AddressSlot Slot() => kind().TrimStart('*', ' ').ToUpperInvariant() switch
        {
            "WORK" => ContactFields.BusinessAddress,
            "HOME" => ContactFields.HomeAddress,
            _ => ContactFields.OtherAddress,
        };
        Func<AddressSlot, MapiProperty>? field = part switch
        {
            "Street" => s => s.Street,
            "City" => s => s.City,
            "PO Box" => s => s.PostOfficeBox,
            "Region" => s => s.State,
            "Postal Code" => s => s.PostalCode,
            "Country" => s => s.Country,
            _ => null,
        };
        return field is null ? null : new CsvColumn((draft, value) => draft.SetText(field(Slot()), value));
    }

    [GeneratedRegex(@"^(?<what>Phone|E-mail|Address) \d+ - (?<part>.+)$")]
    private static partial Regex GroupedHeader();
}
