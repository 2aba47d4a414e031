using ContactSync.Engine.Guards;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine;

/// <summary>Takes what a mailbox gave through planner and guards into the store. Any failure but cancellation is a report.</summary>
internal sealed class MailboxSync(
    IPhoneBookStore store, TimeProvider clock, SyncRules rules, bool whatIf, string tenantId, IReadOnlyList<string> connectionTenants,
    RunTotals totals)
{
    // Each conflict means that another run got through in between; so many in a row are no coincidence.
    private const int Attempts = 5;

    private readonly NormalizerCache normalizers = new(rules);

    public static MailboxOutcome Failed(SourceMailbox mailbox, string title, SyncException error) =>
        new(Failed(new MailboxRead(mailbox, [], 0, TimeSpan.Zero) { Protocol = SyncProtocol.Auto }, title, error, TimeSpan.Zero, []));

    /// <summary>A mailbox that another run works on at this moment.</summary>
    public static MailboxOutcome LeftToOther(SourceMailbox mailbox, string title) => new(new SyncReport
    {
        Mailbox = mailbox.Address,
        PhoneBook = title,
        Protocol = SyncProtocol.Auto,
        Status = SyncStatus.Skipped,
        Reason = Texts.Catalog.Text(nameof(Errors.Text_LeftToOther)),
    });

    public MailboxOutcome Failed(SourceMailbox mailbox, SyncException error) => Failed(mailbox, rules.Title, error);

    public async Task<MailboxOutcome> SyncAsync(MailboxRead read, StoredPhoneBook? phoneBook, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        PhoneBookPlan? plan = null;
        SyncException? error;
        try
        {
            error = read.Failure;
            if (error is null)
                (plan, error) = await ApplyAsync(read, phoneBook, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            error = exception;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A mistake of ours or of a source must not cost the other mailboxes their run.
            error = Texts.Catalog.Create(
                exception, nameof(Errors.MailboxFailed), SyncErrorKind.InvalidData, read.Mailbox.Address,
                read.Mailbox.Address, exception.Message);
        }
        var duration = read.Duration + clock.GetElapsedTime(start);
        return new MailboxOutcome(
            error is null ? Succeeded(read, plan!, duration) : Failed(read, rules.Title, error, duration, NotesOf(read, null)), plan);
    }

    private async Task<(PhoneBookPlan Plan, SyncException? Stopped)> ApplyAsync(
        MailboxRead read, StoredPhoneBook? phoneBook, CancellationToken cancellationToken)
    {
        var key = new PhoneBookKey(tenantId, read.Mailbox.Id, rules.Source);
        // Asked for by another name, the phone book could not be found by then.
        if (phoneBook is null && read.RequestedId is not null)
            phoneBook = await store.FindAsync(key, cancellationToken).ConfigureAwait(false);
        var normalizer = normalizers.For(read.Mailbox.UsageLocation);
        for (var attempt = 0; attempt < Attempts && Planner.Fits(phoneBook, read, rules); attempt++)
        {
            var plan = await PlanAsync(key, read, phoneBook, normalizer, cancellationToken).ConfigureAwait(false);
            var isDone = false;
            try
            {
                if (await CheckAsync(plan, cancellationToken).ConfigureAwait(false) is { } stopped)
                    return (plan, stopped);
                isDone = whatIf || await store.TryApplyAsync(plan, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
                if (isDone)
                    return (plan, null);
            }
            finally
            {
                if (!isDone)
                    totals.Add(-plan.Lost);
            }
            phoneBook = await store.FindAsync(key, cancellationToken).ConfigureAwait(false);
        }
        throw Texts.Catalog.Create(
            nameof(Errors.PhoneBookChanged), SyncErrorKind.ResourceUnavailable, read.Mailbox.Address, read.Mailbox.Address);
    }

    /// <summary>Asks the guards; the plan's deletes are counted among the run's.</summary>
    private async Task<SyncException?> CheckAsync(PhoneBookPlan plan, CancellationToken cancellationToken)
    {
        var input = new GuardInput(plan, connectionTenants)
        {
            DeletesOfRun = totals.Add(plan.Lost),
            EntriesOfRun = totals.Entries,
            HasOtherMailbox = plan.Existing is null && await HasOtherMailboxAsync(plan, cancellationToken).ConfigureAwait(false),
        };
        return GuardList.Check(input, rules.OverriddenGuards);
    }

    private async Task<bool> HasOtherMailboxAsync(PhoneBookPlan plan, CancellationToken cancellationToken)
    {
        var keys = await store.FindKeysAsync(plan.Owner, plan.Title, plan.Connection, cancellationToken).ConfigureAwait(false);
        return keys.Any(key => key.Source == PhoneBookSource.Mailbox && key.TenantId == plan.Key.TenantId);
    }

    private async Task<PhoneBookPlan> PlanAsync(
        PhoneBookKey key, MailboxRead read, StoredPhoneBook? phoneBook, ContactNormalizer normalizer, CancellationToken cancellationToken)
    {
        var needs = Planner.Needs(phoneBook, read, normalizer.Fingerprint);
        var entries = new Dictionary<string, StoredEntry>(StringComparer.Ordinal);
        var contacts = new List<SyncContact>();
        if (phoneBook is not null && needs.SourceIds is not { Count: 0 })
        {
            await foreach (var entry in store.ReadEntriesAsync(phoneBook.Id, needs.SourceIds, cancellationToken).ConfigureAwait(false))
                entries[entry.SourceId] = entry;
        }
        if (phoneBook is not null && needs.Contacts)
        {
            await foreach (var contact in store.ReadContactsAsync(phoneBook.Id, cancellationToken).ConfigureAwait(false))
                contacts.Add(contact);
        }
        return Planner.Plan(new PlanInput(key, phoneBook, entries, contacts, read, rules, normalizer));
    }

    private static SyncReport Failed(
        MailboxRead read, string title, SyncException error, TimeSpan duration, IReadOnlyList<string> notes) => new()
    {
        Mailbox = read.Mailbox.Address,
        PhoneBook = title,
        Protocol = read.Protocol,
        Status = error.Kind == SyncErrorKind.GuardStopped ? SyncStatus.Stopped : SyncStatus.Failed,
        Reason = error.Message,
        ErrorId = error.ErrorId,
        Advice = error.Advice,
        Error = error,
        Requests = read.Requests,
        Duration = duration,
        Notes = notes,
    };

    private SyncReport Succeeded(MailboxRead read, PhoneBookPlan plan, TimeSpan duration) => new()
    {
        Mailbox = read.Mailbox.Address,
        PhoneBook = plan.Title,
        Protocol = read.Protocol,
        Status = whatIf ? SyncStatus.WhatIf : SyncStatus.Succeeded,
        Added = plan.Added.Count - plan.Replaced,
        Updated = plan.Updated.Count,
        Deleted = plan.DeletedIds.Count - plan.Replaced,
        Unchanged = plan.Unchanged + plan.Relocated.Count + plan.Replaced,
        Skipped = plan.Unreadable + plan.LeftOut.Count,
        Requests = read.Requests,
        Duration = duration,
        Notes = NotesOf(read, plan),
    };

    private static List<string> NotesOf(MailboxRead read, PhoneBookPlan? plan)
    {
        List<string> notes = [];
        if (read.Mailbox.Alias is { } alias)
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_AskedByAlias), alias, read.Mailbox.Address));
        notes.AddRange(read.Notes);
        if (plan is null)
            return notes;
        notes.AddRange(plan.LeftOut.GroupBy(contact => contact.Reason).OrderBy(group => group.Key)
            .Select(group => Texts.Catalog.Text(TextOf(group.Key), group.Count())));
        if (plan.DeletedByFilter > 0)
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_DeletedByFilter), plan.DeletedByFilter));
        if (plan.Unreadable > 0)
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_Unreadable), plan.Unreadable));
        return notes;
    }

    private static string TextOf(LeftOutReason reason) => reason switch
    {
        LeftOutReason.Private => nameof(Errors.Text_LeftOutPrivate),
        LeftOutReason.Category => nameof(Errors.Text_LeftOutCategory),
        _ => nameof(Errors.Text_LeftOutNumber),
    };
}
