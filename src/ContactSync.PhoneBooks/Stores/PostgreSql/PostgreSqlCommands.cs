using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>Single statements.</summary>
internal static class PostgreSqlCommands
{
    /// <summary>A command with its parameters' values; texts as <see cref="PostgreSqlText"/> makes them.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Add(parameters);
        return command;
    }

    /// <summary>Gives a command parameters more.</summary>
    public static void Add(this NpgsqlCommand command, params (string Name, object? Value)[] parameters)
    {
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(value switch
            {
                // A null alone would have no type.
                null => new NpgsqlParameter<string?>(name, null),
                string text => new NpgsqlParameter<string>(name, PostgreSqlText.Of(text)),
                _ => new NpgsqlParameter(name, value),
            });
        }
    }

    /// <summary>Runs a statement; returns how many rows it changed.</summary>
    public static async Task<int> RunAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        var command = connection.Command(sql, parameters);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The number that a query gives; null where it gives no row.</summary>
    public static async Task<long?> FindNumberAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        var command = connection.Command(sql, parameters);
        await using var _ = command.ConfigureAwait(false);
        var number = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return number is null or DBNull ? null : Convert.ToInt64(number, CultureInfo.InvariantCulture);
    }

    /// <summary>The number that a query of one row gives.</summary>
    public static async Task<long> NumberAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters) =>
        (await connection.FindNumberAsync(sql, cancellationToken, parameters).ConfigureAwait(false))!.Value;

    /// <summary>All rows of a query.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await foreach (var row in command.ReadAsync(read, cancellationToken).ConfigureAwait(false))
            all.Add(row);
        return all;
    }

    /// <summary>The rows of a query, as they come; then the command is done with.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var done = command.ConfigureAwait(false);
        var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = rows.ConfigureAwait(false);
        var isDone = false;
        try
        {
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                yield return read(rows);
            isDone = true;
        }
        finally
        {
            // Who looks no further would else wait for all the rows that are left.
            if (!isDone)
                command.Cancel();
        }
    }
}
