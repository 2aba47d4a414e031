using ContactSync.Engine.Ports;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>What a store file knows of runs.</summary>
internal static class SqliteRuns
{
    // By SQLite's clock, to the millisecond.
    private const string Now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public static bool TryLease(SqliteConnection connection, PhoneBookKey key, LeaseHolder holder, TimeSpan duration)
    {
        using var present = Command(connection, "SELECT holder FROM lease WHERE", key);
        var gone = present.ExecuteScalar() is string other && LeaseHolder.IsGone(other) ? other : null;
        using var command = SqliteSql.Command(
            connection,
            $"""
            INSERT INTO lease (source, tenant_id, mailbox_id, holder, until)
            VALUES ($source, $tenant, $mailbox, $holder, {Now} + $duration)
            ON CONFLICT (source, tenant_id, mailbox_id) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE holder = excluded.holder OR holder = $gone OR until < {Now}
            """,
            ("$source", key.Source.ToString()), ("$tenant", key.TenantId), ("$mailbox", key.MailboxId), ("$holder", holder.ToString()),
            ("$gone", gone), ("$duration", (long)duration.TotalMilliseconds));
        return command.ExecuteNonQuery() > 0;
    }

    public static bool ReturnLease(SqliteConnection connection, PhoneBookKey key, LeaseHolder holder)
    {
        using var command = Command(connection, "DELETE FROM lease WHERE holder = $holder AND", key, ("$holder", holder.ToString()));
        return command.ExecuteNonQuery() > 0;
    }

    public static bool Note(SqliteConnection connection, StoredRun run)
    {
        using var insert = SqliteSql.Command(
            connection,
            """
            INSERT INTO run (connection, start_time, end_time, mailboxes, failed, stopped, added, updated, deleted)
            VALUES ($connection, $start, $end, $mailboxes, $failed, $stopped, $added, $updated, $deleted)
            """,
            ("$connection", run.Connection), ("$start", run.Start.ToUnixTimeMilliseconds()), ("$end", run.End.ToUnixTimeMilliseconds()),
            ("$mailboxes", run.Mailboxes), ("$failed", run.Failed), ("$stopped", run.Stopped), ("$added", run.Added),
            ("$updated", run.Updated), ("$deleted", run.Deleted));
        insert.ExecuteNonQuery();
        using var prune = SqliteSql.Command(
            connection, "DELETE FROM run WHERE id <= (SELECT max(id) FROM run) - $kept", ("$kept", StoredRun.Kept));
        prune.ExecuteNonQuery();
        return true;
    }

    public static IEnumerable<StoredRun> Read(SqliteConnection connection)
    {
        using var command = SqliteSql.Command(
            connection,
            "SELECT connection, start_time, end_time, mailboxes, failed, stopped, added, updated, deleted FROM run ORDER BY id DESC");
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new StoredRun(
                rows.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(1)),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2)), rows.GetInt32(3), rows.GetInt32(4), rows.GetInt32(5),
                rows.GetInt32(6), rows.GetInt32(7), rows.GetInt32(8));
        }
    }

    private static SqliteCommand Command(
        SqliteConnection connection, string sql, PhoneBookKey key, params (string Name, object? Value)[] parameters) => SqliteSql.Command(
        connection, sql + " source = $source AND tenant_id = $tenant AND mailbox_id = $mailbox",
        [("$source", key.Source.ToString()), ("$tenant", key.TenantId), ("$mailbox", key.MailboxId), .. parameters]);
}
