using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Planning;

/// <summary>What is to become of a phone book. Made without touching anything; carried out by a store in one transaction.</summary>
/// <param name="Existing">The phone book as it was when the plan was made; null makes a new one.</param>
/// <param name="Key">What it belongs to.</param>
/// <param name="Owner">The owner's present address.</param>
/// <param name="Title">The title it shall have.</param>
/// <param name="Connection">The connection that fills it.</param>
/// <param name="RulesFingerprint">The rules the entries are made by.</param>
/// <param name="Added">New entries.</param>
/// <param name="Updated">Entries whose fields changed.</param>
/// <param name="Relocated">Entries with equal fields that lie in another folder now; not an update for the user.</param>
/// <param name="DeletedIds">The source ids of entries that go.</param>
/// <param name="Unchanged">How many entries stay as they are.</param>
/// <param name="Unreadable">Items that were read but could not become entries.</param>
/// <param name="State">How far each folder is read once the plan is carried out.</param>
public sealed record PhoneBookPlan(
    StoredPhoneBook? Existing, PhoneBookKey Key, string Owner, string Title, string Connection, string RulesFingerprint,
    IReadOnlyList<PlannedEntry> Added, IReadOnlyList<PlannedEntry> Updated, IReadOnlyList<PlannedEntry> Relocated,
    IReadOnlyList<string> DeletedIds, int Unchanged, int Unreadable, IReadOnlyList<FolderState> State)
{
    /// <summary>
    /// Entries that are new only by their id: an entry with equal fields goes at the same time. So a contact that was moved, or a mailbox
    /// that another protocol reads now, looks; nothing changes for the user. Counted in <see cref="Added"/> and <see cref="DeletedIds"/>.
    /// </summary>
    public int Replaced { get; init; }

    /// <summary>Of the entries that go, those that go because the filter is another one than before.</summary>
    public int DeletedByFilter { get; init; }

    /// <summary>Contacts that were read and left out by the filter, each with the reason.</summary>
    public IReadOnlyList<LeftOutContact> LeftOut { get; init; } = [];

    /// <summary>Whether the plan changes anything that the phone book shows.</summary>
    public bool ChangesWhatIsShown =>
        Added.Count + Updated.Count + DeletedIds.Count > 0 || Existing is null || Owner != Existing.Owner || Title != Existing.Title;

    /// <summary>Entries that are lost: not those that another id replaces, nor those that another filter leaves out.</summary>
    public int Lost => DeletedIds.Count - Replaced - DeletedByFilter;

    /// <summary>How many entries the phone book has once the plan is carried out.</summary>
    public int EntryCount => Added.Count + Updated.Count + Relocated.Count + Unchanged;
}

/// <summary>An entry as it shall be stored.</summary>
/// <param name="Name">The name shown.</param>
/// <param name="Hash">The hash over its fields.</param>
/// <param name="Contact">Its fields, numbers normalised.</param>
/// <param name="Json">Its fields as <see cref="ContactJson"/> writes them: what the hash is over, and what a store keeps.</param>
public sealed record PlannedEntry(string Name, string Hash, SyncContact Contact, ReadOnlyMemory<byte> Json);

/// <summary>A contact that was read and left out.</summary>
/// <param name="Contact">The contact as read.</param>
/// <param name="Reason">Why.</param>
public sealed record LeftOutContact(SyncContact Contact, LeftOutReason Reason);
