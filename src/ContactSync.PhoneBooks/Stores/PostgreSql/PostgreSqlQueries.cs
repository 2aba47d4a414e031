using System.Runtime.CompilerServices;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;
using Npgsql;
using static ContactSync.PhoneBooks.Stores.PostgreSql.PostgreSqlRows;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>What is read from a store's tables.</summary>
internal static class PostgreSqlQueries
{
    private const int HitsAtOnce = 1000;

    private const string NumberOrder = "n.digits_reversed, n.entry_id, n.position";

    public static async Task<StoredPhoneBook?> FindBookAsync(
        NpgsqlConnection connection, PhoneBookKey key, CancellationToken cancellationToken)
    {
        // One statement, so that phone book and state are of the same moment.
        var command = connection.Command(
            """
            SELECT b.id, b.owner, b.title, b.connection, b.revision, b.entry_count, b.rules_fingerprint, s.folder_id, s.name, s.token
            FROM phone_book b LEFT JOIN folder_state s ON s.phone_book_id = b.id
            WHERE b.source = @source AND b.tenant_id = @tenant AND b.mailbox_id = @mailbox ORDER BY s.folder_id
            """,
            ("source", key.Source.ToString()), ("tenant", key.TenantId), ("mailbox", key.MailboxId));
        var state = new List<FolderState>();
        StoredPhoneBook? book = null;
        var rows = command.ReadAsync(
            rows =>
            {
                book ??= new StoredPhoneBook(
                    rows.GetInt64(0), key, rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt64(4), rows.GetInt32(5),
                    rows.GetString(6), state);
                return rows.IsDBNull(7) ? null : new FolderState(rows.GetString(7), rows.GetString(8), rows.GetString(9));
            },
            cancellationToken);
        await foreach (var folder in rows.ConfigureAwait(false))
        {
            if (folder is not null)
                state.Add(folder);
        }
        return book;
    }

    public static async Task<PhoneBookKey?> FindKeyAsync(NpgsqlConnection connection, long bookId, CancellationToken cancellationToken)
    {
        var keys = await connection.Command("SELECT source, tenant_id, mailbox_id FROM phone_book WHERE id = @id", ("id", bookId))
            .ListAsync(rows => ReadKey(rows, 0), cancellationToken).ConfigureAwait(false);
        return keys.FirstOrDefault();
    }

    public static Task<List<PhoneBookKey>> FindKeysAsync(
        NpgsqlConnection connection, string owner, string title, string name, CancellationToken cancellationToken) =>
        connection.Command(
            """
            SELECT source, tenant_id, mailbox_id FROM phone_book
            WHERE owner_key = @owner AND title_key = @title AND connection_key = @connection
            """,
            ("owner", TextKey.Of(owner)), ("title", TextKey.Of(title)), ("connection", TextKey.Of(name)))
            .ListAsync(rows => ReadKey(rows, 0), cancellationToken);

    public static Task<List<string>> TenantIdsAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        connection.Command(
            "SELECT DISTINCT tenant_id FROM phone_book WHERE source = 'Mailbox' AND connection_key = @connection ORDER BY tenant_id",
            ("connection", TextKey.Of(name))).ListAsync(rows => rows.GetString(0), cancellationToken);

    public static IAsyncEnumerable<StoredEntry> Entries(
        NpgsqlConnection connection, long bookId, IReadOnlyCollection<string>? sourceIds, CancellationToken cancellationToken)
    {
        var command = connection.Command(
            "SELECT e.source_id, e.folder_id, e.hash FROM entry e WHERE e.phone_book_id = @book", ("book", bookId));
        if (sourceIds is not null)
            AddIds(command, sourceIds);
        return command.ReadAsync(rows => new StoredEntry(rows.GetString(0), rows.GetString(1), rows.GetString(2)), cancellationToken);
    }

    public static IAsyncEnumerable<SyncContact> Contacts(NpgsqlConnection connection, long bookId, CancellationToken cancellationToken) =>
        connection.Command($"SELECT {ContactColumns} FROM entry e WHERE e.phone_book_id = @book", ("book", bookId))
            .ReadAsync(ReadContact, cancellationToken);

    public static IAsyncEnumerable<EntryVersion> Versions(NpgsqlConnection connection, long bookId, CancellationToken cancellationToken) =>
        connection.Command(
            """
            SELECT e.source_id, e.hash, b.source, b.tenant_id, b.mailbox_id FROM entry e JOIN phone_book b ON b.id = e.phone_book_id
            WHERE e.phone_book_id = @book
            """,
            ("book", bookId)).ReadAsync(
                rows => new EntryVersion(EntryUid.Of(ReadKey(rows, 2), rows.GetString(0)), rows.GetString(0), rows.GetString(1)),
                cancellationToken);

    public static IAsyncEnumerable<SyncPhoneBookEntry> Published(
        NpgsqlConnection connection, long bookId, IReadOnlyCollection<string> sourceIds, CancellationToken cancellationToken)
    {
        var command = connection.Command(
            $"SELECT {EntryColumns} FROM entry e JOIN phone_book b ON b.id = e.phone_book_id WHERE e.phone_book_id = @book",
            ("book", bookId));
        AddIds(command, sourceIds);
        return command.ReadAsync(ReadEntry, cancellationToken);
    }

    public static IAsyncEnumerable<SyncPhoneBook> Books(
        NpgsqlConnection connection, string location, EntryQuery query, CancellationToken cancellationToken) =>
        Books(connection, location, query, "true", cancellationToken);

    // A query that is not asked any more still holds its mailboxes: it may be asked again.
    public static IAsyncEnumerable<SyncPhoneBook> Orphans(
        NpgsqlConnection connection, string location, string name, DateTimeOffset before, CancellationToken cancellationToken) => Books(
        connection, location, new EntryQuery(Connection: WildcardPattern.Escape(name)),
        """
        b.source = 'Mailbox' AND @before > (
            SELECT CASE WHEN count(*) = count(m.left_at) THEN max(m.left_at) END FROM listing_mailbox m
            WHERE m.tenant_id = b.tenant_id AND m.mailbox_id = b.mailbox_id)
        """,
        cancellationToken, ("before", before.ToUnixTimeMilliseconds()));

    public static Task<long> CountListedAsync(NpgsqlConnection connection, string listing, CancellationToken cancellationToken) =>
        connection.NumberAsync(
            """
            SELECT count(*) FROM listing l JOIN listing_mailbox m ON m.listing_id = l.id WHERE l.name = @name AND m.left_at IS NULL
            """,
            cancellationToken, ("name", listing));

    private static IAsyncEnumerable<SyncPhoneBook> Books(
        NpgsqlConnection connection, string location, EntryQuery query, string condition, CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters)
    {
        var command = connection.Command(
            $"""
            SELECT b.id, b.owner, b.title, b.source, b.connection, b.entry_count, b.last_sync, b.change, b.tenant_id
            FROM phone_book b WHERE {condition}
            """,
            parameters);
        AddBookFilter(command, query);
        command.CommandText += " ORDER BY b.owner_key, b.title_key, b.id";
        return command.ReadAsync(
            rows => new SyncPhoneBook
            {
                Id = rows.GetInt64(0),
                Owner = rows.GetString(1),
                Title = rows.GetString(2),
                Source = Enum.Parse<PhoneBookSource>(rows.GetString(3)),
                Connection = rows.GetString(4),
                Entries = rows.GetInt32(5),
                LastSync = Time(rows, 6)!.Value,
                Change = rows.GetInt64(7),
                TenantId = rows.GetString(8),
                StorePath = location,
            },
            cancellationToken);
    }

    public static async IAsyncEnumerable<SyncPhoneBookEntry> FindAsync(
        NpgsqlConnection connection, string location, EntryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One transaction, so that phone books and entries are of the same moment.
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken)
            .ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var found = query.Numbers is not null || query.NumberSuffix is not null
            ? FindByNumberAsync(connection, query, cancellationToken)
            : FindByNameAsync(connection, location, query, cancellationToken);
        await foreach (var entry in found.ConfigureAwait(false))
            yield return entry;
    }

    private static async IAsyncEnumerable<SyncPhoneBookEntry> FindByNameAsync(
        NpgsqlConnection connection, string location, EntryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Name is not null && !WildcardPattern.HasWildcards(query.Name) && NameWords.ToQuery(query.Name) is { Count: > 0 } words)
        {
            var isFound = false;
            await foreach (var entry in FindByWords(connection, query, words, cancellationToken).ConfigureAwait(false))
            {
                isFound = true;
                yield return entry;
            }
            if (isFound || !NameWords.IsPart(query.Name))
                yield break;
        }
        // Book by book, so that the first entry comes at once however large the store is.
        var books = new List<SyncPhoneBook>();
        await foreach (var book in Books(connection, location, query, cancellationToken).ConfigureAwait(false))
            books.Add(book);
        var left = query.First;
        foreach (var book in books)
        {
            await foreach (var entry in FindInBook(connection, book.Id, query.Name, left, cancellationToken).ConfigureAwait(false))
            {
                left--;
                yield return entry;
            }
            if (left <= 0)
                yield break;
        }
    }

    private static IAsyncEnumerable<SyncPhoneBookEntry> FindByWords(
        NpgsqlConnection connection, EntryQuery query, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var command = connection.Command(
            $"""
            SELECT {EntryColumns} FROM entry e JOIN phone_book b ON b.id = e.phone_book_id
            WHERE array_to_tsvector(string_to_array(e.words, ' ')) @@ @words::tsquery
            """,
            ("words", PostgreSqlWords.ToQuery(words)));
        AddBookFilter(command, query);
        AddLimit(command, query.First);
        return command.ReadAsync(ReadEntry, cancellationToken);
    }

    private static IAsyncEnumerable<SyncPhoneBookEntry> FindInBook(
        NpgsqlConnection connection, long bookId, string? name, long? first, CancellationToken cancellationToken)
    {
        var command = connection.Command(
            $"SELECT {EntryColumns} FROM entry e JOIN phone_book b ON b.id = e.phone_book_id WHERE e.phone_book_id = @book",
            ("book", bookId));
        AddNameFilter(command, name);
        command.CommandText += " ORDER BY e.name_key, e.company_key, e.id";
        AddLimit(command, first);
        return command.ReadAsync(ReadEntry, cancellationToken);
    }

    private static async IAsyncEnumerable<SyncPhoneBookEntry> FindByNumberAsync(
        NpgsqlConnection connection, EntryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isFound = false;
        if (query.Numbers is { Count: > 0 } numbers)
        {
            await foreach (var entry in FindByNumbersAsync(connection, query, numbers, cancellationToken).ConfigureAwait(false))
            {
                isFound = true;
                yield return entry;
            }
        }
        if (isFound || query.NumberSuffix is null)
            yield break;
        var hits = await HitsOfAsync(connection, query, query.NumberSuffix, cancellationToken).ConfigureAwait(false);
        var best = hits.Best.Take((int)Math.Clamp(query.First ?? int.MaxValue, 0, int.MaxValue));
        foreach (var chunk in best.Chunk(HitsAtOnce))
        {
            var command = connection.Command(
                $"""
                SELECT {EntryColumns}, h.position
                FROM unnest(@ids, @positions) WITH ORDINALITY h (id, position, place)
                    JOIN entry e ON e.id = h.id JOIN phone_book b ON b.id = e.phone_book_id
                ORDER BY h.place
                """,
                ("ids", chunk.Select(hit => hit.EntryId).ToArray()), ("positions", chunk.Select(hit => hit.Position).ToArray()));
            await foreach (var entry in command.ReadAsync(ReadMatch, cancellationToken).ConfigureAwait(false))
                yield return entry;
        }
    }

    private static async IAsyncEnumerable<SyncPhoneBookEntry> FindByNumbersAsync(
        NpgsqlConnection connection, EntryQuery query, IReadOnlyList<string> numbers,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var command = connection.Command(
            $"""
            SELECT {EntryColumns}, n.position, w.place, e.id
            FROM unnest(@numbers, @digits) WITH ORDINALITY w (number, digits, place)
                JOIN number n ON n.digits_reversed = w.digits AND n.e164 = w.number
                JOIN entry e ON e.id = n.entry_id JOIN phone_book b ON b.id = e.phone_book_id
            WHERE true
            """,
            ("numbers", numbers.Select(PostgreSqlText.Of).ToArray()),
            ("digits", numbers.Select(number => PostgreSqlWords.ToIndex(NumberDigits.Of(number))).ToArray()));
        AddBookFilter(command, query);
        AddNameFilter(command, query.Name);
        command.CommandText += $" ORDER BY w.place, {NumberOrder}";
        var found = command.ReadAsync(
            rows => (Entry: ReadMatch(rows), Place: rows.GetInt64(EntryColumnCount + 1), Id: rows.GetInt64(EntryColumnCount + 2)),
            cancellationToken);
        var (left, place, last) = (query.First ?? long.MaxValue, (long?)null, (long?)null);
        await foreach (var row in found.ConfigureAwait(false))
        {
            // Who has it twice is found once, and nobody who has a less likely one.
            if (row.Place == (place ??= row.Place) && last != (last = row.Id) && left-- > 0)
                yield return row.Entry;
        }
    }

    private static async Task<NumberHits> HitsOfAsync(
        NpgsqlConnection connection, EntryQuery query, string suffix, CancellationToken cancellationToken)
    {
        var hits = new NumberHits(suffix);
        // ':' follows '9', so this is the index's range of all that begins with the digits.
        var command = connection.Command(
            """
            SELECT n.entry_id, n.position, n.digits_reversed, n.e164 IS NOT NULL
            FROM number n JOIN entry e ON e.id = n.entry_id JOIN phone_book b ON b.id = e.phone_book_id
            WHERE n.digits_reversed >= @digits AND n.digits_reversed < @digits || ':' AND (NOT @whole OR n.e164 IS NULL)
            """,
            ("digits", hits.Prefix), ("whole", query.IsWholeNumber));
        AddBookFilter(command, query);
        AddNameFilter(command, query.Name);
        command.CommandText += $" ORDER BY {NumberOrder}";
        var found = command.ReadAsync(
            rows => (EntryId: rows.GetInt64(0), Position: rows.GetInt32(1), Digits: rows.GetString(2), IsWhole: rows.GetBoolean(3)),
            cancellationToken);
        await foreach (var (entryId, position, digits, isInternational) in found.ConfigureAwait(false))
            hits.Add(entryId, position, digits, isInternational);
        return hits;
    }

    private static void AddLimit(NpgsqlCommand command, long? first)
    {
        if (first is not { } limit)
            return;
        command.CommandText += " LIMIT @first";
        command.Add(("first", limit));
    }

    private static void AddBookFilter(NpgsqlCommand command, EntryQuery query)
    {
        AddPattern(command, "b.owner_key", "owner", query.Owner);
        AddPattern(command, "b.title_key", "title", query.PhoneBook);
        AddPattern(command, "b.connection_key", "connection", query.Connection);
        if (query.PhoneBookId is { } bookId)
        {
            command.CommandText += " AND b.id = @book";
            command.Add(("book", bookId));
        }
    }

    private static void AddPattern(NpgsqlCommand command, string column, string parameter, string? pattern)
    {
        if (pattern is null)
            return;
        command.CommandText += $" AND {column} ~ @{parameter}";
        command.Add((parameter, new WildcardPattern(pattern).ToRegex()));
    }

    private static void AddNameFilter(NpgsqlCommand command, string? name)
    {
        if (name is null)
            return;
        command.CommandText += " AND (e.name_key ~ @name OR e.company_key ~ @name)";
        command.Add(("name", new WildcardPattern(name, anywhere: true).ToRegex()));
    }

    private static void AddIds(NpgsqlCommand command, IReadOnlyCollection<string> sourceIds)
    {
        command.CommandText += " AND e.source_id = ANY (@ids)";
        command.Add(("ids", sourceIds.Select(PostgreSqlText.Of).ToArray()));
    }
}
