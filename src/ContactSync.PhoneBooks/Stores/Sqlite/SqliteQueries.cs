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
    private const string IsBookMeant = """
        ($owner IS NULL OR b.owner_key GLOB $owner) AND ($title IS NULL OR b.title_key GLOB $title)
            AND ($connection IS NULL OR b.connection_key GLOB $connection) AND ($book IS NULL OR b.id = $book)
        """;

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
        var found = query.Number is not null || query.NumberSuffix is not null
            ? FindByNumber(connection, query)
            : FindByName(connection, path, query);
        foreach (var entry in found)
            yield return entry;
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
            var found = FindByWords(connection, query, words);
            if (found.Count > 0)
                return found;
        }
        // Book by book, so that the first entry comes at once however large the store is.
        return Books(connection, path, query).SelectMany(book => FindByPart(connection, book.Id, query.Name));
    }

    private static List<SyncPhoneBookEntry> FindByWords(SqliteConnection connection, EntryQuery query, IReadOnlyList<string> words)
    {
        using var command = Command(
            connection,
            $"""
            SELECT {EntryColumns} FROM entry_words JOIN entry e ON e.id = entry_words.rowid JOIN phone_book b ON b.id = e.phone_book_id
            WHERE entry_words MATCH $words AND {IsBookMeant}
            ORDER BY b.owner_key, b.title_key, b.id, e.name_key, e.id
            """,
            query, ("$words", MatchOf(words)));
        using var rows = command.ExecuteReader();
        var found = new List<SyncPhoneBookEntry>();
        while (rows.Read())
            found.Add(ReadEntry(rows));
        return found;
    }

    private static IEnumerable<SyncPhoneBookEntry> FindByPart(SqliteConnection connection, long bookId, string? name)
    {
        using var command = SqliteSql.Command(
            connection,
            $"""
            SELECT {EntryColumns} FROM entry e JOIN phone_book b ON b.id = e.phone_book_id
            WHERE e.phone_book_id = $book AND ($name IS NULL OR e.name_key GLOB $name OR e.company_key GLOB $name)
            ORDER BY e.name_key, e.id
            """,
            ("$book", bookId), ("$name", Glob(name, anywhere: true)));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return ReadEntry(rows);
    }

    private static List<SyncPhoneBookEntry> FindByNumber(SqliteConnection connection, EntryQuery query)
    {
        if (query.Number is not null)
        {
            var found = FindByNumber(connection, query, "n.digits_reversed = $digits AND n.e164 = $number", NumberDigits.Of(query.Number));
            if (found.Count > 0 || query.NumberSuffix is null)
                return found;
        }
        // ':' follows '9', so this is the index's range of all that begins with the digits. A number read as another whole one is another.
        return FindByNumber(
            connection, query,
            "n.digits_reversed >= $digits AND n.digits_reversed < $digits || ':' AND ($number IS NULL OR n.e164 IS NULL)",
            query.NumberSuffix!);
    }

    private static List<SyncPhoneBookEntry> FindByNumber(SqliteConnection connection, EntryQuery query, string condition, string digits)
    {
        using var command = Command(
            connection,
            $"""
            SELECT {EntryColumns}, f.position
            FROM (SELECT n.entry_id, min(n.position) AS position FROM number n WHERE {condition} GROUP BY n.entry_id) f
                JOIN entry e ON e.id = f.entry_id
                JOIN phone_book b ON b.id = e.phone_book_id
            WHERE {IsBookMeant} AND ($name IS NULL OR e.name_key GLOB $name OR e.company_key GLOB $name)
            ORDER BY b.owner_key, b.title_key, b.id, e.name_key, e.id
            """,
            query, ("$number", query.Number), ("$digits", NumberDigits.Reverse(digits)),
            ("$name", Glob(query.Name, anywhere: true)));
        using var rows = command.ExecuteReader();
        var found = new List<SyncPhoneBookEntry>();
        while (rows.Read())
        {
            found.Add(ReadEntry(rows, matchColumn: EntryColumnCount));
        }
        return found;
    }

    private static SqliteCommand Command(
        SqliteConnection connection, string sql, EntryQuery query, params (string Name, object? Value)[] parameters) =>
        SqliteSql.Command(
            connection, sql,
            [
                ("$owner", Glob(query.Owner)), ("$title", Glob(query.PhoneBook)), ("$connection", Glob(query.Connection)),
                ("$book", query.PhoneBookId), .. parameters,
            ]);

    // Each word quoted, so that none is an operator of the query's language.
    private static string MatchOf(IEnumerable<string> words) => string.Join(' ', words.Select(word => $"\"{word}\"*"));

    private static string? Glob(string? pattern, bool anywhere = false) =>
        pattern is null ? null : new WildcardPattern(pattern, anywhere).ToGlob();
}
