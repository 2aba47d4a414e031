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
    /// <summary>How many entries the phone book has once the plan is carried out.</summary>
    public int EntryCount => Added.Count + Updated.Count + Relocated.Count + Unchanged;
}

/// <summary>An entry as it shall be stored.</summary>
/// <param name="Name">The name shown.</param>
/// <param name="Hash">The hash over its fields.</param>
/// <param name="Contact">Its fields, numbers normalised.</param>
/// <param name="Json">Its fields as <see cref="ContactJson"/> writes them: what the hash is over, and what a store keeps.</param>
public sealed record PlannedEntry(string Name, string Hash, SyncContact Contact, ReadOnlyMemory<byte> Json);
