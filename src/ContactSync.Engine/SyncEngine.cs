using System.Runtime.CompilerServices;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine;

/// <summary>Makes phone books equal to their mailboxes.</summary>
public sealed class SyncEngine(IContactSource source, IPhoneBookStore store, TimeProvider clock)
{
    /// <summary>Finds the mailboxes asked for.</summary>
    /// <exception cref="SyncException">No such group or mailbox, an incomplete listing, a refusal, a lost connection.</exception>
    public Task<MailboxListing> ListAsync(MailboxQuery query, CancellationToken cancellationToken) =>
        source.ListMailboxesAsync(query, cancellationToken);

    /// <summary>
    /// Brings the phone book of each mailbox up to date and yields a report as each one ends: one for every mailbox and every skipped
    /// member of the listing. A mailbox that fails is a report, never the end of the run. Ending the enumeration early, or cancelling it,
    /// rolls the work of that moment back and waits for it.
    /// </summary>
    /// <exception cref="SyncException">The source or the store cannot work at all.</exception>
    public async IAsyncEnumerable<SyncReport> RunAsync(
        MailboxListing listing, SyncRules rules, SyncRunOptions options, IProgress<SyncProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var member in listing.Skipped)
        {
            yield return new SyncReport
            {
                Mailbox = member.Name,
                PhoneBook = rules.Title,
                Status = member.Failure is null ? SyncStatus.Skipped : SyncStatus.Failed,
                Reason = member.Reason,
                Error = member.Failure,
                ErrorId = member.Failure?.ErrorId,
                Advice = member.Failure?.Advice,
            };
        }

        var mailboxes = listing.Mailboxes.DistinctBy(mailbox => mailbox.Id, StringComparer.Ordinal).ToList();
        var run = new SyncRun(source, store, clock, rules, options, new RunProgress(progress, mailboxes.Count));
        await foreach (var report in run.ExecuteAsync(mailboxes, cancellationToken).ConfigureAwait(false))
            yield return report;
    }
}
