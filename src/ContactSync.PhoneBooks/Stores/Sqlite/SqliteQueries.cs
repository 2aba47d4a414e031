using System.Text;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>What is read from a store file.</summary>
internal static class SqliteQueries
{
    private const string ContactColumns = "e.source_id, e.folder_id, e.last_modified, e.contact";

    public static StoredPhoneBook? FindBook(SqliteConnection connection, PhoneBookKey key)
    {
        // One statement, so that phone book and state are of the same moment.
        using var command = SqliteSql.Command(
            connection,
            """
            SELECT b.id, b.owner, b.title, b.connection, b.revision, b.entry_count, b.rules_fingerprint, s.folder_id, s.name, s.token
            FROM phone_book b LEFT JOIN folder_state s ON s.phone_book_id = b.id
            WHERE b.tenant_id = $tenant AND b.mailbox_id = $mailbox ORDER BY s.folder_id
            """,
            ("$tenant", key.TenantId), ("$mailbox", key.MailboxId));
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

    public static List<string> TenantIds(SqliteConnection connection, string name)
    {
        using var command = SqliteSql.Command(
            connection,
            "SELECT DISTINCT tenant_id FROM phone_book WHERE connection_key = $connection ORDER BY tenant_id",
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
            yield return ReadContact(rows, 0);
    }

    public static IEnumerable<SyncPhoneBook> Books(SqliteConnection connection, string path, string? owner, string? title, string? name)
    {
        using var command = SqliteSql.Command(
            connection,
            """
            SELECT id, owner, title, connection, entry_count, last_sync FROM phone_book
            WHERE ($owner IS NULL OR owner_key GLOB $owner) AND ($title IS NULL OR title_key GLOB $title)
                AND ($connection IS NULL OR connection_key GLOB $connection)
            ORDER BY owner_key, title_key, id
            """,
            ("$owner", Glob(owner)), ("$title", Glob(title)), ("$connection", Glob(name)));
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new SyncPhoneBook
            {
                Id = rows.GetInt64(0),
                Owner = rows.GetString(1),
                Title = rows.GetString(2),
                Connection = rows.GetString(3),
                Entries = rows.GetInt32(4),
                LastSync = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                StorePath = path,
            };
        }
    }

    public static IEnumerable<SyncPhoneBookEntry> Find(SqliteConnection connection, string path, EntryQuery query)
    {
        // One transaction, so that phone books and entries are of the same moment.
        using var transaction = connection.BeginTransaction(deferred: true);
        if (query.Number is not null || query.NumberSuffix is not null)
        {
            foreach (var entry in FindByNumber(connection, query))
                yield return entry;
            yield break;
        }
        // Book by book, so that the first entry comes at once however large the store is.
        foreach (var book in Books(connection, path, query.Owner, query.PhoneBook, query.Connection))
        {
            foreach (var entry in FindByName(connection, book, query.Name))
                yield return entry;
        }
    }

    private static IEnumerable<SyncPhoneBookEntry> FindByName(SqliteConnection connection, SyncPhoneBook book, string? name)
    {
        using var command = SqliteSql.Command(
            connection,
            $"""
            SELECT {ContactColumns}, e.name FROM entry e
            WHERE e.phone_book_id = $book AND ($name IS NULL OR e.name_key GLOB $name OR e.company_key GLOB $name)
            ORDER BY e.name_key, e.id
            """,
            ("$book", book.Id), ("$name", Glob(name, anywhere: true)));
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new SyncPhoneBookEntry
            {
                Owner = book.Owner, PhoneBook = book.Title, Name = rows.GetString(4), Contact = ReadContact(rows, 0),
            };
        }
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
        using var command = SqliteSql.Command(
            connection,
            $"""
            SELECT {ContactColumns}, e.name, b.owner, b.title, f.position
            FROM (SELECT n.entry_id, min(n.position) AS position FROM number n WHERE {condition} GROUP BY n.entry_id) f
                JOIN entry e ON e.id = f.entry_id
                JOIN phone_book b ON b.id = e.phone_book_id
            WHERE ($owner IS NULL OR b.owner_key GLOB $owner) AND ($title IS NULL OR b.title_key GLOB $title)
                AND ($connection IS NULL OR b.connection_key GLOB $connection)
                AND ($name IS NULL OR e.name_key GLOB $name OR e.company_key GLOB $name)
            ORDER BY b.owner_key, b.title_key, b.id, e.name_key, e.id
            """,
            ("$number", query.Number), ("$digits", NumberDigits.Reverse(digits)), ("$owner", Glob(query.Owner)),
            ("$title", Glob(query.PhoneBook)), ("$connection", Glob(query.Connection)), ("$name", Glob(query.Name, anywhere: true)));
        using var rows = command.ExecuteReader();
        var found = new List<SyncPhoneBookEntry>();
        while (rows.Read())
        {
            var contact = ReadContact(rows, 0);
            found.Add(new SyncPhoneBookEntry
            {
                Owner = rows.GetString(5),
                PhoneBook = rows.GetString(6),
                Name = rows.GetString(4),
                Contact = contact,
                Match = contact.PhoneNumbers.ElementAtOrDefault(rows.GetInt32(7)),
            });
        }
        return found;
    }

    private static SyncContact ReadContact(SqliteDataReader rows, int first) => ContactJson.Read(
        Encoding.UTF8.GetBytes(rows.GetString(first + 3)),
        rows.GetString(first),
        rows.GetString(first + 1),
        rows.IsDBNull(first + 2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(first + 2)));

    private static string? Glob(string? pattern, bool anywhere = false) =>
        pattern is null ? null : new WildcardPattern(pattern, anywhere).ToGlob();
}
