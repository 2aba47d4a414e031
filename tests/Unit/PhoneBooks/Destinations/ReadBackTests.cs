using System.Text.Json;
using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>What destinations were given is read back by programs that no one here wrote.</summary>
public sealed class ReadBackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static readonly SyncContact[] Contacts =
    [
        .. ItemDestinationContract.Names.Select((name, index) => Contact($"{index}", name.Data) with
        {
            Surname = $"Nachname {index}", GivenName = "Änne", CompanyName = "Grün & Söhne; Co, KG", JobTitle = "a\\b",
            EmailAddresses = [new SyncEmailAddress(1, $"a{index}@example.com"), new SyncEmailAddress(2, $"b{index}@example.com")],
            PhoneNumbers =
            [
                new SyncPhoneNumber(PhoneNumberKind.BusinessPhone, "030 23125-0", $"+4930231250{index}"),
                new SyncPhoneNumber(PhoneNumberKind.MobilePhone, "0151 1", $"+4915112345{index}"),
            ],
        }),
    ];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Vdirsyncer_and_vobject_read_an_address_book_field_by_field()
    {
        await using var server = new CardDavServer();
        await using (var destination = CardDavServer.Open(server.Settings))
        {
            foreach (var contact in Contacts)
                await destination.PutAsync(EntryOf(contact), null, new PublishLosses(), default);
        }
        // The name of the address book is the last part of its address.
        var book = server.Book.AbsolutePath.Trim('/').Split('/')[^1];
        await File.WriteAllTextAsync(folder.Path("password"), CardDavServer.Password);
        await File.WriteAllTextAsync(folder.Path("config"), $"""
            [general]
            status_path = "{folder.Path("status")}"
            [pair test]
            a = "there"
            b = "here"
            collections = ["{book}"]
            [storage there]
            type = "carddav"
            url = "{server.Home}"
            username = "{CardDavServer.User}"
            password.fetch = ["command", "cat", "{folder.Path("password")}"]
            verify = "{CardDavServer.Authority}"
            [storage here]
            type = "filesystem"
            path = "{folder.Path("cards")}"
            fileext = ".vcf"
            """);
        await Tool.RunAsync("vdirsyncer", ["-c", folder.Path("config"), "discover"], "y\ny\ny\n");
        await Tool.RunAsync("vdirsyncer", ["-c", folder.Path("config"), "sync"]);

        var script = """
            import glob, json, sys, vobject
            cards = []
            for path in glob.glob(sys.argv[1] + '/*/*.vcf'):
                card = vobject.readOne(open(path, encoding='utf-8', newline='').read())
                cards.append({'name': card.fn.value, 'family': card.n.value.family, 'given': card.n.value.given,
                    'company': card.org.value[0], 'title': card.title.value, 'mail': [mail.value for mail in card.contents['email']],
                    'tel': [number.value for number in card.contents['tel']]})
            json.dump(cards, sys.stdout)
            """;
        var cards = JsonSerializer.Deserialize<List<Dictionary<string, JsonElement>>>(
            await Tool.RunAsync("/usr/bin/python3", ["-c", script, folder.Path("cards")]))!;

        Assert.Equal(Contacts.Length, cards.Count);
        Assert.Equal(Contacts.Select(Line).Order(), cards.Select(card => string.Join('|', card.Values.Select(Text))).Order());
    }

    [Fact]
    public async Task Ldapsearch_reads_a_subtree_field_by_field()
    {
        await using var server = new LdapServer();
        await using (var destination = LdapServer.Open(server.Settings))
        {
            foreach (var contact in Contacts)
                await destination.PutAsync(EntryOf(contact), null, new PublishLosses(), default);
        }

        var text = await server.SearchAsync(server.Base, "one");

        // What is no entry tells of the pages.
        var entries = text.Split("\n\n").Where(part => part.StartsWith("dn:", StringComparison.Ordinal)).Select(Attributes).ToList();
        string[] names = ["displayName", "sn", "givenName", "o", "title", "mail", "telephoneNumber", "mobile"];
        Assert.Equal(
            Contacts.Select(Line).Order(),
            entries.Select(entry => string.Join('|', names.Select(name => string.Join(',', entry[name])))
                .Replace($"|{entry["mobile"].First()}", $",{entry["mobile"].First()}", StringComparison.Ordinal)).Order());
        Assert.All(entries, entry => Assert.Equal("top,person,organizationalPerson,inetOrgPerson", string.Join(',', entry["objectClass"])));
    }

    private static ILookup<string, string> Attributes(string entry) => entry.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(':', 2))
        .ToLookup(
            line => line[0],
            line => line[1].StartsWith(':')
                ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(line[1][1..].Trim()))
                : line[1].Trim());

    private static string Line(SyncContact contact) => string.Join(
        '|', contact.DisplayName, contact.Surname, contact.GivenName, contact.CompanyName, contact.JobTitle,
        string.Join(',', contact.EmailAddresses.Select(mail => mail.Address)),
        string.Join(',', contact.PhoneNumbers.Select(number => number.E164)));

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(',', value.EnumerateArray().Select(part => part.GetString()))
        : value.GetString()!;

    private static SyncPhoneBookEntry EntryOf(SyncContact contact) => new()
    {
        Uid = Guid.NewGuid(), Owner = "anna@example.com", PhoneBook = "Privat", Name = contact.ToString(), Contact = contact,
    };
}
