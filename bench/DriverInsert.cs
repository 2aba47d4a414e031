using System.Diagnostics;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Search;
using ContactSync.PhoneBooks.Stores.PostgreSql;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ContactSync.Bench;

/// <summary>The rows of a store inserted into another one's tables by what the driver offers for it, all in one transaction.</summary>
internal static class DriverInsert
{
    private static readonly string[] Tables = ["phone_book", "folder_state", "entry", "number"];

    /// <summary>The address of the server to measure; null where there is none.</summary>
    public static string? Address => Environment.GetEnvironmentVariable("CONTACTSYNC_TEST_POSTGRESQL");

    private static string Password => Environment.GetEnvironmentVariable("CONTACTSYNC_TEST_POSTGRESQL_PASSWORD")!;

    /// <summary>Inserts the rows of a file into another; gives the seconds.</summary>
    public static double IntoSqlite(string from, string into)
    {
        var rows = Tables.ToDictionary(table => table, table => ReadSqlite(from, table));
        // The words are in the index only.
        var words = rows["entry"].ConvertAll(
            row => new object[] { row[0], string.Join(' ', NameWords.ToIndex((string)row[4], CompanyOf(row)).Append($"#{row[1]}")) });
        var parts = rows["entry"].ConvertAll(row => new object[] { row[0], $"{row[5]}\n{row[6]}" });
        using var connection = Open(into);
        var start = Stopwatch.GetTimestamp();
        using var transaction = connection.BeginTransaction();
        foreach (var table in Tables)
            Insert(connection, transaction, $"INSERT INTO {table} VALUES", rows[table]);
        Insert(connection, transaction, "INSERT INTO entry_words (rowid, words) VALUES", words);
        Insert(connection, transaction, "INSERT INTO entry_parts (rowid, parts) VALUES", parts);
        transaction.Commit();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Inserts the rows of a schema into another; gives the seconds.</summary>
    public static async Task<double> IntoPostgreSqlAsync(Schema from, Schema into)
    {
        var rows = new Dictionary<string, (List<object[]> Rows, string[] Types)>();
        foreach (var table in Tables)
            rows[table] = await from.ReadAsync(table);
        await using var connection = await into.ConnectAsync();
        var start = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var table in Tables)
        {
            await using var import = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)");
            foreach (var row in rows[table].Rows)
            {
                import.StartRow();
                for (var column = 0; column < row.Length; column++)
                {
                    if (row[column] is DBNull)
                        import.WriteNull();
                    else
                        import.Write(row[column], rows[table].Types[column]);
                }
            }
            await import.CompleteAsync();
        }
        await transaction.CommitAsync();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string? CompanyOf(object[] row) =>
        ContactJson.Read(System.Text.Encoding.UTF8.GetBytes((string)row[9]), "", "", null).CompanyName;

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static List<object[]> ReadSqlite(string path, string table)
    {
        using var connection = Open(path);
        using var command = new SqliteCommand($"SELECT * FROM {table}", connection);
        using var rows = command.ExecuteReader();
        var all = new List<object[]>();
        while (rows.Read())
        {
            var row = new object[rows.FieldCount];
            rows.GetValues(row);
            all.Add(row);
        }
        return all;
    }

    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, string sql, List<object[]> rows)
    {
        if (rows.Count == 0)
            return;
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"{sql} ({string.Join(", ", rows[0].Select((_, column) => $"@p{column}"))})";
        var parameters = rows[0].Select((_, column) => command.Parameters.AddWithValue($"@p{column}", DBNull.Value)).ToList();
        command.Prepare();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
                parameters[column].Value = row[column];
            command.ExecuteNonQuery();
        }
    }

    /// <summary>A schema of its own on the server; taken away with it.</summary>
    internal sealed class Schema : IAsyncDisposable
    {
        private readonly PostgreSqlLocation location = PostgreSqlLocation.Parse($"{Address}&schema=bench_{Guid.NewGuid():N}");

        public Task<PostgreSqlPhoneBookStore> OpenAsync() =>
            PostgreSqlPhoneBookStore.OpenAsync(location, Password, readOnly: false, default);

        public async Task<NpgsqlConnection> ConnectAsync()
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
            {
                Host = location.Host,
                Port = location.Port,
                Database = location.Database,
                Username = location.User,
                Password = Password,
                SearchPath = location.Schema,
                Pooling = false,
                CommandTimeout = 0,
            }.ConnectionString);
            await connection.OpenAsync();
            return connection;
        }

        public async Task<(List<object[]> Rows, string[] Types)> ReadAsync(string table)
        {
            await using var connection = await ConnectAsync();
            await using var command = new NpgsqlCommand($"SELECT * FROM {table}", connection);
            await using var rows = await command.ExecuteReaderAsync();
            var all = new List<object[]>();
            while (await rows.ReadAsync())
            {
                var row = new object[rows.FieldCount];
                rows.GetValues(row);
                all.Add(row);
            }
            return (all, [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetDataTypeName)]);
        }

        public async ValueTask DisposeAsync()
        {
            await using var connection = await ConnectAsync();
            await using var command = new NpgsqlCommand($"DROP SCHEMA IF EXISTS {location.Schema} CASCADE", connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
