using System.Text.Json;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Planning;

/// <summary>Tells a plan contact by contact, for people.</summary>
public static class PlanEntries
{
    /// <summary>
    /// The contacts of a plan with what would be done with each, by name: new entries, changed ones with the fields that change, those that
    /// go, and contacts that are left out. A replaced entry is none of these.
    /// </summary>
    /// <param name="outcome">A mailbox's plan and report.</param>
    /// <param name="store">The store the plan is for, which is asked for the entries as they are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<SyncPlanEntry>> OfAsync(
        MailboxOutcome outcome, IPhoneBookStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(store);
        if (outcome.Plan is not { } plan)
            return [];
        var before = await ReadBeforeAsync(plan, store, cancellationToken).ConfigureAwait(false);
        var going = plan.DeletedIds.Where(before.ContainsKey).Select(id => before[id]).ToLookup(contact => HashOf(contact));
        var coming = plan.Added.ToLookup(entry => entry.Hash);

        SyncPlanEntry Entry(PlannedAction action, string name, SyncContact? contact, SyncContact? previous) => new()
        {
            Mailbox = outcome.Report.Mailbox,
            PhoneBook = plan.Title,
            Protocol = outcome.Report.Protocol,
            Action = action,
            Name = name,
            Contact = contact,
            Previous = previous,
            Fields = contact is null || previous is null ? [] : ChangedFields(previous, contact),
            Guard = outcome.Report.Status == SyncStatus.Stopped ? outcome.Report.ErrorId : null,
            Reason = outcome.Report.Status == SyncStatus.Stopped ? outcome.Report.Reason : null,
        };

        // What comes and goes with equal fields is only replaced; of each such pair neither half is told.
        var added = coming.SelectMany(same => same.Skip(going[same.Key].Count()))
            .Select(entry => Entry(PlannedAction.Add, entry.Name, entry.Contact, null));
        var updated = plan.Updated
            .Select(entry => Entry(PlannedAction.Update, entry.Name, entry.Contact, before.GetValueOrDefault(entry.Contact.Id)));
        var deleted = going.SelectMany(same => same.Skip(coming[same.Key].Count()))
            .Select(contact => Entry(PlannedAction.Delete, contact.ToString(), null, contact));
        var leftOut = plan.LeftOut.Select(contact => new SyncPlanEntry
        {
            Mailbox = outcome.Report.Mailbox,
            PhoneBook = plan.Title,
            Protocol = outcome.Report.Protocol,
            Action = PlannedAction.LeaveOut,
            Name = contact.Contact.ToString(),
            Contact = contact.Contact,
            Reason = Texts.Catalog.Text(TextOf(contact.Reason)),
        });
        return [.. added.Concat(updated).Concat(deleted).Concat(leftOut).OrderBy(entry => entry.Name, StringComparer.CurrentCulture)];
    }

    private static async Task<Dictionary<string, SyncContact>> ReadBeforeAsync(
        PhoneBookPlan plan, IPhoneBookStore store, CancellationToken cancellationToken)
    {
        var before = new Dictionary<string, SyncContact>(StringComparer.Ordinal);
        var wanted = plan.DeletedIds.Concat(plan.Updated.Select(entry => entry.Contact.Id)).ToHashSet(StringComparer.Ordinal);
        if (plan.Existing is null || wanted.Count == 0)
            return before;
        await foreach (var contact in store.ReadContactsAsync(plan.Existing.Id, cancellationToken).ConfigureAwait(false))
        {
            if (wanted.Contains(contact.Id))
                before[contact.Id] = contact;
        }
        return before;
    }

    private static string HashOf(SyncContact contact) => ContactJson.Hash(ContactJson.Write(contact));

    private static List<string> ChangedFields(SyncContact before, SyncContact after)
    {
        using var old = JsonDocument.Parse(ContactJson.Write(before));
        using var now = JsonDocument.Parse(ContactJson.Write(after));
        var was = old.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetRawText());
        var becomes = now.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetRawText());
        return [.. was.Keys.Union(becomes.Keys)
            .Where(name => was.GetValueOrDefault(name) != becomes.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
    }

    private static string TextOf(LeftOutReason reason) => reason switch
    {
        LeftOutReason.Private => nameof(Errors.Text_IsPrivate),
        LeftOutReason.Category => nameof(Errors.Text_IsOfOtherCategory),
        _ => nameof(Errors.Text_HasNoNumber),
    };
}
