using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;
using Microsoft.Data.Sqlite;
using static ContactSync.PhoneBooks.Stores.Sqlite.SqliteRows;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>What a store file knows of destinations.</summary>
internal static class SqliteDestinations
{
    public static IEnumerable<StoredDestination> List(SqliteConnection connection, string? name)
    {
        using var command = SqliteSql.Command(
            connection,
            """
            SELECT id, name, kind, settings, fingerprint, token, last_published, last_error FROM destination
            WHERE $name IS NULL OR name_key GLOB $name ORDER BY name_key
            """,
            ("$name", name is null ? null : new WildcardPattern(name).ToGlob()));
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new StoredDestination(
                rows.GetInt64(0), rows.GetString(1), Enum.Parse<DestinationKind>(rows.GetString(2)), rows.GetString(3),
                new PublishState(rows.GetString(4), Text(rows, 5)),
                rows.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)), Text(rows, 7));
        }
    }

    public static IEnumerable<EntryVersion> Versions(SqliteConnection connection, long bookId)
    {
        using var command = SqliteSql.Command(
            connection,
            """
            SELECT e.source_id, e.hash, b.source, b.tenant_id, b.mailbox_id FROM entry e JOIN phone_book b ON b.id = e.phone_book_id
            WHERE e.phone_book_id = $book
            """,
            ("$book", bookId));
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var sourceId = rows.GetString(0);
            yield return new EntryVersion(EntryUid.Of(ReadKey(rows, 2), sourceId), sourceId, rows.GetString(1));
        }
    }

    public static IEnumerable<SyncPhoneBookEntry> Published(
        SqliteConnection connection, long bookId, IReadOnlyCollection<string> sourceIds)
    {
        using var command = SqliteSql.Command(
            connection,
            $"""
            SELECT {EntryColumns} FROM entry e JOIN phone_book b ON b.id = e.phone_book_id
            WHERE e.phone_book_id = $book AND e.source_id = $id
            """,
            ("$book", bookId), ("$id", ""));
        foreach (var id in sourceIds)
        {
            command.Parameters["$id"].Value = id;
            using var rows = command.ExecuteReader();
            while (rows.Read())
                yield return ReadEntry(rows);
        }
    }

    public static IEnumerable<ServedItem> Served(SqliteConnection connection, long destinationId)
    {
        using var command = SqliteSql.Command(
            connection, "SELECT uid, hash, reference, version FROM served WHERE destination_id = $id", ("$id", destinationId));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return new ServedItem(Guid.Parse(rows.GetString(0)), rows.GetString(1), rows.GetString(2), rows.GetString(3));
    }

    private static string? Text(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
}
