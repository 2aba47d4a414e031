using Npgsql;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>What keeps a store's tables well.</summary>
internal static class PostgreSqlUpkeep
{
    private const string Tables = "phone_book, folder_state, entry, number, listing, listing_mailbox, destination, served, lease, run";

    public static async Task<SyncStore> DescribeAsync(
        NpgsqlConnection connection, PostgreSqlLocation location, CancellationToken cancellationToken)
    {
        var command = connection.Command(
            """
            SELECT (SELECT version FROM contactsync_store), (SELECT count(*) FROM phone_book), (SELECT count(*) FROM entry),
                (SELECT count(*) FROM number), (SELECT count(*) FROM destination),
                (SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = @schema AND c.relkind = 'r'),
                (SELECT end_time FROM run ORDER BY id DESC LIMIT 1), (SELECT failed + stopped FROM run ORDER BY id DESC LIMIT 1)
            """,
            ("schema", location.Schema));
        var found = await command.ListAsync(
            rows => new SyncStore
            {
                Kind = StoreKind.PostgreSql,
                StorePath = location.ToString(),
                SchemaVersion = rows.GetInt32(0),
                PhoneBooks = rows.GetInt64(1),
                Entries = rows.GetInt64(2),
                Numbers = rows.GetInt64(3),
                Destinations = rows.GetInt64(4),
                Size = rows.GetInt64(5),
                LastRun = PostgreSqlRows.Time(rows, 6),
                LastRunTroubles = rows.IsDBNull(7) ? 0 : rows.GetInt32(7),
            },
            cancellationToken).ConfigureAwait(false);
        return found[0];
    }

    /// <summary>
    /// Checks that phone books and entries fit together, then frees what is no longer used. The server itself checks its pages: see
    /// pg_amcheck, which needs an extension.
    /// </summary>
    /// <exception cref="SyncException">StoreInconsistent.</exception>
    public static async Task<bool> OptimizeAsync(
        NpgsqlConnection connection, PostgreSqlLocation location, CancellationToken cancellationToken)
    {
        var wrong = await connection.NumberAsync(
            """
            SELECT count(*) FROM phone_book b
            WHERE b.entry_count <> (SELECT count(*) FROM entry e WHERE e.phone_book_id = b.id)
            """,
            cancellationToken).ConfigureAwait(false);
        if (wrong > 0)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.StoreInconsistent), SyncErrorKind.InvalidData, location.Name, location.Name, wrong);
        }
        await connection.RunAsync($"VACUUM (ANALYZE) {Tables}", cancellationToken).ConfigureAwait(false);
        return true;
    }
}
