using System.Globalization;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>A column of the CSV file.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Read">Its text for an entry; null or empty leaves the cell empty.</param>
/// <param name="IsNumber">Whether it holds phone numbers, which may begin with <c>+</c>.</param>
internal sealed record CsvColumn(string Name, Func<SyncPhoneBookEntry, string?> Read, bool IsNumber = false)
{
    private const string Separator = "; ";

    /// <summary>All columns, in their order. New ones go to the end, so that importers by position stay right.</summary>
    public static IReadOnlyList<CsvColumn> All { get; } =
    [
        new("Owner", entry => entry.Owner),
        new("PhoneBook", entry => entry.PhoneBook),
        new("Name", entry => entry.Name),
        Text("Title", contact => contact.Title),
        Text("GivenName", contact => contact.GivenName),
        Text("MiddleName", contact => contact.MiddleName),
        Text("Surname", contact => contact.Surname),
        Text("Suffix", contact => contact.Suffix),
        Text("NickName", contact => contact.NickName),
        Text("Company", contact => contact.CompanyName),
        Text("Department", contact => contact.Department),
        Text("JobTitle", contact => contact.JobTitle),
        Text("Profession", contact => contact.Profession),
        Text("Office", contact => contact.OfficeLocation),
        .. Enum.GetValues<PhoneNumberKind>().Select(Number),
        .. Enumerable.Range(1, 3).Select(Email),
        .. Enum.GetValues<PostalAddressKind>().SelectMany(Address),
        Text("WebPage", contact => contact.WebPage),
        Text("Birthday", contact => Date(contact.Birthday)),
        Text("Anniversary", contact => Date(contact.Anniversary)),
        Text("Categories", contact => string.Join(Separator, contact.Categories)),
        Text("Notes", contact => contact.Notes),
    ];

    private static CsvColumn Text(string name, Func<SyncContact, string?> read) => new(name, entry => read(entry.Contact));

    // Two numbers of one kind, as "030 1234567 / 0170 1234567" gives them, share the cell.
    private static CsvColumn Number(PhoneNumberKind kind) => new(
        kind.ToString(),
        entry => string.Join(Separator, entry.Numbers.Where(number => number.Kind == kind)),
        IsNumber: true);

    private static CsvColumn Email(int slot) =>
        Text($"Email{slot}", contact => contact.EmailAddresses.FirstOrDefault(email => email.Slot == slot)?.Address);

    private static IEnumerable<CsvColumn> Address(PostalAddressKind kind) =>
    [
        Text($"{kind}Street", contact => Find(contact, kind)?.Street),
        Text($"{kind}PostalCode", contact => Find(contact, kind)?.PostalCode),
        Text($"{kind}City", contact => Find(contact, kind)?.City),
        Text($"{kind}State", contact => Find(contact, kind)?.State),
        Text($"{kind}Country", contact => Find(contact, kind)?.CountryOrRegion),
    ];

    private static SyncPostalAddress? Find(SyncContact contact, PostalAddressKind kind) =>
        contact.PostalAddresses.FirstOrDefault(address => address.Kind == kind);

    private static string? Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
