using ContactSync.Sandbox.Mailboxes.Limits;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public class MailboxLimitTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TenThousandRequestsInTenMinutesAreEnough()
    {
        var use = new MailboxUse();
        for (var i = 0; i < MailboxGate.RequestsPerWindow; i++)
        {
            using var pass = use.Enter(4, Now);
            Assert.Null(pass.Refusal);
        }
        Assert.Equal(TimeSpan.FromMinutes(4), use.Enter(4, Now.AddMinutes(6)).Refusal?.RetryAfter);
        Assert.Null(use.Enter(4, Now.AddMinutes(10)).Refusal);
    }

    [Fact]
    public void APlaceIsGivenBackOnce()
    {
        var use = new MailboxUse();
        var passes = Enumerable.Range(0, 4).Select(_ => use.Enter(4, Now)).ToList();
        using var refused = use.Enter(4, Now);
        Assert.NotNull(refused.Refusal);
        refused.Dispose();
        Assert.NotNull(use.Enter(4, Now).Refusal);
        passes[0].Dispose();
        passes[0].Dispose();
        Assert.Null(use.Enter(4, Now).Refusal);
        Assert.NotNull(use.Enter(4, Now).Refusal);
    }

    [Fact]
    public void AFolderRemembersEachContactsLatestChange()
    {
        var log = new FolderLog();
        for (var change = 1; change <= 1000; change++)
            log.Add(change, change % 7, removed: change % 7 == 3);
        Assert.Equal(Enumerable.Range(994, 7).Select(c => (long)c), log.After(0).Select(e => e.Change));
        Assert.Equal([1000L], log.After(999).Select(e => e.Change));
        Assert.Empty(log.After(1000));
        Assert.True(Assert.Single(log.After(0), e => e.Contact == 3).Removed);
        Assert.Equal(0, log.Horizon);
    }

    [Fact]
    public void AFolderForgetsTheOldestRemovals()
    {
        var log = new FolderLog();
        for (var change = 1; change <= FolderLog.MostRemovals + 500; change++)
            log.Add(change, change, removed: true);
        Assert.Equal(500, log.Horizon);
        Assert.Equal(FolderLog.MostRemovals, log.After(0).Count());
    }
}
