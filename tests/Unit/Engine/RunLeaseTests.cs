using ContactSync.Engine;
using ContactSync.Engine.Ports;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>Two runs never work on one mailbox at once, and how a run ended stays known.</summary>
public sealed class RunLeaseTests
{
    private static readonly PhoneBookKey Key = new("tenant", Anna.Id);

    private static readonly SourceMailbox Bert = new("bert-id", "bert@example.com", "Bert");

    private readonly FaultyPhoneBookStore store = new(new MemoryPhoneBookStore());

    private readonly FakeTimeProvider clock = new(Now);

    private readonly LeaseHolder other = LeaseHolder.Create();

    [Fact]
    public async Task A_mailbox_that_another_run_has_is_skipped_and_not_asked_for()
    {
        Assert.True(await store.TryLeaseAsync(Key, other, TimeSpan.FromHours(1), default));
        var source = Source(request => Read(Complete("F", Contact("1"))) with { Mailbox = request.Mailbox });

        var reports = await RunAsync(source);

        var skipped = reports.Single(report => report.Mailbox == Anna.Address);
        Assert.Equal((SyncStatus.Skipped, 0, null), (skipped.Status, skipped.ExitCode, skipped.Error));
        Assert.Contains("another run", skipped.Reason, StringComparison.Ordinal);
        Assert.Equal(SyncStatus.Succeeded, reports.Single(report => report.Mailbox == Bert.Address).Status);
        Assert.Equal([Bert], source.Requests.Select(request => request.Mailbox));

        await store.ReturnLeaseAsync(Key, other, default);
        Assert.All(await RunAsync(source), report => Assert.Equal(SyncStatus.Succeeded, report.Status));
    }

    [Fact]
    public async Task A_mailbox_found_under_another_name_is_another_run_s_too()
    {
        Assert.True(await store.TryLeaseAsync(Key, other, TimeSpan.FromHours(1), default));
        var source = Source(request => Read(Complete("F", Contact("1"))) with { RequestedId = request.Mailbox.Id });

        var report = Assert.Single(await RunAsync(source, Bert));

        Assert.Equal((Anna.Address, SyncStatus.Skipped), (report.Mailbox, report.Status));
        Assert.Empty(await store.FindEntriesAsync(new EntryQuery(), default).ToListAsync());
    }

    [Fact]
    public async Task What_is_taken_is_given_back_however_the_run_ends()
    {
        await RunAsync(Source(request => request.Mailbox == Anna ? null : Read(Complete("F")) with { Mailbox = Bert }));
        await AssertFreeAsync();

        using var stop = new CancellationTokenSource();
        var source = new StubContactSource(async (_, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return null;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(source, stop.Token, Anna, Bert));
        await AssertFreeAsync();
    }

    [Fact]
    public async Task A_look_takes_nothing()
    {
        store.OnLease = _ => throw new InvalidOperationException();
        Assert.True(await new MemoryPhoneBookStore().TryLeaseAsync(Key, other, TimeSpan.FromHours(1), default));

        var reports = await Engine(Source(_ => Read(Complete("F", Contact("1")))))
            .RunAsync(Listing(Anna), Rules, new SyncRunOptions(WhatIf: true), null, default).ToListAsync();

        Assert.Equal(SyncStatus.WhatIf, Assert.Single(reports).Status);
        Assert.Empty(await store.ReadRunsAsync(default).ToListAsync());
    }

    [Fact]
    public async Task What_is_taken_is_renewed_long_before_its_time_is_over()
    {
        var renewed = new SemaphoreSlim(0);
        var isAway = false;
        var source = new StubContactSource(async (request, _) =>
        {
            store.OnLease = key =>
            {
                Assert.Equal(Key, key);
                renewed.Release();
                if (isAway)
                    throw new SyncException("DatabaseUnreachable", SyncErrorKind.ConnectionLost, "away", "wait", null);
            };
            for (var turn = 0; turn < 5; turn++)
            {
                // A database that is away for a while is no reason to give up.
                isAway = turn == 2;
                clock.Advance(TimeSpan.FromMinutes(1));
                Assert.True(await renewed.WaitAsync(TimeSpan.FromSeconds(30)));
            }
            store.OnLease = _ => { };
            Assert.False(await store.TryLeaseAsync(Key, other, TimeSpan.FromHours(1), default));
            return Read(Complete("F", Contact("1")));
        });

        Assert.Equal(SyncStatus.Succeeded, Assert.Single(await RunAsync(source, Anna)).Status);
        await AssertFreeAsync();
    }

    [Fact]
    public async Task How_a_run_ended_is_noted()
    {
        clock.AutoAdvanceAmount = TimeSpan.FromSeconds(1);
        await RunAsync(Source(request => request.Mailbox == Anna
            ? Read(Complete("F", Contact("1"), Contact("2")))
            : new MailboxRead(Bert, [], 1, TimeSpan.Zero, new SyncException("X", SyncErrorKind.NotFound, "message", "advice", null))));

        var run = Assert.Single(await store.ReadRunsAsync(default).ToListAsync());
        Assert.Equal(("pbx", 2, 1, 0, 2, 0, 0),
            (run.Connection, run.Mailboxes, run.Failed, run.Stopped, run.Added, run.Updated, run.Deleted));
        Assert.Equal(Now, run.Start);
        Assert.True(run.End > run.Start);
    }

    private static StubContactSource Source(Func<MailboxReadRequest, MailboxRead?> answer) => new(answer);

    private SyncEngine Engine(IContactSource source) => new(source, store, clock);

    private Task<List<SyncReport>> RunAsync(IContactSource source, params SourceMailbox[] mailboxes) =>
        RunAsync(source, default, mailboxes.Length == 0 ? [Anna, Bert] : mailboxes);

    private Task<List<SyncReport>> RunAsync(IContactSource source, CancellationToken token, params SourceMailbox[] mailboxes) =>
        Engine(source).RunAsync(Listing(mailboxes), Rules, new SyncRunOptions(), null, token).ToListAsync(token).AsTask();

    private async Task AssertFreeAsync()
    {
        foreach (var mailbox in (SourceMailbox[])[Anna, Bert])
        {
            var key = Key with { MailboxId = mailbox.Id };
            Assert.True(await store.TryLeaseAsync(key, other, TimeSpan.FromHours(1), default));
            await store.ReturnLeaseAsync(key, other, default);
        }
    }
}
