using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using ContactSync.Engine;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Guards;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Stores.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>
/// A random history of some mailboxes, a store, a destination of items and a file: users, admins and other hands change what they may, runs
/// go well or not, and at the end all is equal. Each run is judged by what it leaves and says.
/// </summary>
internal sealed class History : IAsyncDisposable
{
    private const int Steps = 12;

    private static readonly LeaseHolder OtherRun = LeaseHolder.Create();

    private readonly int seed;

    private readonly Random random;

    private readonly string path;

    private readonly ConcurrentDictionary<string, int> met;

    private readonly List<string> story = [];

    private readonly FakeTimeProvider clock = new(TestData.Now);

    private readonly List<User> users = [];

    private readonly MemoryItemDestination items;

    private readonly MemoryFileDestination file = new();

    private SqlitePhoneBookStore store = null!;

    private SyncRules rules = TestData.Rules;

    private DestinationSettings settings = new() { Place = "memory" };

    private string tenant = "tenant";

    // Guards that stopped runs since the last one that none stopped.
    private HashSet<string> stoppedBy = [];

    // Whether a run that is gone may still have mailboxes for itself.
    private bool areLeasesLeft;

    private int lastId;

    private History(int seed, string path, ConcurrentDictionary<string, int> met)
    {
        (this.seed, this.path, this.met) = (seed, path, met);
        random = new Random(seed);
        items = new MemoryItemDestination { TellsChanges = seed % 2 == 0 };
        for (var number = random.Next(1, 4); number > 0; number--)
            users.Add(new User(NewMailbox($"user{number}@example.com"), new RandomMailbox(random)));
    }

    private IEnumerable<User> Members => users.Where(user => user.IsMember);

    /// <param name="seed">What is random is made of it.</param>
    /// <param name="path">Where the store's file shall be.</param>
    /// <param name="met">Counts guards, mishaps and the like by name.</param>
    public static async Task<History> BeginAsync(int seed, string path, ConcurrentDictionary<string, int> met)
    {
        var history = new History(seed, path, met);
        await history.OpenAsync();
        return history;
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    public async Task RunAsync()
    {
        try
        {
            for (var step = 0; step < Steps; step++)
                await StepAsync();
            await EndAsync();
        }
        catch (Exception error) when (error is not HistoryException)
        {
            throw new HistoryException($"{Story()}\n{error}");
        }
    }

    private async Task StepAsync()
    {
        foreach (var user in users)
        {
            for (var edits = random.Next(5); edits > 0; edits--)
                user.Content.Edit();
            if (random.Next(4) == 0)
                user.Content.EditMuch();
        }
        for (var changes = random.Next(3); changes > 0; changes--)
            await ChangeSettingsAsync();
        for (var changes = random.Next(3); changes > 0; changes--)
            ChangeByHand();
        if (random.Next(5) == 0)
            await RestartAsync();

        var lifted = random.Next(2) == 0 ? stoppedBy : [];
        if (random.Next(5) > 0)
            await SyncAsync(RandomMishap(), lifted, isBusy: random.Next(4) == 0);
        if (random.Next(5) > 0)
            await PublishAsync(RandomMishap(), lifted);
    }

    private async Task EndAsync()
    {
        await ExpireLeasesAsync();
        // A contact that was moved while it was read is settled by the second quiet run at the latest.
        await SettleAsync();
        await SettleAsync();
        await AssertEqualAsync();

        var writes = items.Writes + file.Writes;
        foreach (var report in await SettleAsync())
            Check(report is { Added: 0, Updated: 0, Deleted: 0 }, $"{report.Mailbox}: a run without a change reports changes");
        Check(writes == items.Writes + file.Writes, "a publishing without a change writes");
    }

    /// <summary>Undisturbed runs, in which an admin lifts what a guard stopped.</summary>
    private async Task<List<SyncReport>> SettleAsync()
    {
        for (var run = 0; run <= GuardList.Names.Count; run++)
        {
            var reports = await SyncAsync(new Mishap(MishapKind.None, 0), stoppedBy, isBusy: false);
            var published = await PublishAsync(new Mishap(MishapKind.None, 0), stoppedBy);
            if (stoppedBy.Count > 0)
                continue;
            Check(reports.TrueForAll(report => report.Status == SyncStatus.Succeeded), "an undisturbed run fails");
            Check(published.TrueForAll(report => report.Status == SyncStatus.Succeeded), "an undisturbed publishing fails");
            return reports;
        }
        throw new HistoryException($"{Story()}\nguards stop what an admin lifts: {string.Join(", ", stoppedBy)}");
    }

    private async Task ChangeSettingsAsync()
    {
        var user = users[random.Next(users.Count)];
        switch (random.Next(17))
        {
            case 0 or 1 or 2:
                rules = rules with { Region = rules.Region == "DE" ? "AT" : "DE" };
                break;
            case 3:
                rules = rules with { Title = $"Title {random.Next(3)}" };
                break;
            case 4 or 5:
                rules = rules with { Filter = rules.Filter with { IncludePrivate = !rules.Filter.IncludePrivate } };
                break;
            case 6:
                user.Mailbox = user.Mailbox with { Address = $"renamed{++lastId}@example.com" };
                break;
            case 7 or 8:
                user.IsMember = !user.IsMember;
                break;
            case 9:
                // Deleted and made anew, under the same address.
                user.Mailbox = NewMailbox(user.Mailbox.Address);
                user.Content = new RandomMailbox(random);
                break;
            case 10:
                tenant = tenant == "tenant" ? "other tenant" : "tenant";
                break;
            case 11:
                var books = await ReadBooksAsync();
                if (books.Count > 0)
                    await store.RemovePhoneBookAsync(books.Values.ElementAt(random.Next(books.Count)).Stored.Id, default);
                break;
            case 12:
                await ExpireLeasesAsync();
                break;
            case 13:
                settings = settings with { Fields = settings.Fields.Count == 0 ? [ContactFieldGroup.Names] : [] };
                break;
            default:
                clock.Advance(TimeSpan.FromDays(random.Next(20)));
                await RemoveOrphansAsync();
                break;
        }
    }

    private void ChangeByHand()
    {
        var references = items.References;
        var reference = references.Count == 0 ? null : references[random.Next(references.Count)];
        switch (random.Next(5))
        {
            case 0:
                items.MakeByHand($"by hand {++lastId}");
                break;
            case 1 when reference is not null:
                items.TouchByHand(reference);
                break;
            case 2 when reference is not null:
                items.TakeByHand(reference);
                break;
            case 3 when reference is not null:
                items.CopyByHand(reference);
                break;
            case 4:
                file.Entries = null;
                break;
        }
    }

    /// <summary>A run over all mailboxes that are in the group.</summary>
    private async Task<List<SyncReport>> SyncAsync(Mishap mishap, HashSet<string> lifted, bool isBusy)
    {
        using var _ = mishap;
        var before = await ReadBooksAsync();
        var other = await TakeForOtherRunAsync(mishap);
        var source = new Source(this, mishap.Kind == MishapKind.None ? 0 : random.Next(4), isBusy);
        var reports = new List<SyncReport>();
        var ended = "";
        try
        {
            var engine = new SyncEngine(source, MishapStore.Of(store, mishap), clock);
            var listing = await engine.ListAsync(new MailboxQuery(["Everyone"], []), default);
            var run = engine.RunAsync(listing, rules with { OverriddenGuards = lifted }, new SyncRunOptions(), null, mishap.Token);
            await foreach (var report in run)
                reports.Add(report);
        }
        catch (Exception error) when (mishap.Happened)
        {
            ended = $"ended by {error.GetType().Name}";
        }
        Tell($"sync{(isBusy ? ", busy" : "")}", mishap, lifted, ended, reports.Select(report =>
            $"{report.Mailbox} {report.Status} {report.ErrorId} +{report.Added} ~{report.Updated} -{report.Deleted}"));
        await JudgeAsync(reports, before, mishap, other, isBusy);
        NoteGuards(reports.Where(report => report.Status == SyncStatus.Stopped).Select(report => report.ErrorId!), GuardList.Names);
        if (other is not null)
            await store.ReturnLeaseAsync(other, OtherRun, default);
        return reports;
    }

    /// <summary>Now and then another run has a mailbox for itself.</summary>
    private async Task<PhoneBookKey?> TakeForOtherRunAsync(Mishap mishap)
    {
        if (mishap.Kind == MishapKind.None || random.Next(6) > 0)
            return null;
        var key = KeyOf(users[random.Next(users.Count)]);
        return await store.TryLeaseAsync(key, OtherRun, TimeSpan.FromHours(1), default) ? key : null;
    }

    private async Task JudgeAsync(
        List<SyncReport> reports, Dictionary<PhoneBookKey, Book> before, Mishap mishap, PhoneBookKey? other, bool isBusy)
    {
        var books = await ReadBooksAsync();
        foreach (var (key, old) in before)
        {
            var user = Members.SingleOrDefault(user => KeyOf(user) == key);
            var report = reports.SingleOrDefault(report => user is not null && report.Mailbox == user.Mailbox.Address);
            var book = books.GetValueOrDefault(key);
            Check(book is not null, $"{key} is gone");
            if (report?.Status != SyncStatus.Succeeded && !mishap.Happened)
                Check(book!.Stored.Revision == old.Stored.Revision, $"{key} was not reported and has changed");
            if (user is null || isBusy)
                continue;
            var lost = old.Ids.Intersect(Expected(user).Select(entry => entry.Contact.Id)).Except(book!.Ids).ToList();
            Check(lost.Count == 0, $"{key} lost what is in the mailbox: {string.Join(", ", lost)}");
        }
        foreach (var report in reports)
        {
            if (report.Status == SyncStatus.Skipped)
            {
                Check(areLeasesLeft || other is not null, $"{report.Mailbox} was left to a run that is not there");
                Count("LeftToOther");
                continue;
            }
            if (report.Status == SyncStatus.Failed)
                Count(report.ErrorId!);
            var isClear = report.Status == SyncStatus.Succeeded || report is { Reason.Length: > 0, Advice.Length: > 0, ErrorId.Length: > 0 };
            Check(isClear, $"{report.Mailbox} {report.Status}, and nobody says why");
        }
        // Who is dead gives nothing back, and who is not may be refused it.
        areLeasesLeft |= mishap.Happened && mishap.Kind != MishapKind.Cancelled;
    }

    private async Task<List<SyncPublishReport>> PublishAsync(Mishap mishap, HashSet<string> lifted)
    {
        using var _ = mishap;
        items.Before = mishap.BeforeItem;
        items.After = _ => mishap.After();
        file.Before = mishap.Before;
        file.After = mishap.After;
        foreach (var name in (string[])["items", "file"])
            await store.SaveDestinationAsync(name, DestinationKind.CardDav, settings.ToString(), default);
        var reports = new List<SyncPublishReport>();
        var ended = "";
        try
        {
            var publisher = new Publisher(MishapStore.Of(store, mishap), MishapStore.Of(store, mishap), clock);
            await foreach (var stored in store.ListDestinationsAsync(null, default))
            {
                IDestination destination = stored.Name == "items" ? items : file;
                var options = new PublishOptions(WhatIf: false, Force: false, lifted);
                reports.Add(await publisher.PublishAsync(stored, _ => Task.FromResult(destination), options, null, mishap.Token));
            }
        }
        catch (Exception error) when (mishap.Happened)
        {
            ended = $"ended by {error.GetType().Name}";
        }
        Tell("publish", mishap, lifted, ended, reports.Select(report =>
            $"{report.Destination} {report.Status} {report.ErrorId} +{report.Added} ~{report.Updated} -{report.Removed}"));
        var expected = await ReadGivenOutAsync();
        foreach (var report in reports)
        {
            if (report.Status == SyncStatus.Succeeded)
                CheckDestination(report.Destination, expected);
            else
                Check(mishap.Happened || report.Status == SyncStatus.Stopped, $"{report.Destination} fails: {report.Reason}");
        }
        NoteGuards(reports.Where(report => report.Status == SyncStatus.Stopped).Select(report => report.ErrorId!), Publisher.Guards);
        return reports;
    }

    /// <summary>Mailboxes, store and both destinations hold the same.</summary>
    private async Task AssertEqualAsync()
    {
        clock.Advance(TimeSpan.FromDays(31));
        await RemoveOrphansAsync();
        await SettleAsync();

        var books = await ReadBooksAsync();
        Check(books.Keys.ToHashSet().SetEquals(Members.Select(KeyOf)), $"there are phone books of {string.Join(", ", books.Keys)}");
        foreach (var user in Members)
        {
            var (stored, entries) = books[KeyOf(user)];
            var expected = Expected(user).Select(entry => new StoredEntry(entry.Contact.Id, entry.Contact.FolderId, entry.Hash));
            Check(entries.ToHashSet().SetEquals(expected), $"{user.Mailbox.Address} is not equal");
            Check(entries.Count == stored.EntryCount, $"{user.Mailbox.Address} has {entries.Count} entries and counts {stored.EntryCount}");
            var folders = stored.State.Select(folder => (folder.FolderId, folder.Name));
            Check(folders.Order().SequenceEqual(user.Content.Folders.Order()), $"{user.Mailbox.Address} has other folders");
        }
        var given = Members.SelectMany(user => Expected(user).Select(entry => Text(new SyncPhoneBookEntry
        {
            Uid = EntryUid.Of(KeyOf(user), entry.Contact.Id),
            Owner = user.Mailbox.Address,
            PhoneBook = rules.Title,
            Name = entry.Name,
            Contact = entry.Contact,
        }))).Order().ToList();
        Check(given.SequenceEqual(await ReadGivenOutAsync()), "store and mailboxes are not equal");
        CheckDestination("items", given);
        CheckDestination("file", given);
    }

    private void CheckDestination(string name, List<string> expected)
    {
        var there = (name == "items" ? items.Entries : file.Entries!).Select(Text).Order().ToList();
        Check(
            expected.SequenceEqual(there),
            $"{name} lacks {string.Join("; ", expected.Except(there))}, has beside {string.Join("; ", there.Except(expected))}");
        Check(name != "items" || !items.Names.Contains("(by hand)"), "what hands made is still there");
    }

    private IEnumerable<PlannedEntry> Expected(User user)
    {
        var normalizer = new ContactNormalizer(new PhoneNumberReader(rules.Region));
        return user.Content.Contacts.Where(contact => rules.Filter.Judge(contact) is null)
            .Select(contact => normalizer.Normalize(contact, contact.FolderId));
    }

    private async Task<List<string>> ReadGivenOutAsync() =>
        [.. (await store.FindEntriesAsync(new EntryQuery(), default).ToListAsync()).Select(Text).Order()];

    /// <summary>What is given out of an entry.</summary>
    private string Text(SyncPhoneBookEntry entry) =>
        $"{entry.Uid} {entry.Owner} {entry.PhoneBook} {entry.Name} "
        + Encoding.UTF8.GetString(ContactJson.Write(new FieldSelection(settings.Fields).Apply(entry.Contact)));

    private async Task<Dictionary<PhoneBookKey, Book>> ReadBooksAsync()
    {
        var books = new Dictionary<PhoneBookKey, Book>();
        foreach (var book in await store.ListPhoneBooksAsync(null, null, null, default).ToListAsync())
        {
            var key = (await store.FindKeyAsync(book.Id, default))!;
            var entries = await store.ReadEntriesAsync(book.Id, null, default).ToListAsync();
            books.Add(key, new Book((await store.FindAsync(key, default))!, entries));
        }
        return books;
    }

    private async Task OpenAsync() => store = await SqlitePhoneBookStore.OpenAsync(path, readOnly: false, default);

    private async Task RestartAsync()
    {
        await store.DisposeAsync();
        await OpenAsync();
        Count("Restart");
    }

    private async Task RemoveOrphansAsync()
    {
        var engine = new SyncEngine(new Source(this, 0, isBusy: false), store, clock);
        await foreach (var _ in engine.RemoveOrphansAsync(rules.Connection, TimeSpan.FromDays(30), whatIf: false, default))
            Count("Orphan");
    }

    /// <summary>The time of all that a dead run had for itself is over.</summary>
    private async Task ExpireLeasesAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand("UPDATE lease SET until = 1", connection);
        await command.ExecuteNonQueryAsync();
        areLeasesLeft = false;
    }

    private Mishap RandomMishap() => random.Next(2) == 0
        ? new Mishap(MishapKind.None, 0)
        : new Mishap((MishapKind)random.Next(1, Enum.GetValues<MishapKind>().Length), random.Next(1, 30));

    private SourceMailbox NewMailbox(string address) => new($"mailbox {++lastId}", address, address);

    private PhoneBookKey KeyOf(User user) => new(tenant, user.Mailbox.Id);

    private void NoteGuards(IEnumerable<string> guards, IReadOnlyList<string> known)
    {
        var names = guards.ToHashSet();
        Check(names.IsSubsetOf(known), $"no guards: {string.Join(", ", names.Except(known))}");
        foreach (var name in names)
            Count(name);
        // An admin lifts all that stopped him in a row.
        stoppedBy = names.Count == 0 ? [.. stoppedBy.Except(known)] : [.. stoppedBy, .. names];
    }

    private void Tell(string what, Mishap mishap, HashSet<string> lifted, string ended, IEnumerable<string> reports)
    {
        var isUndisturbed = mishap.Kind == MishapKind.None || !mishap.Happened;
        Count(isUndisturbed ? nameof(MishapKind.None) : mishap.Kind.ToString());
        story.Add($"{what}, {(isUndisturbed ? "undisturbed" : mishap.Kind)}, lifted [{string.Join(" ", lifted)}]: "
            + $"{string.Join(", ", reports)} {ended}");
    }

    private void Count(string name) => met.AddOrUpdate(name, 1, (_, count) => count + 1);

    private void Check(bool isRight, string problem)
    {
        if (!isRight)
            throw new HistoryException($"{Story()}\n{problem}");
    }

    private string Story() => $"seed {seed}:\n{string.Join("\n", story)}";

    private sealed class User(SourceMailbox mailbox, RandomMailbox content)
    {
        public SourceMailbox Mailbox { get; set; } = mailbox;

        public RandomMailbox Content { get; set; } = content;

        public bool IsMember { get; set; } = true;
    }

    private sealed record Book(StoredPhoneBook Stored, List<StoredEntry> Entries)
    {
        public HashSet<string> Ids { get; } = [.. Entries.Select(entry => entry.SourceId)];
    }

    /// <summary>The history's mailboxes as a service.</summary>
    /// <param name="history">The history.</param>
    /// <param name="failing">The mailbox that cannot be read, counted from 1.</param>
    /// <param name="isBusy">Whether users go on meanwhile.</param>
    private sealed class Source(History history, int failing, bool isBusy) : IContactSource
    {
        public string TenantId => history.tenant;

        public Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken) =>
            Task.FromResult(TestData.Listing([.. history.Members.Select(user => user.Mailbox)]));

        public async IAsyncEnumerable<MailboxRead> ReadAsync(
            IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var request in requests.WithCancellation(cancellationToken))
            {
                var user = history.users.Find(user => user.Mailbox.Id == request.Mailbox.Id)!;
                if (history.users.IndexOf(user) + 1 == failing)
                {
                    var error = new SyncException("MailboxBusy", SyncErrorKind.ResourceUnavailable, "busy", "wait");
                    yield return new MailboxRead(request.Mailbox, [], 1, TimeSpan.Zero, error);
                }
                else
                {
                    yield return user.Content.Read(request, isBusy);
                }
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A history that went wrong, with all that came before.</summary>
internal sealed class HistoryException(string message) : Exception(message);
