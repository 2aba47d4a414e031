using ContactSync.Engine.Ports;

namespace ContactSync.Engine;

/// <summary>Sums up the reports of a run.</summary>
internal sealed class RunHistory(string connection, DateTimeOffset start)
{
    private StoredRun run = new(connection, start, start, 0, 0, 0, 0, 0, 0);

    /// <summary>Adds what a run did for a mailbox.</summary>
    public void Add(SyncReport report) => run = run with
    {
        Mailboxes = run.Mailboxes + 1,
        Failed = run.Failed + (report.Status == SyncStatus.Failed ? 1 : 0),
        Stopped = run.Stopped + (report.Status == SyncStatus.Stopped ? 1 : 0),
        Added = run.Added + report.Added,
        Updated = run.Updated + report.Updated,
        Deleted = run.Deleted + report.Deleted,
    };

    /// <summary>The run as it ended.</summary>
    public StoredRun End(DateTimeOffset end) => run with { End = end };
}
