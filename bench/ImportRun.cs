using System.Diagnostics;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.PhoneBooks.Stores.Sqlite;

namespace ContactSync.Bench;

/// <summary>What one whole run took.</summary>
/// <param name="Seconds">From finding the group to the last commit.</param>
/// <param name="CpuSeconds">Processor time of this process, which other work on the machine hardly changes.</param>
/// <param name="Requests">HTTP requests.</param>
/// <param name="MailboxRequests">The most requests that one mailbox's report shows.</param>
/// <param name="Added">Entries added.</param>
/// <param name="Changed">Entries updated or deleted.</param>
/// <param name="PeakBytes">The process's highest working set.</param>
internal sealed record ImportRun(
    double Seconds, double CpuSeconds, int Requests, int MailboxRequests, int Added, int Changed, long PeakBytes)
{
    /// <summary>Brings the phone books of a store up to date, as Invoke-ContactSync does.</summary>
    /// <exception cref="InvalidOperationException">A mailbox did not succeed: there is nothing to measure.</exception>
    public static async Task<ImportRun> RunAsync(TenantSession session, string storePath, BenchOptions options)
    {
        GC.Collect();
        using var memory = MemoryWatch.Start();
        var requests = session.RequestCount;
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var reports = new List<SyncReport>();
        await using (var source = new GraphContactSource(session, TimeProvider.System))
        await using (var store = await SqlitePhoneBookStore.OpenAsync(storePath, readOnly: false, CancellationToken.None))
        {
            var engine = new SyncEngine(source, store, TimeProvider.System);
            var listing = await engine.ListAsync(new MailboxQuery(["Phone users"], []), CancellationToken.None);
            var rules = new SyncRules("DE", "Privat", "bench", new HashSet<string>());
            var run = engine.RunAsync(listing, rules, new SyncRunOptions(options.Throttle), null, CancellationToken.None);
            await foreach (var report in run)
                reports.Add(report);
        }
        var seconds = watch.Elapsed.TotalSeconds;
        var cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        if (reports.Count != options.Mailboxes || reports.Find(report => report.Status != SyncStatus.Succeeded) is not null)
        {
            var failed = reports.Find(report => report.Status != SyncStatus.Succeeded);
            throw new InvalidOperationException($"{reports.Count} of {options.Mailboxes} mailboxes; {failed?.Mailbox}: {failed?.Reason}");
        }
        return new ImportRun(
            seconds, cpuSeconds, session.RequestCount - requests, reports.Max(report => report.Requests),
            reports.Sum(report => report.Added), reports.Sum(report => report.Updated + report.Deleted), memory.Peak);
    }
}
