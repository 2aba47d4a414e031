using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>A write transaction; rolled back unless committed. Waits for other processes, and can be cancelled while it waits.</summary>
internal sealed class WriteTransaction : IDisposable
{
    private readonly SqliteConnection connection;

    private WriteTransaction(SqliteConnection connection) => this.connection = connection;

    /// <summary>Begins a transaction, waiting for its turn.</summary>
    /// <exception cref="SqliteException">SQLITE_BUSY: another process held the lock for too long.</exception>
    public static WriteTransaction Begin(SqliteConnection connection, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        // SQLite waits uninterruptibly, so it is asked for short waits.
        var step = (int)Math.Min(lockTimeout.TotalMilliseconds, 250);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            raw.sqlite3_busy_timeout(connection.Handle, step);
            var code = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (code == raw.SQLITE_OK)
                return new WriteTransaction(connection);
            if ((code & 0xFF) != raw.SQLITE_BUSY || Stopwatch.GetElapsedTime(start) >= lockTimeout)
                SqliteException.ThrowExceptionForRC(code, connection.Handle);
        }
    }

    public void Commit() => SqliteSql.Run(connection, "COMMIT");

    // After some errors (a full disk) SQLite has rolled back on its own; a failing roll-back must not hide what led to it.
    public void Dispose()
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
            raw.sqlite3_exec(connection.Handle, "ROLLBACK");
    }
}
