using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;

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
