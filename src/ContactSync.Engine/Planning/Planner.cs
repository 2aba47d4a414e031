using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Planning;

/// <summary>Decides what becomes of a phone book. Pure: the same input gives the same plan, and nothing is touched.</summary>
public static class Planner
{
    /// <summary>
    /// Whether changes can be put on top of what is stored: each folder's are its whole listing, or go on from a state the store has.
    /// Not so where another run removed the phone book in the meantime.
    /// </summary>
    public static bool Fits(StoredPhoneBook? existing, MailboxRead read) =>
        read.Folders.All(folder => folder.IsComplete
            || existing?.State.Any(state => state.FolderId == folder.State.FolderId && state.Token.Length > 0) == true);

    /// <summary>What <see cref="Plan"/> must know of the stored entries.</summary>
    public static PlanNeeds Needs(StoredPhoneBook? existing, MailboxRead read, string fingerprint)
    {
        if (existing is null)
            return new PlanNeeds([], Contacts: false);

        var isRemade = existing.RulesFingerprint != fingerprint;
        if (isRemade || read.Folders.Any(folder => folder.IsComplete) || GoneFolders(existing, read).Count > 0)
            return new PlanNeeds(null, Contacts: isRemade && read.Folders.Any(folder => !folder.IsComplete));

        var ids = read.Folders.SelectMany(folder => folder.Upserted.Select(contact => contact.Id).Concat(folder.RemovedIds));
        return new PlanNeeds(ids.ToHashSet(StringComparer.Ordinal), Contacts: false);
    }

    /// <summary>The plan that makes the phone book equal to the mailbox.</summary>
    public static PhoneBookPlan Plan(PlanInput input)
    {
        var (present, unsettled) = Gather(input.Read);
        var added = new List<PlannedEntry>();
        var updated = new List<PlannedEntry>();
        var relocated = new List<PlannedEntry>();

        foreach (var (id, (contact, folderId)) in present)
        {
            var entry = input.Normalizer.Normalize(contact, folderId);
            if (!input.Entries.TryGetValue(id, out var stored))
                added.Add(entry);
            else if (stored.Hash != entry.Hash)
                updated.Add(entry);
            else if (stored.FolderId != folderId)
                relocated.Add(entry);
        }

        var deleted = FindDeleted(input, present);
        updated.AddRange(FindRemade(input, present, deleted));

        var before = input.Existing?.EntryCount ?? 0;
        return new PhoneBookPlan(
            input.Existing, input.Key, input.Read.Mailbox.Address, input.Rules.Title, input.Rules.Connection, input.Normalizer.Fingerprint,
            added, updated, relocated, [.. deleted],
            Unchanged: before - deleted.Count - updated.Count - relocated.Count,
            Unreadable: input.Read.Folders.Sum(folder => folder.Unreadable),
            State: [.. input.Read.Folders.Select(folder => folder.State)
                .Select(state => unsettled.Contains(state.FolderId) ? state with { Token = "" } : state)]);
    }

    /// <summary>
    /// The contacts that are there, by id, each with its folder. A contact met in two folders was moved while they were read, and one both
    /// changed and removed may be either; which came last cannot be told. Such a folder is unsettled: it is read from the beginning
    /// next time, for its next changes would not mention the contact again.
    /// </summary>
    private static (Dictionary<string, (SyncContact Contact, string FolderId)> Present, HashSet<string> Unsettled) Gather(MailboxRead read)
    {
        var present = new Dictionary<string, (SyncContact Contact, string FolderId)>(StringComparer.Ordinal);
        var unsettled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in read.Folders)
        {
            var folderId = folder.State.FolderId;
            foreach (var contact in folder.Upserted)
            {
                if (present.TryGetValue(contact.Id, out var other) && other.FolderId != folderId)
                {
                    unsettled.Add(folderId);
                    unsettled.Add(other.FolderId);
                    if (other.Contact.LastModified > contact.LastModified)
                        continue;
                }
                present[contact.Id] = (contact, folderId);
            }
            if (folder.RemovedIds.Any(id => present.TryGetValue(id, out var contact) && contact.FolderId == folderId))
                unsettled.Add(folderId);
        }
        return (present, unsettled);
    }

    // An entry leaves where its own folder says so; what another folder says of it is older than its move.
    private static SortedSet<string> FindDeleted(PlanInput input, Dictionary<string, (SyncContact Contact, string FolderId)> present)
    {
        var deleted = new SortedSet<string>(StringComparer.Ordinal);
        if (input.Existing is null)
            return deleted;

        var emptied = GoneFolders(input.Existing, input.Read);
        emptied.UnionWith(input.Read.Folders.Where(folder => folder.IsComplete).Select(folder => folder.State.FolderId));
        if (emptied.Count > 0)
        {
            deleted.UnionWith(input.Entries.Values
                .Where(entry => emptied.Contains(entry.FolderId) && !present.ContainsKey(entry.SourceId))
                .Select(entry => entry.SourceId));
            // Not to be read is not to be gone.
            foreach (var folder in input.Read.Folders)
            {
                deleted.ExceptWith((folder.UnreadableIds ?? []).Where(id =>
                    input.Entries.TryGetValue(id, out var entry) && entry.FolderId == folder.State.FolderId));
            }
        }
        foreach (var folder in input.Read.Folders)
        {
            deleted.UnionWith(folder.RemovedIds.Where(id =>
                !present.ContainsKey(id) && input.Entries.TryGetValue(id, out var entry) && entry.FolderId == folder.State.FolderId));
        }
        return deleted;
    }

    // Under new rules the entries that the source does not mention are made anew from their own fields.
    private static IEnumerable<PlannedEntry> FindRemade(
        PlanInput input, Dictionary<string, (SyncContact Contact, string FolderId)> present, SortedSet<string> deleted) =>
        from contact in input.Contacts
        where !present.ContainsKey(contact.Id) && !deleted.Contains(contact.Id)
        let entry = input.Normalizer.Normalize(contact, contact.FolderId)
        where input.Entries.TryGetValue(contact.Id, out var stored) && stored.Hash != entry.Hash
        select entry;

    private static HashSet<string> GoneFolders(StoredPhoneBook existing, MailboxRead read)
    {
        var gone = existing.State.Select(state => state.FolderId).ToHashSet(StringComparer.Ordinal);
        gone.ExceptWith(read.Folders.Select(folder => folder.State.FolderId));
        return gone;
    }
}
