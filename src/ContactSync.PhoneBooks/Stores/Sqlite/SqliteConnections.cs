using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>The connections a store reads over: kept open between queries, closed with the store.</summary>
internal sealed class SqliteConnections(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> idle = [];

    private volatile bool isClosed;

    /// <summary>The store's file.</summary>
    public string Path => path;

    /// <summary>Opens a connection of its own.</summary>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        // Pooling would keep the file open after the store is closed.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, ForeignKeys = true };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            // Sorting spills into memory, not into files beside or in /tmp.
            SqliteSql.Run(connection, "PRAGMA temp_store = MEMORY");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection to read over, until it is returned.</summary>
    public SqliteConnection Rent() => idle.TryTake(out var connection) ? connection : Open(path, SqliteOpenMode.ReadOnly);

    /// <summary>Gives a connection back.</summary>
    public void Return(SqliteConnection connection)
    {
        idle.Add(connection);
        if (isClosed)
            Dispose();
    }

    /// <summary>Closes the connections; one that is still read over is closed when it comes back.</summary>
    public void Dispose()
    {
        isClosed = true;
        while (idle.TryTake(out var connection))
            connection.Dispose();
    }
}
