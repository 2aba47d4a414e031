using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;
using Microsoft.Data.Sqlite;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>A file.</summary>
public sealed class SqlitePlace : ITestPlace
{
    private readonly TemporaryFolder folder = new();

    private string StorePath => folder.Path("phonebooks.db");

    public async Task<IPhoneBookStore> OpenAsync() => await SqlitePhoneBookStore.OpenAsync(StorePath, readOnly: false, default);

    /// <summary>Runs statements beside the store.</summary>
    public async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>The SQLite store keeps the contract.</summary>
public sealed class SqliteStoreTests : PhoneBookStoreContract<SqlitePlace>;

/// <summary>The SQLite store finds what the contract says.</summary>
public sealed class SqliteEntrySearchTests : EntrySearchContract<SqlitePlace>;

/// <summary>The SQLite store keeps the contract for destinations.</summary>
public sealed class SqliteDestinationStoreTests : DestinationStoreContract<SqlitePlace>;

/// <summary>The SQLite store tells who left.</summary>
public sealed class SqliteListingTests : ListingContract<SqlitePlace>;

/// <summary>The SQLite store keeps the contract for runs.</summary>
public sealed class SqliteRunStoreTests : RunStoreContract<SqlitePlace>
{
    protected override Task ExpireAsync() => Place.RunAsync("UPDATE lease SET until = 1");

    protected override Task GiveToAsync(string holder) => Place.RunAsync($"UPDATE lease SET holder = '{holder}'");
}
