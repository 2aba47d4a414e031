using System.Diagnostics;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.PhoneBooks.Stores.Sqlite;

namespace ContactSync.Bench;

/// <summary>What one whole run took.</summary>
/// <param name="Seconds">From finding the group to the last commit.</param>
/// <param name="CpuSeconds">Processor time of this process, which other work on the machine hardly changes.</param>
/// <param name="Requests">HTTP requests, those for tokens included.</param>
/// <param name="Batches">Batches among them.</param>
/// <param name="BatchEntries">What was asked in these.</param>
/// <param name="Mailboxes">Mailboxes read.</param>
/// <param name="Folders">Folders read.</param>
/// <param name="MailboxRequests">The most requests that one mailbox's report shows.</param>
/// <param name="MostOverFolders">The most of them beyond the mailbox's folders + 1.</param>
/// <param name="Contacts">Contacts in the phone books, and those left out of them.</param>
/// <param name="Changes">Entries added, updated and deleted.</param>
/// <param name="ChangedMailboxes">Mailboxes with changes.</param>
/// <param name="PeakBytes">The process's highest working set.</param>
internal sealed record MeasuredRun(
    double Seconds, double CpuSeconds, int Requests, int Batches, int BatchEntries, int Mailboxes, int Folders, int MailboxRequests,
    int MostOverFolders, int Contacts, int Changes, int ChangedMailboxes, long PeakBytes)
{
    /// <summary>Brings the phone books of a store up to date, as Invoke-ContactSync does.</summary>
    /// <exception cref="InvalidOperationException">A mailbox did not succeed: there is nothing to measure.</exception>
    public static async Task<MeasuredRun> RunAsync(ProtocolReader reader, string storePath, int throttle)
    {
        GC.Collect();
        using var memory = MemoryWatch.Start();
        var requests = reader.Recorder.Count;
        var shared = reader.Recorder.Shared;
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var (mailboxes, expected, mailboxRequests, contacts, changes, changedMailboxes) = (0, 0, 0, 0, 0, 0);
        await using var source = new FolderCounter(reader.OpenSource());
        await using (var store = await SqlitePhoneBookStore.OpenAsync(storePath, readOnly: false, CancellationToken.None))
        {
            var engine = new SyncEngine(source, store, TimeProvider.System);
            var listing = await engine.ListAsync(reader.Query, CancellationToken.None);
            expected = listing.Expected;
            var rules = new SyncRules("DE", "Privat", "bench", new HashSet<string>());
            await foreach (var report in engine.RunAsync(listing, rules, new SyncRunOptions(throttle), null, CancellationToken.None))
            {
                if (report.Status != SyncStatus.Succeeded)
                    throw new InvalidOperationException($"{report.Mailbox}: {report.Reason}");
                var changed = report.Added + report.Updated + report.Deleted;
                mailboxes++;
                mailboxRequests = Math.Max(mailboxRequests, report.Requests);
                contacts += report.Added + report.Updated + report.Unchanged + report.Skipped;
                changes += changed;
                changedMailboxes += changed > 0 ? 1 : 0;
            }
        }
        var seconds = watch.Elapsed.TotalSeconds;
        var cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        if (mailboxes != expected)
            throw new InvalidOperationException($"{mailboxes} of {expected} mailboxes were read.");
        var (batches, entries) = reader.Recorder.Shared;
        return new MeasuredRun(
            seconds, cpuSeconds, reader.Recorder.Count - requests, batches - shared.Batches, entries - shared.Entries, mailboxes,
            source.Folders, mailboxRequests, source.MostOverFolders, contacts, changes, changedMailboxes, memory.Peak);
    }
}
