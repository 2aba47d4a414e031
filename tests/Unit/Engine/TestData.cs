using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Tests.Engine;

/// <summary>Short words for what the tests of engine and stores talk about.</summary>
internal static class TestData
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    public static readonly ContactNormalizer German = new(new PhoneNumberReader("DE"));

    public static readonly SyncRules Rules = new("DE", "Privat", "pbx", new HashSet<string>());

    /// <summary>What a phone book that was made by <see cref="Rules"/> is marked with.</summary>
    public static readonly string Fingerprint = new RulesFingerprint(German.Fingerprint, Rules.FilterFingerprint).ToString();

    public static readonly SourceMailbox Anna = new("anna-id", "anna@example.com", "Anna Beispiel");

    public static SyncContact Contact(string id, string? name = null, string folder = "F", params string[] numbers) => new()
    {
        Id = id,
        FolderId = folder,
        DisplayName = name ?? $"Name {id}",
        PhoneNumbers = [.. numbers.Select((raw, index) => new SyncPhoneNumber(PhoneNumberKind.BusinessPhone + index, raw))],
    };

    public static PlannedEntry Entry(SyncContact contact) => German.Normalize(contact, contact.FolderId);

    public static FolderChanges Complete(string folder, params SyncContact[] contacts) =>
        new(State(folder), IsComplete: true, contacts, []);

    public static FolderChanges Delta(string folder, SyncContact[] upserted, params string[] removed) =>
        new(State(folder), IsComplete: false, upserted, removed);

    public static FolderState State(string folder, string? token = null) => new(folder, $"Folder {folder}", token ?? $"token of {folder}");

    public static MailboxRead Read(params FolderChanges[] folders) => new(Anna, folders, Requests: 3, TimeSpan.FromSeconds(2));

    public static MailboxListing Listing(params SourceMailbox[] mailboxes) => new(mailboxes, [], mailboxes.Length, Requests: 1);

    /// <summary>The plan that fills a new phone book.</summary>
    public static PhoneBookPlan FirstPlan(PhoneBookKey key, params SyncContact[] contacts) => Plan(key, null, added: contacts);

    public static PhoneBookPlan Plan(
        PhoneBookKey key, StoredPhoneBook? existing, SyncContact[]? added = null, SyncContact[]? updated = null, 
        SyncContact[]? relocated = null, string[]? deleted = null, FolderState[]? state = null)
    {
        var changed = (updated?.Length ?? 0) + (relocated?.Length ?? 0) + (deleted?.Length ?? 0);
        return new PhoneBookPlan(
            existing, key, $"{key.MailboxId}@example.com", "Privat", "pbx", Fingerprint,
            Entries(added), Entries(updated), Entries(relocated), deleted ?? [], (existing?.EntryCount ?? 0) - changed, Unreadable: 0,
            state ?? [State("F")]);
    }

    private static List<PlannedEntry> Entries(SyncContact[]? contacts) => [.. (contacts ?? []).Select(Entry)];
}
