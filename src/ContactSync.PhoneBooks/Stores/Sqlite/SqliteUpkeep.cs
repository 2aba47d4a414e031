using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>What keeps a store file well.</summary>
internal static class SqliteUpkeep
{
    public static SyncStore Describe(SqliteConnection connection, string path)
    {
        var last = SqliteRuns.Read(connection).FirstOrDefault();
        return new SyncStore
        {
            Kind = StoreKind.Sqlite,
            StorePath = path,
            SchemaVersion = (int)SqliteSql.Number(connection, "PRAGMA user_version"),
            PhoneBooks = SqliteSql.Number(connection, "SELECT count(*) FROM phone_book"),
            Entries = SqliteSql.Number(connection, "SELECT count(*) FROM entry"),
            Numbers = SqliteSql.Number(connection, "SELECT count(*) FROM number"),
            Destinations = SqliteSql.Number(connection, "SELECT count(*) FROM destination"),
            Size = new[] { path, path + "-wal" }.Where(File.Exists).Sum(file => new FileInfo(file).Length),
            LastRun = last?.End,
            LastRunTroubles = last is null ? 0 : last.Failed + last.Stopped,
        };
    }

    /// <summary>Checks the file, then takes up what was left free and puts the indexes in order. Other processes wait.</summary>
    /// <exception cref="SqliteException">SQLITE_CORRUPT: what the check found.</exception>
    public static void Optimize(SqliteConnection connection, TimeSpan lockTimeout)
    {
        raw.sqlite3_busy_timeout(connection.Handle, (int)lockTimeout.TotalMilliseconds);
        using (var check = SqliteSql.Command(connection, "PRAGMA integrity_check(1)"))
        {
            if (check.ExecuteScalar() is not "ok" and var found)
                throw new SqliteException($"{found}", raw.SQLITE_CORRUPT);
        }
        if (SqliteSql.Number(connection, "SELECT count(*) FROM pragma_foreign_key_check") > 0)
            throw new SqliteException("A row refers to one that is not there.", raw.SQLITE_CORRUPT);
        foreach (var index in (string[])["entry_words", "entry_parts"])
            SqliteSql.Run(connection, $"INSERT INTO {index} ({index}) VALUES ('optimize')");
        SqliteSql.Run(connection, "VACUUM; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Copies the file as it is at one moment; runs go on meanwhile.</summary>
    public static void BackUp(SqliteConnection connection, string path)
    {
        // First elsewhere: a copy that was broken off must not be taken for one.
        var unfinished = path + ".tmp";
        File.Delete(unfinished);
        PrivateFile.Create(unfinished);
        using (var copy = SqliteConnections.Open(unfinished, SqliteOpenMode.ReadWrite))
            connection.BackupDatabase(copy);
        File.Move(unfinished, path, overwrite: true);
    }
}
