using ContactSync.Engine.Guards;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine;

/// <summary>Takes what a mailbox gave through planner and guards into the store. Any failure but cancellation is a report.</summary>
internal sealed class MailboxSync(
    IPhoneBookStore store, TimeProvider clock, SyncRules rules, bool whatIf, string tenantId, IReadOnlyList<string> connectionTenants)
{
    // Each conflict means that another run got through in between; so many in a row are no coincidence.
    private const int Attempts = 5;

    private readonly NormalizerCache normalizers = new(rules.Region);

    public static SyncReport Failed(
        SourceMailbox mailbox, string title, SyncException error, int requests = 0, TimeSpan duration = default) =>
        new()
        {
            Mailbox = mailbox.Address,
            PhoneBook = title,
            Status = error.Kind == SyncErrorKind.GuardStopped ? SyncStatus.Stopped : SyncStatus.Failed,
            Reason = error.Message,
            ErrorId = error.ErrorId,
            Advice = error.Advice,
            Error = error,
            Requests = requests,
            Duration = duration,
        };

    public SyncReport Failed(SourceMailbox mailbox, SyncException error) => Failed(mailbox, rules.Title, error);

    public async Task<SyncReport> SyncAsync(MailboxRead read, StoredPhoneBook? phoneBook, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        SyncException error;
        try
        {
            if (read.Failure is null)
            {
                var plan = await ApplyAsync(read, phoneBook, cancellationToken).ConfigureAwait(false);
                return Succeeded(read, plan, read.Duration + clock.GetElapsedTime(start));
            }
            error = read.Failure;
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
        return Failed(read.Mailbox, rules.Title, error, read.Requests, read.Duration + clock.GetElapsedTime(start));
    }

    private async Task<PhoneBookPlan> ApplyAsync(MailboxRead read, StoredPhoneBook? phoneBook, CancellationToken cancellationToken)
    {
        var key = new PhoneBookKey(tenantId, read.Mailbox.Id);
        var normalizer = normalizers.For(read.Mailbox.UsageLocation);
        for (var attempt = 0; attempt < Attempts && Planner.Fits(phoneBook, read); attempt++)
        {
            var plan = await PlanAsync(key, read, phoneBook, normalizer, cancellationToken).ConfigureAwait(false);
            if (GuardList.Check(new GuardInput(plan, connectionTenants), rules.OverriddenGuards) is { } stopped)
                throw stopped;
            if (whatIf || await store.TryApplyAsync(plan, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false))
                return plan;

            phoneBook = await store.FindAsync(key, cancellationToken).ConfigureAwait(false);
        }
        throw Texts.Catalog.Create(
            nameof(Errors.PhoneBookChanged), SyncErrorKind.ResourceUnavailable, read.Mailbox.Address, read.Mailbox.Address);
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

    private SyncReport Succeeded(MailboxRead read, PhoneBookPlan plan, TimeSpan duration) => new()
    {
        Mailbox = read.Mailbox.Address,
        PhoneBook = plan.Title,
        Status = whatIf ? SyncStatus.WhatIf : SyncStatus.Succeeded,
        Added = plan.Added.Count,
        Updated = plan.Updated.Count,
        Deleted = plan.DeletedIds.Count,
        Unchanged = plan.Unchanged + plan.Relocated.Count,
        Skipped = plan.Unreadable,
        Requests = read.Requests,
        Duration = duration,
    };
}
