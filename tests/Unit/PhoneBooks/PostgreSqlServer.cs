using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.PostgreSql;
using Npgsql;
using Xunit;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>The PostgreSQL that .ci/servers started. Each test has a schema of its own there, and takes it away again.</summary>
public sealed class PostgreSqlServer : ITestPlace
{
    private const string Variable = "CONTACTSYNC_TEST_POSTGRESQL";

    private readonly string schema = $"test_{Guid.NewGuid():N}";

    /// <summary>Skips the test where there is no server.</summary>
    public PostgreSqlServer()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable(Variable) is null,
            $"because no PostgreSQL was named by {Variable}; start one with .ci/servers start FOLDER, then . FOLDER/env");
        Location = PostgreSqlLocation.Parse($"{Environment.GetEnvironmentVariable(Variable)}&schema={schema}");
    }

    /// <summary>Where the test's store lies.</summary>
    public PostgreSqlLocation Location { get; }

    /// <summary>What to sign in with.</summary>
    public static string Password => Environment.GetEnvironmentVariable($"{Variable}_PASSWORD")!;

    /// <summary>The file of the authority that issued the server's certificate.</summary>
    public static string Authority => Environment.GetEnvironmentVariable($"{Variable}_CA")!;

    /// <summary>Opens the test's store.</summary>
    public Task<PostgreSqlPhoneBookStore> OpenAsync(bool readOnly = false) =>
        PostgreSqlPhoneBookStore.OpenAsync(Location, Password, readOnly, default);

    async Task<IPhoneBookStore> ITestPlace.OpenAsync() => await OpenAsync();

    /// <summary>A connection beside the store's, with the test's schema.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = Location.Host,
            Port = Location.Port,
            Database = Location.Database,
            Username = Location.User,
            Password = Password,
            SearchPath = schema,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs statements beside the store; returns the first value.</summary>
    public async Task<object?> RunAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Takes the schema away.</summary>
    public async ValueTask DisposeAsync() => await RunAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE");
}
