using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>A statement compiled once and run many times; its parameters are <c>$0</c>, <c>$1</c> ….</summary>
internal sealed class PreparedCommand : IDisposable
{
    private readonly SqliteCommand command;

    private readonly SqliteParameter[] parameters;

    public PreparedCommand(SqliteConnection connection, string sql, int parameterCount)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        parameters = [.. Enumerable.Range(0, parameterCount).Select(index => new SqliteParameter { ParameterName = $"${index}" })];
        command.Parameters.AddRange(parameters);
        command.Prepare();
    }

    public int Run(params ReadOnlySpan<object?> values) => Bind(values).ExecuteNonQuery();

    public object? Scalar(params ReadOnlySpan<object?> values) => Bind(values).ExecuteScalar();

    public SqliteDataReader Read(params ReadOnlySpan<object?> values) => Bind(values).ExecuteReader();

    public void Dispose() => command.Dispose();

    private SqliteCommand Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
