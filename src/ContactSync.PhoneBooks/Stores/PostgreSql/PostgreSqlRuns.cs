using ContactSync.Engine.Ports;
using Npgsql;
using static ContactSync.PhoneBooks.Stores.PostgreSql.PostgreSqlRows;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>What a store's tables know of runs.</summary>
internal static class PostgreSqlRuns
{
    private const string IsKey = "source = @source AND tenant_id = @tenant AND mailbox_id = @mailbox";

    public static async Task<bool> TryLeaseAsync(
        NpgsqlConnection connection, PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        var holders = await connection.Command($"SELECT holder FROM lease WHERE {IsKey}", Parameters(key))
            .ListAsync(rows => rows.GetString(0), cancellationToken).ConfigureAwait(false);
        // The clock is the server's, the same for all machines, and goes on within a transaction.
        return await connection.RunAsync(
            """
            INSERT INTO lease (source, tenant_id, mailbox_id, holder, until)
            VALUES (@source, @tenant, @mailbox, @holder, clock_timestamp() + @duration)
            ON CONFLICT (source, tenant_id, mailbox_id) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE lease.holder = excluded.holder OR lease.holder = @gone OR lease.until < clock_timestamp()
            """,
            cancellationToken,
            [
                .. Parameters(key), ("holder", holder.ToString()), ("gone", holders.Find(LeaseHolder.IsGone)), ("duration", duration),
            ]).ConfigureAwait(false) > 0;
    }

    public static async Task<bool> ReturnLeaseAsync(
        NpgsqlConnection connection, PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken) =>
        await connection.RunAsync(
            $"DELETE FROM lease WHERE {IsKey} AND holder = @holder", cancellationToken, [.. Parameters(key), ("holder", holder.ToString())])
            .ConfigureAwait(false) > 0;

    public static async Task<bool> NoteAsync(NpgsqlConnection connection, StoredRun run, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            """
            INSERT INTO run (connection, start_time, end_time, mailboxes, failed, stopped, added, updated, deleted)
            VALUES (@connection, @start, @end, @mailboxes, @failed, @stopped, @added, @updated, @deleted)
            """,
            cancellationToken,
            ("connection", run.Connection), ("start", run.Start.ToUnixTimeMilliseconds()), ("end", run.End.ToUnixTimeMilliseconds()),
            ("mailboxes", run.Mailboxes), ("failed", run.Failed), ("stopped", run.Stopped), ("added", run.Added),
            ("updated", run.Updated), ("deleted", run.Deleted)).ConfigureAwait(false);
        await connection.RunAsync(
            "DELETE FROM run WHERE id <= (SELECT max(id) FROM run) - @kept", cancellationToken, ("kept", (long)StoredRun.Kept))
            .ConfigureAwait(false);
        return true;
    }

    public static IAsyncEnumerable<StoredRun> Read(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.Command(
        "SELECT connection, start_time, end_time, mailboxes, failed, stopped, added, updated, deleted FROM run ORDER BY id DESC").ReadAsync(
            rows => new StoredRun(
                rows.GetString(0), Time(rows, 1)!.Value, Time(rows, 2)!.Value, rows.GetInt32(3), rows.GetInt32(4), rows.GetInt32(5),
                rows.GetInt32(6), rows.GetInt32(7), rows.GetInt32(8)),
            cancellationToken);

    private static (string Name, object? Value)[] Parameters(PhoneBookKey key) =>
        [("source", key.Source.ToString()), ("tenant", key.TenantId), ("mailbox", key.MailboxId)];
}
