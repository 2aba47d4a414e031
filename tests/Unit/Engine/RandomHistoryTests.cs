using ContactSync.Engine;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.Tests.PhoneBooks;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>
/// Whatever a user does, whatever the service and the store do wrong, and wherever a run is broken off: after the next undisturbed
/// run the phone book is the mailbox.
/// </summary>
public class RandomHistoryTests
{
    private const int Steps = 15;

    [Fact]
    public async Task Two_hundred_histories_over_a_store_in_memory()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            await using var store = new MemoryPhoneBookStore();
            await RunHistoryAsync(seed, store);
        }
    }

    [Fact]
    public async Task Two_hundred_histories_over_SQLite()
    {
        using var folder = new TemporaryFolder();
        await using var store = await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);
        for (var seed = 0; seed < 200; seed++)
            await RunHistoryAsync(seed, store);
    }

    private static async Task RunHistoryAsync(int seed, IPhoneBookStore store)
    {
        var random = new Random(seed);
        var mailbox = new RandomMailbox(random);
        var owner = new SourceMailbox($"mailbox {seed}", $"m{seed}@example.com", "M");
        var rules = TestData.Rules with { OverriddenGuards = GuardNames };

        for (var step = 0; step < Steps; step++)
        {
            for (var edits = random.Next(6); edits > 0; edits--)
                mailbox.Edit();
            if (random.Next(8) == 0)
                rules = rules with { Region = random.Next(2) == 0 ? "DE" : "AT" };

            switch (random.Next(8))
            {
                case 0:
                    await DisturbAsync(Failing(), new FaultyPhoneBookStore(store), owner, rules);
                    break;
                case 1:
                    await DisturbAsync(Reading(mailbox, isBusy: true), Broken(store, random), owner, rules);
                    break;
                case 2:
                    await CancelAsync(Reading(mailbox, isBusy: false), store, owner, rules);
                    break;
                case 3:
                    // Changes while they are read: right in the end, not necessarily at once.
                    await RunAsync(Reading(mailbox, isBusy: true), store, owner, rules);
                    break;
                default:
                    await RunAsync(Reading(mailbox, isBusy: false), store, owner, rules);
                    break;
            }
        }

        // A contact moved while it was read is settled by the second quiet run at the latest.
        await RunAsync(Reading(mailbox, isBusy: true), store, owner, rules);
        await RunAsync(Reading(mailbox, isBusy: false), store, owner, rules);
        await RunAsync(Reading(mailbox, isBusy: false), store, owner, rules);
        await AssertEqualAsync(seed, mailbox, store, owner, rules);

        var quiet = await RunAsync(Reading(mailbox, isBusy: false), store, owner, rules);
        Assert.True(quiet is { Added: 0, Updated: 0, Deleted: 0 }, $"seed {seed}: a run without a change reports changes");
    }

    private static readonly HashSet<string> GuardNames = ["SourceEmpty", "TooManyDeletes"];

    private static async Task AssertEqualAsync(int seed, RandomMailbox mailbox, IPhoneBookStore store, SourceMailbox owner, SyncRules rules)
    {
        var normalizer = new ContactNormalizer(new PhoneNumberReader(rules.Region));
        var expected = mailbox.Contacts.Select(contact => normalizer.Normalize(contact, contact.FolderId))
            .Select(entry => (entry.Contact.Id, entry.Contact.FolderId, entry.Hash)).Order().ToList();

        var book = await store.FindAsync(new PhoneBookKey("tenant", owner.Id), default);
        var stored = await store.ReadEntriesAsync(book!.Id, null, default)
            .Select(entry => (entry.SourceId, entry.FolderId, entry.Hash)).ToListAsync();
        var read = await store.ReadContactsAsync(book.Id, default).ToListAsync();

        Assert.True(expected.SequenceEqual(stored.Order()), $"seed {seed}: {expected.Count} contacts, {stored.Count} entries, or others");
        Assert.True(expected.Count == book.EntryCount, $"seed {seed}: the count says {book.EntryCount} of {expected.Count}");
        Assert.All(read, contact => Assert.Equal(
            expected.Single(entry => entry.Id == contact.Id).Hash, ContactJson.Hash(ContactJson.Write(contact))));
    }

    private static async Task<SyncReport> RunAsync(IContactSource source, IPhoneBookStore store, SourceMailbox owner, SyncRules rules)
    {
        var report = await Run(source, store, owner, rules, default).SingleAsync();
        Assert.True(report.Status == SyncStatus.Succeeded, $"{owner.Id}: {report.ErrorId} {report.Reason} {report.Error}");
        return report;
    }

    private static async Task DisturbAsync(IContactSource source, IPhoneBookStore store, SourceMailbox owner, SyncRules rules)
    {
        var report = await Run(source, store, owner, rules, default).SingleAsync();
        Assert.Equal("Disturbed", report.ErrorId);
    }

    private static async Task CancelAsync(IContactSource source, IPhoneBookStore store, SourceMailbox owner, SyncRules rules)
    {
        using var stop = new CancellationTokenSource();
        var cancelling = new FaultyPhoneBookStore(store) { OnApply = (_, _) => stop.CancelAsync() };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Run(source, cancelling, owner, rules, stop.Token).ToListAsync(CancellationToken.None).AsTask());
    }

    private static IAsyncEnumerable<SyncReport> Run(
        IContactSource source, IPhoneBookStore store, SourceMailbox owner, SyncRules rules, CancellationToken cancellationToken) =>
        new SyncEngine(source, store, TimeProvider.System)
            .RunAsync(TestData.Listing(owner), rules, new SyncRunOptions(), null, cancellationToken);

    private static StubContactSource Reading(RandomMailbox mailbox, bool isBusy) => new(request => mailbox.Read(request, isBusy));

    private static StubContactSource Failing() =>
        new(request => new MailboxRead(request.Mailbox, [], 1, TimeSpan.Zero, Disturbance()));

    private static FaultyPhoneBookStore Broken(IPhoneBookStore store, Random random) => random.Next(2) == 0
        ? new FaultyPhoneBookStore(store) { OnFind = _ => throw Disturbance() }
        : new FaultyPhoneBookStore(store) { OnApply = (_, _) => throw Disturbance() };

    private static SyncException Disturbance() => new("Disturbed", SyncErrorKind.ResourceUnavailable, "message", "advice");
}
