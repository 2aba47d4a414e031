using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Planning;

/// <summary>All that a plan depends on.</summary>
/// <param name="Key">What the phone book belongs to.</param>
/// <param name="Existing">The phone book as stored; null before its first import.</param>
/// <param name="Entries">The stored entries that <see cref="Planner.Needs"/> asked for, by source id.</param>
/// <param name="Contacts">The fields of all stored entries, where <see cref="Planner.Needs"/> asked for them; else empty.</param>
/// <param name="Read">What was read of the mailbox.</param>
/// <param name="Rules">The rules of the run.</param>
/// <param name="Normalizer">Makes entries of contacts, in the mailbox's region.</param>
public sealed record PlanInput(
    PhoneBookKey Key, StoredPhoneBook? Existing, IReadOnlyDictionary<string, StoredEntry> Entries, IReadOnlyList<SyncContact> Contacts,
    MailboxRead Read, SyncRules Rules, ContactNormalizer Normalizer);
