using ContactSync.Engine;
using ContactSync.Engine.Guards;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Formats;
using ContactSync.PhoneBooks.Formats.VCard;
using ContactSync.PhoneBooks.Sources;
using ContactSync.Tests.Engine;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Formats;

/// <summary>
/// Random histories of a file: people come, go, change numbers and names, lines are shuffled, torn and mended. After each import the phone
/// book is what the file says; where a line could not be read nobody is gone; and the same file again changes nothing.
/// </summary>
public sealed class ContactFileHistoryTests
{
    private const int Steps = 12;

    private static readonly string[] Names = ["Anna Groß", "Bert Klein", "Cora Lang", "Dora Kurz", "Emil Neu", "李 小龍", "O'Brien, Pat"];

    private enum Form
    {
        CardsWithIds,
        CardsWithoutIds,
        Table,
    }

    [Fact]
    public Task The_phone_book_is_what_the_file_says() => RunAsync(histories: 40);

    [Fact(Explicit = true)]
    public Task The_phone_book_is_what_the_file_says_in_many_histories() => RunAsync(histories: 2000);

    private static async Task RunAsync(int histories)
    {
        foreach (var seed in Enumerable.Range(0, histories))
            await RunAsync(new Random(seed), seed);
    }

    private static async Task RunAsync(Random random, int seed)
    {
        using var folder = new TemporaryFolder();
        var store = new MemoryPhoneBookStore();
        var form = (Form)random.Next(3);
        var path = folder.Path(form == Form.Table ? "a.csv" : "a.vcf");
        List<Person> people = [.. Enumerable.Range(0, random.Next(1, 6)).Select(id => Make(random, id))];
        List<string> before = [];
        for (var step = 0; step < Steps; step++)
        {
            Change(random, people, step);
            var isTorn = form == Form.Table && random.Next(5) == 0;
            await File.WriteAllTextAsync(path, Write(people, form, isTorn), TestContext.Current.CancellationToken);

            var report = await ImportAsync(path, store);

            Assert.True(report.Status == SyncStatus.Succeeded, $"{seed}/{step}: {report.Reason}");
            var now = await EntriesAsync(store);
            var expected = people.Select(person => person.ToString()).Order().ToList();
            if (isTorn)
            {
                Assert.True(expected.TrueForAll(now.Contains), $"{seed}/{step}");
                Assert.True(now.Count >= before.Count && report.Deleted == 0, $"{seed}/{step}");
            }
            else
            {
                Assert.True(expected.SequenceEqual(now), $"{seed}/{step}: {string.Join(" | ", expected)} <> {string.Join(" | ", now)}");
            }
            var again = await ImportAsync(path, store);
            Assert.True((again.Added, again.Updated, again.Deleted) == (0, 0, 0), $"{seed}/{step}: the same file changed something");
            before = now;
        }
    }

    private static void Change(Random random, List<Person> people, int step)
    {
        var place = random.Next(people.Count);
        switch (random.Next(6))
        {
            case 0:
                people.Add(Make(random, 100 + step));
                break;
            case 1 when people.Count > 1:
                people.RemoveAt(place);
                break;
            case 2:
                people[place] = people[place] with { Number = $"030 {random.Next(10_000_000)}" };
                break;
            case 3:
                people[place] = people[place] with { Name = Names[random.Next(Names.Length)] };
                break;
            case 4:
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(people));
                break;
        }
    }

    private static Person Make(Random random, int id) => new(id, Names[random.Next(Names.Length)], $"030 {random.Next(10_000_000)}");

    private static string Write(List<Person> people, Form form, bool isTorn)
    {
        if (form == Form.Table)
        {
            var rows = people.Select(person => $"\"{person.Name}\";{person.Number}\r\n").ToList();
            if (isTorn)
                rows.Insert(rows.Count / 2, "\"torn;\r\n");
            return "Name;Telefon\r\n" + string.Concat(rows);
        }
        var writer = new VCardWriter(VCardVersion.V3);
        return string.Concat(people.Select(person => writer.Write(new SyncContact
        {
            Id = form == Form.CardsWithIds ? $"id-{person.Id}" : "",
            FolderId = "",
            DisplayName = person.Name,
            PhoneNumbers = [new(PhoneNumberKind.BusinessPhone, person.Number)],
        })));
    }

    private static async Task<SyncReport> ImportAsync(string path, MemoryPhoneBookStore store)
    {
        await using var source = new ContactFileSource(
            path, "lena@contoso.com", "Book", new ContactFileSourceSettings(null, new ContactFileOptions()), TimeProvider.System);
        var engine = new SyncEngine(source, store, TimeProvider.System);
        var rules = new SyncRules("DE", "Book", "", GuardList.All.Select(guard => guard.Name).ToHashSet())
        {
            Source = PhoneBookSource.File,
        };
        var listing = await engine.ListAsync(new MailboxQuery([], []), TestContext.Current.CancellationToken);
        var reports = engine.RunAsync(listing, rules, new SyncRunOptions(), null, TestContext.Current.CancellationToken);
        return Assert.Single(await reports.ToListAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<List<string>> EntriesAsync(MemoryPhoneBookStore store)
    {
        var entries = await store.FindEntriesAsync(new EntryQuery(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        return [.. entries.Select(entry => new Person(0, entry.Name, entry.Numbers[0].Raw).ToString()).Order()];
    }

    private sealed record Person(int Id, string Name, string Number)
    {
        public override string ToString() => $"{Name} {Number}";
    }
}
