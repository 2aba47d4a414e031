using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>A run from the listing to the reports: what it tells, what it keeps, and what cannot end it.</summary>
public class SyncEngineTests
{
    private readonly FaultyPhoneBookStore store = new(new MemoryPhoneBookStore());

    private readonly FakeTimeProvider clock = new(Now) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Reports_what_was_done_for_each_mailbox()
    {
        await RunAsync(Answer(Complete("F", Contact("1"), Contact("2"), Contact("3"))), Anna);

        var report = Assert.Single(await RunAsync(
            Answer(
                Delta("F", [Contact("1", "New"), Contact("4")], "2") with { Unreadable = 1 },
                Complete("G", Contact("3", folder: "G"))),
            Anna));

        Assert.Equal((SyncStatus.Succeeded, 0, Anna.Address, "Privat"), (report.Status, report.ExitCode, report.Mailbox, report.PhoneBook));
        Assert.Equal((1, 1, 1, 1, 1, 3), (report.Added, report.Updated, report.Deleted, report.Unchanged, report.Skipped, report.Requests));
        Assert.True(report.Duration > TimeSpan.FromSeconds(2), "longer than the reading alone");
        Assert.Null(report.Error);
        Assert.Equal(["Name 3", "Name 4", "New"], await NamesAsync());
    }

    [Fact]
    public async Task Skipped_members_are_reports_too()
    {
        var listing = new MailboxListing([Anna], [new SkippedMember("Room 1", "has no mailbox")], Expected: 2, Requests: 1);

        var reports = await RunAsync(Source(Answer(Complete("F"))), listing);

        Assert.Equal(2, reports.Count);
        Assert.Equal(
            ("Room 1", SyncStatus.Skipped, "has no mailbox", 0),
            (reports[0].Mailbox, reports[0].Status, reports[0].Reason, reports[0].ExitCode));
    }

    [Fact]
    public async Task A_mailbox_listed_twice_is_read_once() =>
        Assert.Single(await RunAsync(Answer(Complete("F", Contact("1"))), Anna, Anna));

    [Fact]
    public async Task The_second_run_goes_on_from_the_state_of_the_first()
    {
        var source = Source(Answer(Complete("F", Contact("1")), Complete("G")));
        await RunAsync(source, Listing(Anna));
        await RunAsync(source, Listing(Anna));

        Assert.Empty(source.Requests[0].State);
        Assert.Equal([State("F"), State("G")], source.Requests[1].State);
    }

    [Fact]
    public async Task A_folder_to_be_read_anew_is_asked_for_without_state()
    {
        var source = Source(Answer(Complete("F", Contact("1")), Complete("G", Contact("1", folder: "G")), Complete("H")));
        await RunAsync(source, Listing(Anna));
        await RunAsync(source, Listing(Anna));

        Assert.Equal([State("H")], source.Requests[1].State);
    }

    [Fact]
    public async Task One_bad_mailbox_never_ends_the_run()
    {
        var failure = new SyncException("MailboxOnPremises", SyncErrorKind.NotFound, "message", "advice", "b@example.com");
        var mailboxes = Mailboxes("a", "b", "c", "d");

        var reports = await RunAsync(
            Source(request => request.Mailbox.Id switch
            {
                "b" => new MailboxRead(request.Mailbox, [], 2, TimeSpan.FromSeconds(1), failure),
                "c" => new MailboxRead(request.Mailbox, [null!], 1, TimeSpan.Zero),
                _ => AnswerFor(request, Complete("F", Contact("1"))),
            }),
            Listing(mailboxes));

        var byId = reports.ToDictionary(report => report.Mailbox[..1]);
        Assert.Equal(SyncStatus.Succeeded, byId["a"].Status);
        Assert.Equal(SyncStatus.Succeeded, byId["d"].Status);
        Assert.Equal((SyncStatus.Failed, "MailboxOnPremises", "message", "advice", 2, 2),
            (byId["b"].Status, byId["b"].ErrorId, byId["b"].Reason, byId["b"].Advice, byId["b"].Requests, byId["b"].ExitCode));
        Assert.Same(failure, byId["b"].Error);
        Assert.Equal((SyncStatus.Failed, "MailboxFailed"), (byId["c"].Status, byId["c"].ErrorId));
    }

    [Fact]
    public async Task A_mailbox_without_answer_is_not_passed_over()
    {
        var reports = await RunAsync(
            Source(request => request.Mailbox.Id == "a" ? null : AnswerFor(request, Complete("F"))), Listing(Mailboxes("a", "b")));

        Assert.Equal(["MailboxUnanswered", null], reports.OrderBy(report => report.Mailbox).Select(report => report.ErrorId));
    }

    [Fact]
    public async Task A_store_that_fails_for_one_mailbox_is_that_mailbox_s_report()
    {
        store.OnApply = (plan, _) => plan.Key.MailboxId == "b" ? throw Error("StoreLocked") : Task.CompletedTask;
        store.OnFind = key => _ = key.MailboxId == "c" ? throw Error("StoreCorrupt") : 0;

        var reports = await RunAsync(Answer(Complete("F", Contact("1"))), Mailboxes("a", "b", "c", "d"));

        Assert.Equal(
            [null, "StoreLocked", "StoreCorrupt", null],
            reports.OrderBy(report => report.Mailbox).Select(report => report.ErrorId));
    }

    [Fact]
    public async Task A_store_that_cannot_work_at_all_ends_the_run_before_anything_is_read()
    {
        store.OnReadTenants = () => throw Error("StoreCorrupt");
        var source = Source(Answer(Complete("F")));

        var error = await Assert.ThrowsAsync<SyncException>(() => RunAsync(source, Listing(Anna)));

        Assert.Equal("StoreCorrupt", error.ErrorId);
        Assert.Empty(source.Requests);
    }

    [Fact]
    public async Task A_source_that_cannot_work_at_all_ends_the_run_after_the_reports_so_far()
    {
        var source = Source(request => request.Mailbox.Id == "b" ? throw Error("TokenRefused") : AnswerFor(request, Complete("F")));
        var reports = new List<SyncReport>();

        var error = await Assert.ThrowsAsync<SyncException>(async () =>
        {
            var run = Engine(source).RunAsync(Listing(Mailboxes("a", "b", "c")), Rules, new SyncRunOptions(), null, default);
            await foreach (var report in run)
                reports.Add(report);
        });

        Assert.Equal("TokenRefused", error.ErrorId);
        Assert.Equal(["a@example.com"], reports.Select(report => report.Mailbox));
    }

    [Fact]
    public async Task An_unknown_region_ends_the_run() =>
        Assert.Equal("RegionUnknown", (await Assert.ThrowsAsync<SyncException>(() =>
            RunAsync(Source(Answer(Complete("F"))), Listing(Anna), Rules with { Region = "XX" }))).ErrorId);

    [Fact]
    public async Task A_run_overtaken_by_another_plans_anew()
    {
        await RunAsync(Answer(Complete("F", Contact("1"))), Anna);
        var overtaken = 0;
        store.OnApply = async (_, _) =>
        {
            if (overtaken++ == 0)
                await OvertakeAsync(Contact("2"));
        };

        var report = Assert.Single(await RunAsync(Answer(Delta("F", [Contact("2"), Contact("3")])), Anna));

        Assert.Equal((SyncStatus.Succeeded, 1, 2), (report.Status, report.Added, report.Unchanged));
        Assert.Equal(["Name 1", "Name 2", "Name 3"], await NamesAsync());
    }

    [Fact]
    public async Task A_run_overtaken_again_and_again_gives_up()
    {
        await RunAsync(Answer(Complete("F", Contact("1"))), Anna);
        var overtaken = 0;
        store.OnApply = (_, _) => OvertakeAsync(Contact($"other {overtaken++}"));

        var report = Assert.Single(await RunAsync(Answer(Delta("F", [Contact("2")])), Anna));

        Assert.Equal((SyncStatus.Failed, "PhoneBookChanged", 5), (report.Status, report.ErrorId, overtaken));
    }

    [Fact]
    public async Task Changes_are_never_put_into_a_phone_book_that_was_removed_meanwhile()
    {
        await RunAsync(Answer(Complete("F", Contact("1"))), Anna);
        store.OnApply = async (plan, token) => await store.RemovePhoneBookAsync(plan.Existing!.Id, token);

        var report = Assert.Single(await RunAsync(Answer(Delta("F", [Contact("2")])), Anna));

        Assert.Equal("PhoneBookChanged", report.ErrorId);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task A_guard_stops_the_mailbox_and_keeps_its_entries()
    {
        await RunAsync(Answer(Complete("F", Contact("1"))), Anna);

        var stopped = Assert.Single(await RunAsync(Answer(Complete("F")), Anna));

        Assert.Equal((SyncStatus.Stopped, "SourceEmpty", 3), (stopped.Status, stopped.ErrorId, stopped.ExitCode));
        Assert.Contains("-OverrideGuard SourceEmpty", stopped.Advice, StringComparison.Ordinal);
        Assert.Equal(["Name 1"], await NamesAsync());

        var lifted = Rules with { OverriddenGuards = new HashSet<string> { "sourceempty" } };
        var report = Assert.Single(await RunAsync(Source(Answer(Complete("F"))), Listing(Anna), lifted));
        Assert.Equal((SyncStatus.Succeeded, 1), (report.Status, report.Deleted));
    }

    [Fact]
    public async Task A_connection_to_another_tenant_is_stopped_until_it_is_meant()
    {
        await RunAsync(Answer(Complete("F", Contact("1"))), Anna);
        StubContactSource Other() => new(request => AnswerFor(request, Complete("F"))) { TenantId = "other" };

        Assert.Equal("TenantChanged", Assert.Single(await RunAsync(Other(), Listing(Anna))).ErrorId);

        var lifted = Rules with { OverriddenGuards = new HashSet<string> { "TenantChanged" } };
        Assert.Equal(SyncStatus.Succeeded, Assert.Single(await RunAsync(Other(), Listing(Anna), lifted)).Status);
        Assert.Equal(SyncStatus.Succeeded, Assert.Single(await RunAsync(Other(), Listing(Anna))).Status);
    }

    [Fact]
    public async Task WhatIf_tells_the_same_and_writes_nothing()
    {
        await RunAsync(Answer(Complete("F", Contact("1"), Contact("2"))), Anna);
        store.OnApply = (_, _) => throw new InvalidOperationException("written");
        var source = Source(Answer(Delta("F", [Contact("1", "New"), Contact("3")], "2")));

        var report = Assert.Single(await RunAsync(source, Listing(Anna), Rules, new SyncRunOptions(WhatIf: true)));

        Assert.Equal((SyncStatus.WhatIf, 1, 1, 1, 0), (report.Status, report.Added, report.Updated, report.Deleted, report.Unchanged));
        Assert.Equal(["Name 1", "Name 2"], await NamesAsync());
    }

    [Fact]
    public async Task WhatIf_meets_the_same_guards_and_needs_no_store()
    {
        await RunAsync(Answer(Complete("F", Contact("1"))), Anna);
        var whatIf = new SyncRunOptions(WhatIf: true);

        Assert.Equal(SyncStatus.Stopped, Assert.Single(await RunAsync(Source(Answer(Complete("F"))), Listing(Anna), Rules, whatIf)).Status);

        var engine = new SyncEngine(Source(Answer(Complete("F", Contact("1")))), new EmptyPhoneBookStore("/nowhere"), clock);
        var report = await engine.RunAsync(Listing(Anna), Rules, whatIf, null, default).SingleAsync();
        Assert.Equal((SyncStatus.WhatIf, 1), (report.Status, report.Added));
    }

    [Fact]
    public async Task Numbers_are_read_in_the_user_s_country_where_it_is_known()
    {
        var source = Source(Answer(Complete("F", Contact("1", "One", "F", "01 58858-0"))));

        await RunAsync(
            source,
            Listing(Anna with { UsageLocation = "AT" }, Anna with { Id = "b", Address = "b@example.com", UsageLocation = "?" }));

        var numbers = await store.FindEntriesAsync(new EntryQuery(), default).Select(entry => $"{entry.Numbers[0]}").ToListAsync();
        Assert.Equal(["+431588580", "+491588580"], numbers.Select(number => number[..10]).Order());
    }

    [Fact]
    public async Task Numbers_are_read_in_the_run_s_region_where_that_is_fixed()
    {
        var source = Source(Answer(Complete("F", Contact("1", "One", "F", "01 58858-0"))));

        await RunAsync(source, Listing(Anna with { UsageLocation = "AT" }), Rules with { IsRegionFixed = true });

        Assert.Equal("+491588580", (await store.FindEntriesAsync(new EntryQuery(), default).SingleAsync()).Numbers[0].E164![..10]);
    }

    [Fact]
    public async Task A_changed_dial_rule_makes_the_entries_anew_without_reading_the_mailbox_anew()
    {
        await RunAsync(Answer(Complete("F", Contact("1", "One", "F", "030 23125011"), Contact("2"))), Anna);
        var rules = Rules with { DialRule = new SyncDialRule { Form = DialForm.National, OutsideLine = "0" } };

        var report = Assert.Single(await RunAsync(Source(Answer(Delta("F", []))), Listing(Anna), rules));

        Assert.Equal((SyncStatus.Succeeded, 1, 1), (report.Status, report.Updated, report.Unchanged));
        var number = (await store.FindEntriesAsync(new EntryQuery(Name: "One"), default).SingleAsync()).Numbers[0];
        Assert.Equal(("030 23125011", "+493023125011", "003023125011"), (number.Raw, number.E164, number.DialForm));
    }

    [Fact]
    public async Task Progress_counts_mailboxes_and_contacts()
    {
        var steps = new List<SyncProgress>();
        var source = new StubContactSource(request => AnswerFor(request, Complete("F"))) { ContactsRead = 500 };

        var listing = Listing(Mailboxes("a", "b", "c"));

        await Engine(source).RunAsync(listing, Rules, new SyncRunOptions(), new Recorder(steps), default).ToListAsync();

        Assert.Equal(new SyncProgress(3, 3, 1500), steps[^1]);
        Assert.Equal(6, steps.Count);
        Assert.All(steps.Zip(steps.Skip(1)), pair =>
            Assert.True(pair.First.MailboxesDone <= pair.Second.MailboxesDone && pair.First.ContactsRead <= pair.Second.ContactsRead));
    }

    [Fact]
    public async Task Reports_come_while_other_mailboxes_are_still_read()
    {
        var isFirstReported = new TaskCompletionSource();
        var source = new StubContactSource(async (request, token) =>
        {
            if (request.Mailbox.Id == "b")
                await isFirstReported.Task.WaitAsync(token);
            return AnswerFor(request, Complete("F"));
        });

        await foreach (var _ in Engine(source).RunAsync(Listing(Mailboxes("a", "b")), Rules, new SyncRunOptions(), null, default))
            isFirstReported.TrySetResult();
    }

    [Fact]
    public async Task Cancelling_waits_for_the_work_and_leaves_nothing_half_done()
    {
        using var stop = new CancellationTokenSource();
        var isRolledBack = false;
        store.OnApply = async (_, token) =>
        {
            await stop.CancelAsync();
            isRolledBack = token.IsCancellationRequested;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Engine(Source(Answer(Complete("F", Contact("1"))))).RunAsync(Listing(Anna), Rules, new SyncRunOptions(), null, stop.Token)
                .ToListAsync().AsTask());

        Assert.True(isRolledBack);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Leaving_after_the_first_report_stops_the_reading_and_waits_for_it()
    {
        var hasEnded = false;
        var source = new StubContactSource(async (request, token) =>
        {
            if (request.Mailbox.Id == "a")
                return AnswerFor(request, Complete("F"));
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                hasEnded = true;
            }
            return null;
        });

        await foreach (var _ in Engine(source).RunAsync(Listing(Mailboxes("a", "b", "c")), Rules, new SyncRunOptions(), null, default))
            break;

        Assert.True(hasEnded || source.Requests.Count < 2);
    }

    private static SourceMailbox[] Mailboxes(params string[] ids) => [.. ids.Select(id => new SourceMailbox(id, $"{id}@example.com", id))];

    private static SyncException Error(string id) => new(id, SyncErrorKind.ResourceUnavailable, "message", "advice");

    private static Func<MailboxReadRequest, MailboxRead?> Answer(params FolderChanges[] folders) => request => AnswerFor(request, folders);

    private static MailboxRead AnswerFor(MailboxReadRequest request, params FolderChanges[] folders) =>
        Read(folders) with { Mailbox = request.Mailbox };

    private static StubContactSource Source(Func<MailboxReadRequest, MailboxRead?> answer) => new(answer);

    private SyncEngine Engine(IContactSource source) => new(source, store, clock);

    private Task<List<SyncReport>> RunAsync(Func<MailboxReadRequest, MailboxRead?> answer, params SourceMailbox[] mailboxes) =>
        RunAsync(Source(answer), Listing(mailboxes));

    private Task<List<SyncReport>> RunAsync(
        IContactSource source, MailboxListing listing, SyncRules? rules = null, SyncRunOptions? options = null) =>
        Engine(source).RunAsync(listing, rules ?? Rules, options ?? new SyncRunOptions(), null, default).ToListAsync().AsTask();

    private Task<List<string>> NamesAsync() =>
        store.FindEntriesAsync(new EntryQuery(), default).Select(entry => entry.Name).ToListAsync().AsTask();

    // What another run does between this one's plan and its transaction.
    private async Task OvertakeAsync(SyncContact contact)
    {
        var key = new PhoneBookKey("tenant", Anna.Id);
        var inner = store.OnApply;
        store.OnApply = (_, _) => Task.CompletedTask;
        var existing = await store.FindAsync(key, default);
        Assert.True(await store.TryApplyAsync(TestData.Plan(key, existing, added: [contact]), Now, default));
        store.OnApply = inner;
    }

    private sealed class Recorder(List<SyncProgress> steps) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) => steps.Add(value);
    }
}
