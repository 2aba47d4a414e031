using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;

namespace ContactSync.Tests.Engine;

/// <summary>A store in memory, as plain as can be: what the others must agree with.</summary>
public class MemoryPhoneBookStore : IPhoneBookStore
{
    private readonly Dictionary<long, Book> books = [];

    private readonly Dictionary<PhoneBookKey, LeaseHolder> leases = [];

    private readonly List<StoredRun> runs = [];

    private long lastId;

    public string Location => "memory";

    public Task<StoredPhoneBook?> FindAsync(PhoneBookKey key, CancellationToken cancellationToken)
    {
        lock (books)
            return Task.FromResult(books.Values.FirstOrDefault(book => book.Stored.Key == key)?.Stored);
    }

    public Task<PhoneBookKey?> FindKeyAsync(long phoneBookId, CancellationToken cancellationToken)
    {
        lock (books)
            return Task.FromResult(books.GetValueOrDefault(phoneBookId)?.Stored.Key);
    }

    public Task<IReadOnlyList<PhoneBookKey>> FindKeysAsync(
        string owner, string title, string connection, CancellationToken cancellationToken)
    {
        lock (books)
        {
            return Task.FromResult<IReadOnlyList<PhoneBookKey>>([.. books.Values.Select(book => book.Stored)
                .Where(book => (TextKey.Of(book.Owner), TextKey.Of(book.Title), TextKey.Of(book.Connection))
                    == (TextKey.Of(owner), TextKey.Of(title), TextKey.Of(connection)))
                .Select(book => book.Key)]);
        }
    }

    public IAsyncEnumerable<StoredEntry> ReadEntriesAsync(
        long phoneBookId, IReadOnlyCollection<string>? sourceIds, CancellationToken cancellationToken)
    {
        lock (books)
        {
            return Entries(phoneBookId)
                .Where(entry => sourceIds?.Contains(entry.Contact.Id) != false)
                .Select(entry => new StoredEntry(entry.Contact.Id, entry.Contact.FolderId, entry.Hash)).ToList().ToAsyncEnumerable();
        }
    }

    public IAsyncEnumerable<SyncContact> ReadContactsAsync(long phoneBookId, CancellationToken cancellationToken)
    {
        lock (books)
            return Entries(phoneBookId).Select(entry => entry.Contact).ToList().ToAsyncEnumerable();
    }

    public Task<IReadOnlyList<string>> ReadTenantIdsAsync(string connection, CancellationToken cancellationToken)
    {
        lock (books)
        {
            return Task.FromResult<IReadOnlyList<string>>([.. books.Values.Select(book => book.Stored)
                .Where(book => book.Key.Source == PhoneBookSource.Mailbox && TextKey.Of(book.Connection) == TextKey.Of(connection))
                .Select(book => book.Key.TenantId).Distinct().Order(StringComparer.Ordinal)]);
        }
    }

    public virtual Task<bool> TryApplyAsync(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (books)
        {
            var present = books.Values.FirstOrDefault(book => book.Stored.Key == plan.Key);
            if (present?.Stored.Revision != plan.Existing?.Revision || present?.Stored.Id != plan.Existing?.Id)
                return Task.FromResult(false);

            var entries = new Dictionary<string, PlannedEntry>(present?.Entries ?? [], StringComparer.Ordinal);
            foreach (var id in plan.DeletedIds)
                entries.Remove(id);
            foreach (var entry in plan.Added)
                entries.Add(entry.Contact.Id, entry);
            foreach (var entry in plan.Updated)
            {
                entries[entry.Contact.Id] = entries.ContainsKey(entry.Contact.Id)
                    ? entry
                    : throw new InvalidOperationException($"The plan updates an entry that is not stored: {entry.Contact.Id}");
            }
            foreach (var entry in plan.Relocated)
            {
                var old = entries[entry.Contact.Id];
                entries[entry.Contact.Id] = old with { Contact = old.Contact with { FolderId = entry.Contact.FolderId } };
            }

            cancellationToken.ThrowIfCancellationRequested();
            var id1 = present?.Stored.Id ?? ++lastId;
            var stored = new StoredPhoneBook(
                id1, plan.Key, plan.Owner, plan.Title, plan.Connection, (present?.Stored.Revision ?? 0) + 1, plan.EntryCount,
                plan.RulesFingerprint, [.. plan.State.OrderBy(state => state.FolderId, StringComparer.Ordinal)]);
            books[id1] = new Book(stored, entries, now, (present?.Change ?? 0) + (plan.ChangesWhatIsShown ? 1 : 0));
            return Task.FromResult(true);
        }
    }

    public IAsyncEnumerable<SyncPhoneBook> ListPhoneBooksAsync(
        string? owner, string? title, string? connection, CancellationToken cancellationToken)
    {
        lock (books)
        {
            return Sorted()
                .Where(book => Matches(owner, book.Stored.Owner) && Matches(title, book.Stored.Title))
                .Where(book => Matches(connection, book.Stored.Connection))
                .Select(book => new SyncPhoneBook
                {
                    Id = book.Stored.Id,
                    Owner = book.Stored.Owner,
                    Title = book.Stored.Title,
                    Source = book.Stored.Key.Source,
                    TenantId = book.Stored.Key.TenantId,
                    Connection = book.Stored.Connection,
                    Change = book.Change,
                    Entries = book.Stored.EntryCount,
                    LastSync = book.LastSync,
                    StorePath = Location,
                }).ToList().ToAsyncEnumerable();
        }
    }

    public IAsyncEnumerable<SyncPhoneBookEntry> FindEntriesAsync(EntryQuery query, CancellationToken cancellationToken)
    {
        lock (books)
        {
            var found = query.Numbers is null && query.NumberSuffix is null ? FindByName(query) : FindByNumber(query);
            return found.Take((int)(query.First ?? int.MaxValue)).ToAsyncEnumerable();
        }
    }

    public Task<bool> RemovePhoneBookAsync(long phoneBookId, CancellationToken cancellationToken)
    {
        lock (books)
            return Task.FromResult(books.Remove(phoneBookId));
    }

    public Task<bool> TryLeaseAsync(PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        lock (books)
            return Task.FromResult(leases.TryAdd(key, holder) || leases[key] == holder);
    }

    public Task ReturnLeaseAsync(PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken)
    {
        lock (books)
        {
            if (leases.GetValueOrDefault(key) == holder)
                leases.Remove(key);
        }
        return Task.CompletedTask;
    }

    public Task NoteRunAsync(StoredRun run, CancellationToken cancellationToken)
    {
        lock (books)
            runs.Insert(0, run);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<StoredRun> ReadRunsAsync(CancellationToken cancellationToken)
    {
        lock (books)
            return runs.ToList().ToAsyncEnumerable();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private static bool Matches(string? pattern, string? text, bool anywhere = false) =>
        pattern is null || new WildcardPattern(pattern, anywhere).IsMatch(text);

    private static string National(SyncPhoneNumber number)
    {
        var library = PhoneNumbers.PhoneNumberUtil.GetInstance();
        var whole = number.E164 is { } e164
            ? library.GetNationalSignificantNumber(library.Parse(e164, null))
            : NumberDigits.Of(number.Raw);
        return whole.TrimStart('0');
    }

    private static bool EndsWith(SyncPhoneNumber number, string suffix) =>
        NumberDigits.Of(number.E164 ?? number.Raw).EndsWith(suffix, StringComparison.Ordinal);

    private List<SyncPhoneBookEntry> FindByNumber(EntryQuery query)
    {
        var ways = (query.Numbers ?? []).Select<string, Func<SyncPhoneNumber, bool>>(whole => number => number.E164 == whole).ToList();
        if (query.NumberSuffix is { } suffix)
        {
            ways.Add(number => Counts(number) && National(number) == suffix);
            ways.Add(number => Counts(number) && EndsWith(number, suffix));
            for (var length = suffix.Length - 1; length >= 6; length--)
            {
                var end = suffix[^length..];
                ways.Add(number => Counts(number) && National(number) == end);
            }
        }
        bool Counts(SyncPhoneNumber number) => !query.IsWholeNumber || number.E164 is null;
        return ways.Select(way => Find(query, way)).FirstOrDefault(found => found.Count > 0) ?? [];
    }

    private List<SyncPhoneBookEntry> FindByName(EntryQuery query)
    {
        if (query.Name is null || WildcardPattern.HasWildcards(query.Name))
            return Find(query, null);
        var words = NameWords.ToQuery(query.Name);
        var found = Find(query with { Name = null }, null).Where(entry =>
        {
            var index = NameWords.ToIndex(entry.Name, entry.Company);
            return words.All(word => index.Any(indexed => indexed.StartsWith(word, StringComparison.Ordinal)));
        }).ToList();
        return words.Count > 0 && (found.Count > 0 || !NameWords.IsPart(query.Name)) ? found : Find(query, null);
    }

    private List<SyncPhoneBookEntry> Find(EntryQuery query, Func<SyncPhoneNumber, bool>? isMatch) =>
    [
        .. from book in Sorted()
           where Matches(query.Owner, book.Stored.Owner) && Matches(query.PhoneBook, book.Stored.Title)
               && Matches(query.Connection, book.Stored.Connection) && (query.PhoneBookId ?? book.Stored.Id) == book.Stored.Id
           from entry in book.Entries.Values.OrderBy(entry => TextKey.Of(entry.Name), StringComparer.Ordinal)
               .ThenBy(entry => TextKey.Of(entry.Contact.CompanyName), StringComparer.Ordinal)
           where Matches(query.Name, entry.Name, anywhere: true) || Matches(query.Name, entry.Contact.CompanyName, anywhere: true)
           let match = isMatch is null ? null : entry.Contact.PhoneNumbers.FirstOrDefault(isMatch)
           where isMatch is null || match is not null
           select new SyncPhoneBookEntry
           {
               Uid = EntryUid.Of(book.Stored.Key, entry.Contact.Id),
               Owner = book.Stored.Owner,
               PhoneBook = book.Stored.Title,
               Name = entry.Name,
               Contact = entry.Contact,
               Match = match,
           },
    ];

    private IEnumerable<Book> Sorted() => books.Values
        .OrderBy(book => TextKey.Of(book.Stored.Owner), StringComparer.Ordinal)
        .ThenBy(book => TextKey.Of(book.Stored.Title), StringComparer.Ordinal)
        .ThenBy(book => book.Stored.Id);

    private IEnumerable<PlannedEntry> Entries(long phoneBookId) => books.TryGetValue(phoneBookId, out var book) ? book.Entries.Values : [];

    private sealed record Book(StoredPhoneBook Stored, Dictionary<string, PlannedEntry> Entries, DateTimeOffset LastSync, long Change);
}
