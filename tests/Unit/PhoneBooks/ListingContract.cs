using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Tests.Engine;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>Who leaves a group: their phone books are kept for a time, and a group that shrinks suddenly stops the run.</summary>
public abstract class ListingContract<TPlace> : StoreTest<TPlace>
    where TPlace : ITestPlace, new()
{
    private static readonly MailboxQuery Group = new(["Phone users"], []);

    private readonly FakeTimeProvider clock = new(Now);

    [Fact]
    public async Task A_phone_book_is_kept_for_a_time_after_its_owner_left()
    {
        await RunAsync(Group, "a", "b", "c");
        clock.Advance(TimeSpan.FromDays(1));
        await RunAsync(Group, "a", "b");

        Assert.Empty(await OrphansAsync(30));
        clock.Advance(TimeSpan.FromDays(29));
        await RunAsync(Group, "a", "b");
        Assert.Empty(await OrphansAsync(30));
        clock.Advance(TimeSpan.FromDays(2));
        await RunAsync(Group, "a", "b");

        Assert.Equal(SyncStatus.WhatIf, Assert.Single(await OrphansAsync(30, whatIf: true)).Status);
        var gone = Assert.Single(await OrphansAsync(30));
        Assert.Equal(("c@example.com", 1, SyncStatus.Succeeded), (gone.Mailbox, gone.Deleted, gone.Status));
        Assert.NotEmpty(gone.Notes);
        Assert.Equal(["a@example.com", "b@example.com"], await OwnersAsync());
        Assert.Empty(await OrphansAsync(30));
    }

    [Fact]
    public async Task Who_comes_back_is_no_orphan()
    {
        await RunAsync(Group, "a", "b", "c");
        await RunAsync(Group, "a", "b");
        clock.Advance(TimeSpan.FromDays(40));
        await RunAsync(Group, "a", "b", "c");

        Assert.Empty(await OrphansAsync(30));
        await RunAsync(Group, "a", "b");
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await OrphansAsync(0));
    }

    [Fact]
    public async Task Who_is_in_another_group_of_the_connection_stays()
    {
        var other = new MailboxQuery(["Sales"], []);
        await RunAsync(Group, "a", "b", "c");
        await RunAsync(other, "c", "d");
        await RunAsync(Group, "a", "b");
        clock.Advance(TimeSpan.FromDays(31));
        await RunAsync(other, "c", "d");
        Assert.Empty(await OrphansAsync(30));

        // A query that is not asked for long may be asked again.
        clock.Advance(TimeSpan.FromDays(400));
        await RunAsync(Group, "a", "b");
        Assert.Empty(await OrphansAsync(0));
        await RunAsync(other, "d");
        clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal("c@example.com", Assert.Single(await OrphansAsync(30)).Mailbox);
    }

    [Fact]
    public async Task Mailboxes_named_one_by_one_leave_no_listing()
    {
        await RunAsync(new MailboxQuery([], ["a", "b", "c", "d"]), "a", "b", "c", "d");
        await RunAsync(new MailboxQuery([], ["a"]), "a");
        clock.Advance(TimeSpan.FromDays(100));

        Assert.Empty(await OrphansAsync(0));
    }

    [Fact]
    public async Task A_group_that_lost_half_stops_the_run_and_what_if_asks_the_same()
    {
        await RunAsync(Group, "a", "b", "c", "d");

        foreach (var whatIf in (bool[])[true, false])
        {
            var report = Assert.Single(await RunAsync(Group, Rules, whatIf, "a", "b"));
            Assert.Equal((SyncStatus.Stopped, "GroupShrank", "Phone users", 3),
                (report.Status, report.ErrorId, report.Mailbox, report.ExitCode));
        }
        var lifted = Rules with { OverriddenGuards = new HashSet<string> { "groupshrank" } };
        Assert.Equal(2, (await RunAsync(Group, lifted, whatIf: false, "a", "b")).Count);
        Assert.Equal(2, (await RunAsync(Group, "a", "b")).Count);
        Assert.Equal(4, (await OwnersAsync()).Count);
    }

    [Fact]
    public async Task What_if_notes_nobody()
    {
        await RunAsync(Group, Rules, whatIf: true, "a", "b", "c", "d");

        Assert.Single(await RunAsync(Group, "a"));
        Assert.Equal(1, await ((IListingStore)Store).CountListedAsync(ListingName.Of("PBX", Group), default));
    }

    [Fact]
    public async Task Another_mailbox_of_the_same_address_is_stopped_until_that_is_meant()
    {
        await RunAsync(Group, "a", "b");
        var again = new SourceMailbox("other-id", "a@example.com", "a");

        var report = Assert.Single(await RunAsync(Listing(again), Rules, whatIf: false));
        Assert.Equal((SyncStatus.Stopped, "MailboxChanged"), (report.Status, report.ErrorId));

        var lifted = Rules with { OverriddenGuards = new HashSet<string> { "MailboxChanged" } };
        Assert.Equal(SyncStatus.Succeeded, Assert.Single(await RunAsync(Listing(again), lifted, whatIf: false)).Status);
        Assert.Equal(SyncStatus.Succeeded, Assert.Single(await RunAsync(Listing(again), Rules, whatIf: false)).Status);
        Assert.Equal(["a@example.com", "a@example.com", "b@example.com"], await OwnersAsync());
    }

    [Fact]
    public async Task Deletes_of_many_mailboxes_are_stopped_together()
    {
        string[] names = [.. Enumerable.Range(0, 10).Select(number => $"m{number}")];
        await RunAsync(Group, Rules, false, _ => [.. Enumerable.Range(0, 10).Select(number => Contact($"{number}"))], names);

        var reports = await RunAsync(Group, Rules, false, _ => [.. Enumerable.Range(0, 6).Select(number => Contact($"{number}"))], names);

        // Forty of a hundred would go, four of each: more than twenty are too many.
        Assert.All(reports.Where(report => report.Status != SyncStatus.Succeeded), report => Assert.Equal("TooManyDeletes", report.ErrorId));
        Assert.InRange(reports.Sum(report => report.Deleted), 1, 25);
        Assert.Contains(reports, report => report.Status == SyncStatus.Stopped);
    }

    private static MailboxListing Named(MailboxQuery query, params string[] names) =>
        Listing([.. names.Select(name => new SourceMailbox(name, $"{name}@example.com", name))]) with { Query = query };

    private Task<List<SyncReport>> RunAsync(MailboxQuery query, params string[] names) => RunAsync(query, Rules, whatIf: false, names);

    private Task<List<SyncReport>> RunAsync(
        MailboxQuery query, SyncRules rules, bool whatIf, params string[] names) =>
        RunAsync(Named(query, names), rules, whatIf);

    private Task<List<SyncReport>> RunAsync(
        MailboxQuery query, SyncRules rules, bool whatIf,
        Func<SourceMailbox, SyncContact[]> contacts, params string[] names) =>
        RunAsync(Named(query, names), rules, whatIf, contacts);

    private async Task<List<SyncReport>> RunAsync(
        MailboxListing listing, SyncRules rules, bool whatIf,
        Func<SourceMailbox, SyncContact[]>? contacts = null)
    {
        var source = new StubContactSource(request =>
            Read(Complete("F", contacts?.Invoke(request.Mailbox) ?? [Contact("1")])) with { Mailbox = request.Mailbox });
        return await new SyncEngine(source, Store, clock)
            .RunAsync(listing, rules, new SyncRunOptions(WhatIf: whatIf), null, default).ToListAsync();
    }

    private Task<List<SyncReport>> OrphansAsync(int days, bool whatIf = false) =>
        new SyncEngine(new StubContactSource(_ => null), Store, clock)
            .RemoveOrphansAsync("pbx", TimeSpan.FromDays(days), whatIf, default).ToListAsync().AsTask();

    private async Task<List<string>> OwnersAsync() =>
        await Store.ListPhoneBooksAsync(null, null, null, default).Select(book => book.Owner).ToListAsync();
}
