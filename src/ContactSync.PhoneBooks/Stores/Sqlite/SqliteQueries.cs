using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;
using Microsoft.Data.Sqlite;
using static ContactSync.PhoneBooks.Stores.Sqlite.SqliteRows;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>What is read from a store file.</summary>
internal static class SqliteQueries
{
    // Of so many phone books the entries' words tell which they belong to; more are most of the store, and looked at entry by entry.
    private const int MostBooksByWord = 200;

    private const string IsBookMeant = """
        ($owner IS NULL OR b.owner_key GLOB $owner) AND ($title IS NULL OR b.title_key GLOB $title)
            AND ($connection IS NULL OR b.connection_key GLOB $connection) AND ($book IS NULL OR b.id = $book)
        """;

    private const string IsNameMeant = "($name IS NULL OR e.name_key GLOB $name OR e.company_key GLOB $name)";

    public static StoredPhoneBook? FindBook(SqliteConnection connection, PhoneBookKey key)
    {
        // One statement, so that phone book and state are of the same moment.
        using var command = SqliteSql.Command(
            connection,
            """
            SELECT b.id, b.owner, b.title, b.connection, b.revision, b.entry_count, b.rules_fingerprint, s.folder_id, s.name, s.token
            FROM phone_book b LEFT JOIN folder_state s ON s.phone_book_id = b.id
            WHERE b.source = $source AND b.tenant_id = $tenant AND b.mailbox_id = $mailbox ORDER BY s.folder_id
            """,
            ("$source", key.Source.ToString()), ("$tenant", key.TenantId), ("$mailbox", key.MailboxId));
        using var rows = command.ExecuteReader();
        StoredPhoneBook? book = null;
        var state = new List<FolderState>();
        while (rows.Read())
        {
            book ??= new StoredPhoneBook(
                rows.GetInt64(0), key, rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt64(4), rows.GetInt32(5),
                rows.GetString(6), state);
            if (!rows.IsDBNull(7))
                state.Add(new FolderState(rows.GetString(7), rows.GetString(8), rows.GetString(9)));
        }
        return book;
    }

    public static PhoneBookKey? FindKey(SqliteConnection connection, long bookId)
    {
        using var command = SqliteSql.Command(
            connection, "SELECT source, tenant_id, mailbox_id FROM phone_book WHERE id = $id", ("$id", bookId));
        using var rows = command.ExecuteReader();
        return rows.Read() ? ReadKey(rows, 0) : null;
    }

    public static List<PhoneBookKey> FindKeys(SqliteConnection connection, string owner, string title, string name)
    {
        using var command = SqliteSql.Command(
            connection,
            """
            SELECT source, tenant_id, mailbox_id FROM phone_book
            WHERE owner_key = $owner AND title_key = $title AND connection_key = $connection
            """,
            ("$owner", TextKey.Of(owner)), ("$title", TextKey.Of(title)), ("$connection", TextKey.Of(name)));
        using var rows = command.ExecuteReader();
        var keys = new List<PhoneBookKey>();
        while (rows.Read())
            keys.Add(ReadKey(rows, 0));
        return keys;
    }

    public static List<string> TenantIds(SqliteConnection connection, string name)
    {
        using var command = SqliteSql.Command(
            connection,
            "SELECT DISTINCT tenant_id FROM phone_book WHERE source = 'Mailbox' AND connection_key = $connection ORDER BY tenant_id",
            ("$connection", TextKey.Of(name)));
        using var rows = command.ExecuteReader();
        var tenants = new List<string>();
        while (rows.Read())
            tenants.Add(rows.GetString(0));
        return tenants;
    }

    public static IEnumerable<StoredEntry> AllEntries(SqliteConnection connection, long bookId)
    {
        using var command = SqliteSql.Command(
            connection, "SELECT source_id, folder_id, hash FROM entry WHERE phone_book_id = $book", ("$book", bookId));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return new StoredEntry(rows.GetString(0), rows.GetString(1), rows.GetString(2));
    }

    public static IEnumerable<StoredEntry> Entries(SqliteConnection connection, long bookId, IReadOnlyCollection<string> sourceIds)
    {
        using var command = new PreparedCommand(
            connection, "SELECT folder_id, hash FROM entry WHERE phone_book_id = ?1 AND source_id = ?2");
        foreach (var id in sourceIds)
        {
            if (command.Bind(bookId).Bind(id).ReadRow() is [var folderId, var hash])
                yield return new StoredEntry(id, folderId, hash);
        }
    }

    public static IEnumerable<SyncContact> Contacts(SqliteConnection connection, long bookId)
    {
        using var command = SqliteSql.Command(
            connection, $"SELECT {ContactColumns} FROM entry e WHERE e.phone_book_id = $book", ("$book", bookId));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return ReadContact(rows);
    }

    public static IEnumerable<SyncPhoneBook> Books(SqliteConnection connection, string path, string? owner, string? title, string? name) =>
        Books(connection, path, new EntryQuery(owner, title, Connection: name));

    // A query that is not asked any more still holds its mailboxes: it may be asked again.
    public static IEnumerable<SyncPhoneBook> Orphans(SqliteConnection connection, string path, string name, DateTimeOffset before) => Books(
        connection, path, new EntryQuery(Connection: WildcardPattern.Escape(name)),
        """
        b.source = 'Mailbox' AND $before > (
            SELECT CASE WHEN count(*) = count(m.left_at) THEN max(m.left_at) END FROM listing_mailbox m
            WHERE m.tenant_id = b.tenant_id AND m.mailbox_id = b.mailbox_id)
        """,
        ("$before", before.ToUnixTimeMilliseconds()));

    public static long CountListed(SqliteConnection connection, string listing)
    {
        using var command = SqliteSql.Command(
            connection,
            """
            SELECT count(*) FROM listing l JOIN listing_mailbox m ON m.listing_id = l.id WHERE l.name = $name AND m.left_at IS NULL
            """,
            ("$name", listing));
        return (long)command.ExecuteScalar()!;
    }

    public static IEnumerable<SyncPhoneBookEntry> Find(SqliteConnection connection, string path, EntryQuery query)
    {
        // One transaction, so that phone books and entries are of the same moment.
        using var transaction = connection.BeginTransaction(deferred: true);
        var found = query.Numbers is not null || query.NumberSuffix is not null
            ? FindByNumber(connection, query)
            : FindByName(connection, path, query);
        var left = query.First ?? long.MaxValue;
        if (left <= 0)
            yield break;
        foreach (var entry in found)
        {
            yield return entry;
            if (--left == 0)
                yield break;
        }
    }

    private static IEnumerable<SyncPhoneBook> Books(
        SqliteConnection connection, string path, EntryQuery query, string condition = "true",
        params (string Name, object? Value)[] parameters)
    {
        using var command = Command(
            connection,
            $"""
            SELECT b.id, b.owner, b.title, b.source, b.connection, b.entry_count, b.last_sync, b.change, b.tenant_id
            FROM phone_book b WHERE {IsBookMeant} AND {condition} ORDER BY b.owner_key, b.title_key, b.id
            """,
            query, parameters);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new SyncPhoneBook
            {
                Id = rows.GetInt64(0),
                Owner = rows.GetString(1),
                Title = rows.GetString(2),
                Source = Enum.Parse<PhoneBookSource>(rows.GetString(3)),
                Connection = rows.GetString(4),
                Entries = rows.GetInt32(5),
                LastSync = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)),
                Change = rows.GetInt64(7),
                TenantId = rows.GetString(8),
                StorePath = path,
            };
        }
    }

    private static IEnumerable<SyncPhoneBookEntry> FindByName(SqliteConnection connection, string path, EntryQuery query)
    {
        if (query.Name is not null && !WildcardPattern.HasWildcards(query.Name) && NameWords.ToQuery(query.Name) is { Count: > 0 } words)
        {
            var isFound = false;
            foreach (var entry in FindByWords(connection, path, query, words))
            {
                isFound = true;
                yield return entry;
            }
            if (isFound || !NameWords.IsPart(query.Name))
                yield break;
            // A query of the index's language ends at such a character.
            if (!query.Name.Contains('\0', StringComparison.Ordinal))
            {
                foreach (var entry in FindByParts(connection, query, query.Name))
                    yield return entry;
                yield break;
            }
        }
        // Book by book, so that the first entry comes at once however large the store is.
        foreach (var entry in Books(connection, path, query).SelectMany(book => FindInBook(connection, book.Id, query.Name)))
            yield return entry;
    }

    private static IEnumerable<SyncPhoneBookEntry> FindByWords(
        SqliteConnection connection, string path, EntryQuery query, IReadOnlyList<string> words)
    {
        var match = EntryIndex.MatchOf(words);
        if (NamesBooks(query))
        {
            var books = Books(connection, path, query).Select(book => book.Id).Take(MostBooksByWord + 1).ToList();
            if (books.Count == 0)
                yield break;
            if (books.Count <= MostBooksByWord)
                match = EntryIndex.MatchOf(words, books);
        }
        using var command = Command(
            connection,
            $"""
            SELECT {EntryColumns} FROM entry_words JOIN entry e ON e.id = entry_words.rowid JOIN phone_book b ON b.id = e.phone_book_id
            WHERE entry_words MATCH $words AND {IsBookMeant}
            """,
            query, ("$words", match));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return ReadEntry(rows);
    }

    private static IEnumerable<SyncPhoneBookEntry> FindByParts(SqliteConnection connection, EntryQuery query, string name)
    {
        using var command = Command(
            connection,
            $"""
            SELECT {EntryColumns} FROM entry_parts JOIN entry e ON e.id = entry_parts.rowid JOIN phone_book b ON b.id = e.phone_book_id
            WHERE entry_parts MATCH $parts AND {IsBookMeant} AND {IsNameMeant}
            """,
            query, ("$parts", EntryIndex.MatchOf(TextKey.Of(name))), NameOf(query));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return ReadEntry(rows);
    }

    private static IEnumerable<SyncPhoneBookEntry> FindInBook(SqliteConnection connection, long bookId, string? name)
    {
        using var command = SqliteSql.Command(
            connection,
            $"""
            SELECT {EntryColumns} FROM entry e JOIN phone_book b ON b.id = e.phone_book_id
            WHERE e.phone_book_id = $book AND {IsNameMeant}
            ORDER BY e.name_key, e.company_key, e.id
            """,
            ("$book", bookId), ("$name", Glob(name, anywhere: true)));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return ReadEntry(rows);
    }

    private static IEnumerable<SyncPhoneBookEntry> FindByNumber(SqliteConnection connection, EntryQuery query)
    {
        var isFound = false;
        foreach (var number in query.Numbers ?? [])
        {
            foreach (var entry in FindByNumber(connection, query, number))
            {
                isFound = true;
                yield return entry;
            }
            if (isFound)
                yield break;
        }
        if (query.NumberSuffix is null)
            yield break;
        using var command = SqliteSql.Command(
            connection, $"SELECT {EntryColumns} FROM entry e JOIN phone_book b ON b.id = e.phone_book_id WHERE e.id = $id", ("$id", 0L));
        foreach (var (entryId, position) in HitsOf(connection, query, query.NumberSuffix).Best)
        {
            command.Parameters[0].Value = entryId;
            using var rows = command.ExecuteReader();
            if (rows.Read())
                yield return ReadEntry(rows, position);
        }
    }

    private static IEnumerable<SyncPhoneBookEntry> FindByNumber(SqliteConnection connection, EntryQuery query, string number)
    {
        using var command = Command(
            connection,
            $"""
            SELECT {EntryColumns}, n.position, e.id
            FROM number n JOIN entry e ON e.id = n.entry_id JOIN phone_book b ON b.id = e.phone_book_id
            WHERE n.digits_reversed = $digits AND n.e164 = $number AND {IsBookMeant} AND {IsNameMeant}
            ORDER BY n.digits_reversed, n.entry_id, n.position
            """,
            query, ("$number", number), ("$digits", NumberDigits.Reverse(NumberDigits.Of(number))), NameOf(query));
        using var rows = command.ExecuteReader();
        long? last = null;
        while (rows.Read())
        {
            // Who has it twice is found once.
            if (last != (last = rows.GetInt64(EntryColumnCount + 1)))
                yield return ReadEntry(rows, rows.GetInt32(EntryColumnCount));
        }
    }

    private static NumberHits HitsOf(SqliteConnection connection, EntryQuery query, string suffix)
    {
        var hits = new NumberHits(suffix);
        // ':' follows '9', so this is the index's range of all that begins with the digits. Entries are looked at where they are asked for.
        using var command = Command(
            connection,
            $"""
            SELECT n.entry_id, n.position, n.digits_reversed, n.e164 IS NOT NULL FROM number n
            WHERE n.digits_reversed >= $digits AND n.digits_reversed < $digits || ':' AND ($whole = 0 OR n.e164 IS NULL)
                {(NamesBooks(query) || query.Name is not null
                    ? $"""
                      AND EXISTS (SELECT 1 FROM entry e JOIN phone_book b ON b.id = e.phone_book_id
                          WHERE e.id = n.entry_id AND {IsBookMeant} AND {IsNameMeant})
                      """
                    : "")}
            ORDER BY n.digits_reversed, n.entry_id, n.position
            """,
            query, ("$digits", hits.Prefix), ("$whole", query.IsWholeNumber ? 1 : 0), NameOf(query));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            hits.Add(rows.GetInt64(0), rows.GetInt32(1), rows.GetString(2), rows.GetBoolean(3));
        return hits;
    }

    private static bool NamesBooks(EntryQuery query) =>
        query.Owner is not null || query.PhoneBook is not null || query.Connection is not null || query.PhoneBookId is not null;

    private static (string Name, object? Value) NameOf(EntryQuery query) => ("$name", Glob(query.Name, anywhere: true));

    private static SqliteCommand Command(
        SqliteConnection connection, string sql, EntryQuery query, params (string Name, object? Value)[] parameters) =>
        SqliteSql.Command(
            connection, sql,
            [
                ("$owner", Glob(query.Owner)), ("$title", Glob(query.PhoneBook)), ("$connection", Glob(query.Connection)),
                ("$book", query.PhoneBookId), .. parameters,
            ]);

    private static string? Glob(string? pattern, bool anywhere = false) =>
        pattern is null ? null : new WildcardPattern(pattern, anywhere).ToGlob();
}
