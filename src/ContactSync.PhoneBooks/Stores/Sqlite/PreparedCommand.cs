using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>
/// A statement compiled once and run many times; its parameters are <c>?1</c>, <c>?2</c> …. Directly on SQLite, because a command object
/// spends several times the statement's own time, and an import runs hundreds of thousands.
/// </summary>
internal sealed class PreparedCommand : IDisposable
{
    private readonly sqlite3 database;

    private readonly sqlite3_stmt statement;

    private int bound;

    public PreparedCommand(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement), database);
    }

    /// <summary>Gives the next parameter a text or null.</summary>
    public PreparedCommand Bind(string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(statement, ++bound) : raw.sqlite3_bind_text(statement, ++bound, value));
        return this;
    }

    /// <summary>Gives the next parameter a text in UTF-8.</summary>
    public PreparedCommand Bind(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_text(statement, ++bound, value));
        return this;
    }

    /// <summary>Gives the next parameter a number or null.</summary>
    public PreparedCommand Bind(long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(statement, ++bound, number) : raw.sqlite3_bind_null(statement, ++bound));
        return this;
    }

    /// <summary>Runs the statement with the parameters bound; returns how many rows it changed.</summary>
    public int Run()
    {
        try
        {
            Check(raw.sqlite3_step(statement));
            return raw.sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The id of the row that an insertion by this connection made last.</summary>
    public long InsertedId => raw.sqlite3_last_insert_rowid(database);

    /// <summary>Runs a query for one row of texts with the parameters bound; null where there is no row.</summary>
    public string[]? ReadRow()
    {
        try
        {
            var code = raw.sqlite3_step(statement);
            Check(code);
            if (code != raw.SQLITE_ROW)
                return null;
            var row = new string[raw.sqlite3_column_count(statement)];
            for (var column = 0; column < row.Length; column++)
                row[column] = raw.sqlite3_column_text(statement, column).utf8_to_string();
            return row;
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => statement.Dispose();

    // The result repeats the step's error, which is thrown already.
    private void Reset()
    {
        _ = raw.sqlite3_reset(statement);
        bound = 0;
    }

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(code, database);
    }
}
