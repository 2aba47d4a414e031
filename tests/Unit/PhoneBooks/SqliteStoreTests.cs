using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;
using Microsoft.Data.Sqlite;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>The SQLite store keeps the contract.</summary>
public sealed class SqliteStoreTests : PhoneBookStoreContract
{
    private readonly TemporaryFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override async Task<IPhoneBookStore> OpenAsync() =>
        await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);
}

/// <summary>The SQLite store keeps the contract for runs.</summary>
public sealed class SqliteRunStoreTests : RunStoreContract
{
    private readonly TemporaryFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override async Task<IPhoneBookStore> OpenAsync() =>
        await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);

    protected override Task ExpireAsync() => RunAsync("UPDATE lease SET until = 1");

    protected override Task GiveToAsync(string holder) => RunAsync($"UPDATE lease SET holder = '{holder}'");

    private async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={folder.Path("phonebooks.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The SQLite store keeps the contract for destinations.</summary>
public sealed class SqliteDestinationStoreTests : DestinationStoreContract
{
    private readonly TemporaryFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override async Task<IPhoneBookStore> OpenAsync() =>
        await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);
}

/// <summary>The SQLite store tells who left.</summary>
public sealed class SqliteListingTests : ListingContract
{
    private readonly TemporaryFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override async Task<IPhoneBookStore> OpenAsync() =>
        await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);
}
