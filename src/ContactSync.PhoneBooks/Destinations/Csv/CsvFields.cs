using System.Globalization;
using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>What the columns of a template may hold, by name.</summary>
public static class CsvFields
{
    private delegate IEnumerable<string?> Read(CsvRowSource row);

    private static readonly Dictionary<string, Read> Readers = Make();

    // What a name that is shown holds: nothing of it is lost where it is the only column.
    private static readonly string[] NameParts =
    [
        nameof(SyncContact.DisplayName), nameof(SyncContact.FileAs), nameof(SyncContact.GivenName), nameof(SyncContact.MiddleName),
        nameof(SyncContact.Surname),
    ];

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Readers.Keys;

    /// <summary>Whether there is a field of that name.</summary>
    public static bool IsKnown(string name) => Readers.ContainsKey(name);

    /// <summary>Whether the field holds phone numbers.</summary>
    internal static bool IsNumber(string name) => name == "Number" || Enum.TryParse<PhoneNumberKind>(name, out _);

    /// <summary>The field's values in a row; none where it has none.</summary>
    internal static IEnumerable<string> ValuesOf(string name, CsvRowSource row) =>
        Readers[name](row).Where(value => !string.IsNullOrEmpty(value))!;

    /// <summary>The fields of <see cref="ContactFields"/> that a column with this field carries.</summary>
    internal static IEnumerable<string> CarriedBy(string name) => name switch
    {
        "Name" => NameParts,
        "Number" => Enum.GetNames<PhoneNumberKind>(),
        "Uid" or "Owner" or "PhoneBook" or "NumberKind" => [],
        _ when name.StartsWith("Email", StringComparison.Ordinal) => [$"{nameof(SyncContact.EmailAddresses)}{name[5..]}"],
        _ when Enum.GetValues<PostalAddressKind>().Any(kind => name.StartsWith($"{kind}", StringComparison.Ordinal)) && !IsNumber(name) =>
            [$"{Enum.GetValues<PostalAddressKind>().First(kind => name.StartsWith($"{kind}", StringComparison.Ordinal))}Address"],
        _ => [name],
    };

    private static Dictionary<string, Read> Make()
    {
        var readers = new Dictionary<string, Read>(StringComparer.OrdinalIgnoreCase)
        {
            ["Uid"] = row => [row.Entry.Uid.ToString()],
            ["Owner"] = row => [row.Entry.Owner],
            ["PhoneBook"] = row => [row.Entry.PhoneBook],
            ["Name"] = row => [row.Entry.Name],
            ["Number"] = row => row.Number is { } number ? [row.Write(number)] : row.Entry.Numbers.Select(row.Write),
            ["NumberKind"] = row => [row.Number?.Kind.ToString()],
            [nameof(SyncContact.Sensitivity)] = row => [row.Contact.Sensitivity.ToString()],
            [nameof(SyncContact.Birthday)] = row => [row.Write(row.Contact.Birthday)],
            [nameof(SyncContact.Anniversary)] = row => [row.Write(row.Contact.Anniversary)],
            [nameof(SyncContact.Categories)] = row => row.Contact.Categories,
            [nameof(SyncContact.Children)] = row => row.Contact.Children,
            [nameof(SyncContact.ImAddresses)] = row => row.Contact.ImAddresses,
        };
        foreach (var kind in Enum.GetValues<PhoneNumberKind>())
        {
            readers[kind.ToString()] = row => row.Number is { } one
                ? one.Kind == kind ? [row.Write(one)] : []
                : row.Entry.Numbers.Where(number => number.Kind == kind).Select(row.Write);
        }
        foreach (var slot in Enumerable.Range(1, 3))
        {
            readers[$"Email{slot.ToString(CultureInfo.InvariantCulture)}"] =
                row => row.Contact.EmailAddresses.Where(email => email.Slot == slot).Select(email => email.Address);
        }
        foreach (var kind in Enum.GetValues<PostalAddressKind>())
        {
            readers[$"{kind}Street"] = row => [row.Find(kind)?.Street];
            readers[$"{kind}PostalCode"] = row => [row.Find(kind)?.PostalCode];
            readers[$"{kind}City"] = row => [row.Find(kind)?.City];
            readers[$"{kind}State"] = row => [row.Find(kind)?.State];
            readers[$"{kind}Country"] = row => [row.Find(kind)?.CountryOrRegion];
        }
        foreach (var field in ContactFields.GivenOut)
        {
            if (field.Group is not (ContactFieldGroup.Photo or ContactFieldGroup.BusinessAddress or ContactFieldGroup.PrivateAddress)
                && !field.Name.StartsWith(nameof(SyncContact.EmailAddresses), StringComparison.Ordinal)
                && field.Name != nameof(SyncContact.Members))
            {
                readers.TryAdd(field.Name, row => [field.Read(row.Contact) as string]);
            }
        }
        return readers;
    }
}

/// <summary>What a row is made of.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Number">The number that the row is for; null where it is for the entry.</param>
/// <param name="NumberText">How numbers are written.</param>
/// <param name="DateFormat">How dates are written.</param>
internal readonly record struct CsvRowSource(
    SyncPhoneBookEntry Entry, SyncPhoneNumber? Number, Func<SyncPhoneNumber, string> NumberText, string DateFormat)
{
    public SyncContact Contact => Entry.Contact;

    public string Write(SyncPhoneNumber number) => NumberText(number);

    public string? Write(DateOnly? date) => date?.ToString(DateFormat, CultureInfo.InvariantCulture);

    public SyncPostalAddress? Find(PostalAddressKind kind) => Contact.PostalAddresses.FirstOrDefault(address => address.Kind == kind);
}
