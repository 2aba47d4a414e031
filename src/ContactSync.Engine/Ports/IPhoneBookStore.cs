using ContactSync.Engine.Planning;

namespace ContactSync.Engine.Ports;

/// <summary>Where phone books live. Entries and sync state change together, in one transaction, or not at all.</summary>
public interface IPhoneBookStore : IRunStore, IAsyncDisposable
{
    /// <summary>The store's place: a file's full path, or a database's address, which holds no password.</summary>
    string Location { get; }

    /// <summary>The phone book of a mailbox without its entries; null before its first import.</summary>
    Task<StoredPhoneBook?> FindAsync(PhoneBookKey key, CancellationToken cancellationToken);

    /// <summary>What the phone book with that id belongs to; null where there is none.</summary>
    Task<PhoneBookKey?> FindKeyAsync(long phoneBookId, CancellationToken cancellationToken);

    /// <summary>
    /// What an owner's phone books with a title that a connection fills belong to. Case does not matter, and there are no wildcards.
    /// </summary>
    Task<IReadOnlyList<PhoneBookKey>> FindKeysAsync(string owner, string title, string connection, CancellationToken cancellationToken);

    /// <summary>
    /// A phone book's entries with the given source ids, or all of them where <paramref name="sourceIds"/> is null; without their fields.
    /// </summary>
    IAsyncEnumerable<StoredEntry> ReadEntriesAsync(
        long phoneBookId, IReadOnlyCollection<string>? sourceIds, CancellationToken cancellationToken);

    /// <summary>The fields of all entries of a phone book.</summary>
    IAsyncEnumerable<SyncContact> ReadContactsAsync(long phoneBookId, CancellationToken cancellationToken);

    /// <summary>The tenants whose mailboxes a connection has filled phone books from.</summary>
    Task<IReadOnlyList<string>> ReadTenantIdsAsync(string connection, CancellationToken cancellationToken);

    /// <summary>
    /// Carries out a plan in one transaction: phone book, entries, numbers, sync state, time of the run. False where the phone book is
    /// not at the plan's revision any more because another run changed it; then nothing is written and the caller plans anew.
    /// </summary>
    Task<bool> TryApplyAsync(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// The phone books, by owner and title; <paramref name="owner"/>, <paramref name="title"/> and <paramref name="connection"/> take
    /// wildcards.
    /// </summary>
    IAsyncEnumerable<SyncPhoneBook> ListPhoneBooksAsync(
        string? owner, string? title, string? connection, CancellationToken cancellationToken);

    /// <summary>
    /// Entries, as they are read: by owner, phone book, name and company; those found by words or part of a name in no order; those found by a
    /// number by its digits, from the last on.
    /// </summary>
    IAsyncEnumerable<SyncPhoneBookEntry> FindEntriesAsync(EntryQuery query, CancellationToken cancellationToken);

    /// <summary>Removes a phone book with all that belongs to it. False where there is none.</summary>
    Task<bool> RemovePhoneBookAsync(long phoneBookId, CancellationToken cancellationToken);
}

/// <summary>What a phone book belongs to: a mailbox of a tenant, by immutable ids, so that a renamed user keeps it.</summary>
/// <param name="TenantId">The tenant; empty where the entries come from no mailbox.</param>
/// <param name="MailboxId">The mailbox; where there is none, owner and title.</param>
/// <param name="Source">Where the entries come from.</param>
public sealed record PhoneBookKey(string TenantId, string MailboxId, PhoneBookSource Source = PhoneBookSource.Mailbox)
{
    /// <summary>The key of a phone book without a mailbox: an owner may have several, told apart by their titles.</summary>
    public static PhoneBookKey Of(PhoneBookSource source, string owner, string title) =>
        new("", $"{Search.TextKey.Of(owner)}\n{Search.TextKey.Of(title)}", source);
}

/// <summary>A phone book as stored. <see cref="RulesFingerprint"/> names the rules its entries were made by.</summary>
public sealed record StoredPhoneBook(
    long Id, PhoneBookKey Key, string Owner, string Title, string Connection, long Revision, int EntryCount, string RulesFingerprint,
    IReadOnlyList<FolderState> State);

/// <summary>An entry as stored; the hash is over its fields, so that an unchanged contact is not written again.</summary>
public sealed record StoredEntry(string SourceId, string FolderId, string Hash);

/// <summary>Which entries. Null means any; texts are matched without regard to case and take wildcards, except the number.</summary>
/// <param name="Owner">The owner's address.</param>
/// <param name="PhoneBook">The phone book's title.</param>
/// <param name="Name">
/// Beginnings of words of the entry's name and company, in any order; where no entry has them, part of either, of three characters and
/// more. With wildcards the whole of either. Accents do not matter, and of a beginning <c>ae</c> is as good as <c>ä</c>.
/// </param>
/// <param name="Numbers">Numbers in international form, the likeliest first: the first that an entry has counts.</param>
/// <param name="NumberSuffix">
/// The digits a number must end with, without leading zeros; beside <paramref name="Numbers"/> where no entry has one of them. What fits
/// best counts, as <see cref="Engine.Numbers.NumberHits"/> tells.
/// </param>
/// <param name="Connection">The name of the connection that fills the phone book.</param>
public sealed record EntryQuery(
    string? Owner = null, string? PhoneBook = null, string? Name = null, IReadOnlyList<string>? Numbers = null, string? NumberSuffix = null,
    string? Connection = null)
{
    /// <summary>The one phone book to look into.</summary>
    public long? PhoneBookId { get; init; }

    /// <summary>Whether the number is known as a whole: then the suffix finds only numbers of which a part is known.</summary>
    public bool IsWholeNumber { get; init; }

    /// <summary>How many entries are wanted; no more are read.</summary>
    public long? First { get; init; }
}
