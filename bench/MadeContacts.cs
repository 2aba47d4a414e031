using System.Globalization;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Bench;

/// <summary>Contacts as a phone book has them, the same for the same number: names of syllables, two numbers, company, mail.</summary>
internal static class MadeContacts
{
    private static readonly string[] First =
        ["An", "Ber", "Chris", "Da", "El", "Fre", "Ge", "Han", "In", "Jo", "Ka", "Li", "Ma", "No", "Ot", "Pe", "Ro", "Sa", "Ti", "Ur"];

    private static readonly string[] Middle = ["ber", "de", "fel", "gen", "hof", "ke", "le", "mann", "ne", "ri", "sen", "ta", "tz", "wald"];

    private static readonly string[] Last =
    [
        "Al", "Bau", "Cla", "Dorn", "Eich", "Fisch", "Grün", "Hof", "Jäg", "Kirch", "Lin", "Mül", "Neu", "Ost", "Pfeif", "Rei", "Schw",
        "Tan", "Vog", "Web",
    ];

    /// <summary>The contact of that number.</summary>
    public static SyncContact Make(int number, string? title = null)
    {
        var random = new Random(number);
        var given = First[random.Next(First.Length)] + Middle[random.Next(Middle.Length)];
        var family = Last[random.Next(Last.Length)] + Middle[random.Next(Middle.Length)] + Middle[random.Next(Middle.Length)];
        return new SyncContact
        {
            Id = $"AAMkAGE1M2IyNGNmLWQ0ZTAtNDRlZC1hZjU5LTYwODA3{number:D12}",
            FolderId = "contacts",
            GivenName = given,
            Surname = family,
            DisplayName = $"{given} {family}",
            JobTitle = title,
            CompanyName = Last[random.Next(Last.Length)] + Middle[random.Next(Middle.Length)] + " GmbH",
            EmailAddresses = [new SyncEmailAddress(1, $"{given}.{family}@example.com")],
            PhoneNumbers =
            [
                new SyncPhoneNumber(PhoneNumberKind.BusinessPhone, BusinessNumber(number)),
                new SyncPhoneNumber(PhoneNumberKind.MobilePhone, $"+49170{number:D8}"),
            ],
        };
    }

    /// <summary>The business number of the contact of that number.</summary>
    public static string BusinessNumber(int number) => $"+4930{number:D8}";

    /// <summary>The plan that fills a phone book with the contacts of so many numbers from the first on.</summary>
    public static PhoneBookPlan Plan(int book, int first, int count)
    {
        var normalizer = new ContactNormalizer(new PhoneNumberReader("DE"));
        var entries = Enumerable.Range(first, count).AsParallel().AsOrdered()
            .Select(number => normalizer.Normalize(Make(number), "contacts")).ToList();
        return Empty(KeyOf(book), null) with { Added = entries };
    }

    /// <summary>The plan that changes every so many entries of a phone book.</summary>
    public static PhoneBookPlan Change(StoredPhoneBook stored, int first, int count, int each)
    {
        var normalizer = new ContactNormalizer(new PhoneNumberReader("DE"));
        var entries = Enumerable.Range(first, count).Where(number => number % each == 0)
            .Select(number => normalizer.Normalize(Make(number, "Changed"), "contacts")).ToList();
        return Empty(stored.Key, stored) with { Updated = entries, Unchanged = stored.EntryCount - entries.Count };
    }

    /// <summary>What a phone book belongs to.</summary>
    public static PhoneBookKey KeyOf(int book) => new("tenant", book.ToString("D6", CultureInfo.InvariantCulture));

    private static PhoneBookPlan Empty(PhoneBookKey key, StoredPhoneBook? existing) => new(
        existing, key, $"user{key.MailboxId}@example.com", "Privat", "bench", "rules", [], [], [], [], 0, 0,
        [new FolderState("contacts", "Contacts", "token")]);
}
