using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Planning;

/// <summary>Decides what becomes of a phone book. Pure: the same input gives the same plan, and nothing is touched.</summary>
public static class Planner
{
    /// <summary>
    /// How far a mailbox need not be read again: the folders' states, unless other contacts are wanted now than when they were read.
    /// </summary>
    public static IReadOnlyList<FolderState> GoOnFrom(StoredPhoneBook? existing, SyncRules rules) =>
        existing is null || RulesFingerprint.Parse(existing.RulesFingerprint).Filter != rules.FilterFingerprint
            ? []
            : [.. existing.State.Where(folder => folder.Token.Length > 0)];

    /// <summary>
    /// Whether changes can be put on top of what is stored: each folder's are its whole listing, or go on from a state the store has.
    /// Not so where another run removed the phone book in the meantime, or filled it by another filter.
    /// </summary>
    public static bool Fits(StoredPhoneBook? existing, MailboxRead read, SyncRules rules)
    {
        var known = GoOnFrom(existing, rules);
        return read.Folders.All(folder => IsWhole(folder) || known.Any(state => state.FolderId == folder.State.FolderId));
    }

    /// <summary>What <see cref="Plan"/> must know of the stored entries.</summary>
    public static PlanNeeds Needs(StoredPhoneBook? existing, MailboxRead read, string fingerprint)
    {
        if (existing is null)
            return new PlanNeeds([], Contacts: false);

        var isRemade = RulesFingerprint.Parse(existing.RulesFingerprint).Numbers != fingerprint;
        if (isRemade || read.Folders.Any(folder => folder.IsComplete) || GoneFolders(existing, read).Count > 0)
            return new PlanNeeds(null, Contacts: isRemade && !read.Folders.All(IsWhole));

        var ids = read.Folders.SelectMany(folder => folder.Upserted.Select(contact => contact.Id).Concat(folder.RemovedIds));
        return new PlanNeeds(ids.ToHashSet(StringComparer.Ordinal), Contacts: false);
    }

    /// <summary>The plan that makes the phone book equal to the mailbox.</summary>
    public static PhoneBookPlan Plan(PlanInput input)
    {
        var (present, unsettled) = Gather(input.Read);
        var leftOut = TakeLeftOut(present, input.Rules.Filter);
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

        var deleted = FindDeleted(input, present, leftOut);
        updated.AddRange(FindRemade(input, present, deleted));

        var before = input.Existing?.EntryCount ?? 0;
        return new PhoneBookPlan(
            input.Existing, input.Key, input.Read.Mailbox.Address, input.Rules.Title, input.Rules.Connection,
            new RulesFingerprint(input.Normalizer.Fingerprint, input.Rules.FilterFingerprint).ToString(),
            added, updated, relocated, [.. deleted],
            Unchanged: before - deleted.Count - updated.Count - relocated.Count,
            Unreadable: input.Read.Folders.Sum(folder => folder.Unreadable),
            State: [.. input.Read.Folders.Select(folder => folder.State)
                .Select(state => unsettled.Contains(state.FolderId) ? state with { Token = "" } : state)])
        {
            Replaced = CountReplaced(input, added, deleted),
            DeletedByFilter = CountDeletedByFilter(input, deleted, leftOut),
            LeftOut = [.. leftOut.Values],
        };
    }

    private static bool IsWhole(FolderChanges folder) => folder.IsComplete && folder.UnchangedIds is not { Count: > 0 };

    /// <summary>Takes out of the contacts that are there what the filter does not want.</summary>
    private static Dictionary<string, LeftOutContact> TakeLeftOut(
        Dictionary<string, (SyncContact Contact, string FolderId)> present, ContactFilter filter)
    {
        var leftOut = new Dictionary<string, LeftOutContact>(StringComparer.Ordinal);
        foreach (var (id, (contact, _)) in present)
        {
            if (filter.Judge(contact) is { } reason)
                leftOut.Add(id, new LeftOutContact(contact, reason));
        }
        foreach (var id in leftOut.Keys)
            present.Remove(id);
        return leftOut;
    }

    private static int CountReplaced(PlanInput input, List<PlannedEntry> added, SortedSet<string> deleted)
    {
        if (added.Count == 0 || deleted.Count == 0)
            return 0;
        var hashes = deleted.Where(input.Entries.ContainsKey).Select(id => input.Entries[id].Hash)
            .GroupBy(hash => hash, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var replaced = 0;
        foreach (var entry in added)
        {
            if (hashes.GetValueOrDefault(entry.Hash) is var left and > 0)
            {
                hashes[entry.Hash] = left - 1;
                replaced++;
            }
        }
        return replaced;
    }

    private static int CountDeletedByFilter(PlanInput input, SortedSet<string> deleted, Dictionary<string, LeftOutContact> leftOut) =>
        input.Existing is { } existing && RulesFingerprint.Parse(existing.RulesFingerprint).Filter is { } before
        && before != input.Rules.FilterFingerprint
            ? deleted.Count(id => leftOut.ContainsKey(id) || input.Read.LeftOutFolderIds.Contains(input.Entries[id].FolderId))
            : 0;

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
    private static SortedSet<string> FindDeleted(
        PlanInput input, Dictionary<string, (SyncContact Contact, string FolderId)> present, Dictionary<string, LeftOutContact> leftOut)
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
                deleted.ExceptWith((folder.UnreadableIds ?? []).Concat(folder.UnchangedIds ?? []).Where(id =>
                    input.Entries.TryGetValue(id, out var entry) && entry.FolderId == folder.State.FolderId));
            }
        }
        deleted.UnionWith(leftOut.Keys.Where(input.Entries.ContainsKey));
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
