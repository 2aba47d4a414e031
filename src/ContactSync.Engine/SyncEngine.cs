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
        var outcomes = PlanAsync(listing, rules, options with { KeepPlans = false }, progress, cancellationToken);
        await foreach (var outcome in outcomes.ConfigureAwait(false))
            yield return outcome.Report;
    }

    /// <summary>As <see cref="RunAsync"/>, with each mailbox's plan where <see cref="SyncRunOptions.KeepPlans"/> asks for it.</summary>
    /// <exception cref="SyncException">The source or the store cannot work at all.</exception>
    public async IAsyncEnumerable<MailboxOutcome> PlanAsync(
        MailboxListing listing, SyncRules rules, SyncRunOptions options, IProgress<SyncProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var member in listing.Skipped)
            yield return new MailboxOutcome(Skipped(member, rules.Title));

        var mailboxes = listing.Mailboxes.DistinctBy(mailbox => mailbox.Id, StringComparer.Ordinal).ToList();
        var run = new SyncRun(source, store, clock, rules, options, new RunProgress(progress, mailboxes.Count));
        await foreach (var outcome in run.ExecuteAsync(mailboxes, cancellationToken).ConfigureAwait(false))
            yield return outcome;
    }

    private static SyncReport Skipped(SkippedMember member, string title) => new()
    {
        Mailbox = member.Name,
        PhoneBook = title,
        Protocol = SyncProtocol.Auto,
        Status = member.Failure is null ? SyncStatus.Skipped : SyncStatus.Failed,
        Reason = member.Reason,
        Error = member.Failure,
        ErrorId = member.Failure?.ErrorId,
        Advice = member.Failure?.Advice,
    };
}
