using System.Runtime.CompilerServices;
using ContactSync.Engine.Guards;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine;

/// <summary>Makes phone books equal to their mailboxes.</summary>
public sealed class SyncEngine(IContactSource source, IPhoneBookStore store, TimeProvider clock)
{
    /// <summary>Finds the mailboxes asked for.</summary>
    /// <exception cref="SyncException">No such group or mailbox, an incomplete listing, a refusal, a lost connection.</exception>
    public async Task<MailboxListing> ListAsync(MailboxQuery query, CancellationToken cancellationToken) =>
        await source.ListMailboxesAsync(query, cancellationToken).ConfigureAwait(false) with { Query = query };

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
        var history = new RunHistory(rules.Connection, clock.GetUtcNow());
        var mailboxes = listing.Mailboxes.DistinctBy(mailbox => mailbox.Id, StringComparer.Ordinal).ToList();
        if (await CheckListingAsync(listing.Query, mailboxes, rules, options.WhatIf, cancellationToken).ConfigureAwait(false) is { } stopped)
        {
            var report = Stopped(listing.Query!, rules.Title, stopped);
            history.Add(report);
            await NoteAsync(history, options, cancellationToken).ConfigureAwait(false);
            yield return new MailboxOutcome(report);
            yield break;
        }
        foreach (var member in listing.Skipped)
            yield return new MailboxOutcome(Skipped(member, rules.Title));

        var run = new SyncRun(source, store, clock, rules, options, new RunProgress(progress, mailboxes.Count));
        await foreach (var outcome in run.ExecuteAsync(mailboxes, cancellationToken).ConfigureAwait(false))
        {
            history.Add(outcome.Report);
            yield return outcome;
        }
        await NoteAsync(history, options, cancellationToken).ConfigureAwait(false);
    }

    private Task NoteAsync(RunHistory history, SyncRunOptions options, CancellationToken cancellationToken) =>
        options.WhatIf ? Task.CompletedTask : store.NoteRunAsync(history.End(clock.GetUtcNow()), cancellationToken);

    /// <summary>
    /// Removes the phone books of a connection whose mailboxes have been in none of its groups for a time, and yields a report for each.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="age">How long they have been kept.</param>
    /// <param name="whatIf">Only tells which would go.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <exception cref="SyncException">The store cannot be read or written.</exception>
    public async IAsyncEnumerable<SyncReport> RemoveOrphansAsync(
        string connection, TimeSpan age, bool whatIf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (store is not IListingStore listings)
            yield break;
        var orphans = new List<SyncPhoneBook>();
        await foreach (var book in listings.FindOrphansAsync(connection, clock.GetUtcNow() - age, cancellationToken).ConfigureAwait(false))
            orphans.Add(book);
        foreach (var book in orphans)
        {
            if (!whatIf)
                await store.RemovePhoneBookAsync(book.Id, cancellationToken).ConfigureAwait(false);
            yield return new SyncReport
            {
                Mailbox = book.Owner,
                PhoneBook = book.Title,
                Protocol = SyncProtocol.Auto,
                Status = whatIf ? SyncStatus.WhatIf : SyncStatus.Succeeded,
                Deleted = book.Entries,
                Notes = [Texts.Catalog.Text(nameof(Errors.Text_Orphan), (int)age.TotalDays)],
            };
        }
    }

    /// <summary>The reason not to run at all, or null; then the listing is noted for the next time.</summary>
    private async Task<SyncException?> CheckListingAsync(
        MailboxQuery? query, List<SourceMailbox> mailboxes, SyncRules rules, bool whatIf, CancellationToken cancellationToken)
    {
        // Mailboxes that are named one by one do not leave by themselves.
        if (query is not { Groups.Count: > 0 } || store is not IListingStore listings)
            return null;
        var name = ListingName.Of(rules.Connection, query);
        var before = await listings.CountListedAsync(name, cancellationToken).ConfigureAwait(false);
        if (!rules.OverriddenGuards.Contains(GroupShrankGuard.Name, StringComparer.OrdinalIgnoreCase)
            && GroupShrankGuard.Check(query.ToString(), before, mailboxes.Count) is { } stopped)
        {
            return stopped;
        }
        if (!whatIf)
        {
            var keys = mailboxes.ConvertAll(mailbox => new PhoneBookKey(source.TenantId, mailbox.Id));
            await listings.NoteListingAsync(name, keys, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        return null;
    }

    private static SyncReport Stopped(MailboxQuery query, string title, SyncException error) => new()
    {
        Mailbox = query.ToString(),
        PhoneBook = title,
        Protocol = SyncProtocol.Auto,
        Status = SyncStatus.Stopped,
        Reason = error.Message,
        ErrorId = error.ErrorId,
        Advice = error.Advice,
        Error = error,
    };

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
