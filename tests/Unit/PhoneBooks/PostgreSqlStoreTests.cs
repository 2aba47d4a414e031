using ContactSync.Engine.Ports;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>The PostgreSQL store keeps the contract.</summary>
public sealed class PostgreSqlStoreTests : PhoneBookStoreContract
{
    private readonly PostgreSqlServer server = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override Task<IPhoneBookStore> OpenAsync() => server.OpenStoreAsync();
}

/// <summary>The PostgreSQL store keeps the contract for runs.</summary>
public sealed class PostgreSqlRunStoreTests : RunStoreContract
{
    private readonly PostgreSqlServer server = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override Task<IPhoneBookStore> OpenAsync() => server.OpenStoreAsync();

    protected override Task ExpireAsync() => server.RunAsync("UPDATE lease SET until = clock_timestamp() - interval '1 second'");

    protected override Task GiveToAsync(string holder) => server.RunAsync($"UPDATE lease SET holder = '{holder}'");
}

/// <summary>The PostgreSQL store keeps the contract for destinations.</summary>
public sealed class PostgreSqlDestinationStoreTests : DestinationStoreContract
{
    private readonly PostgreSqlServer server = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override Task<IPhoneBookStore> OpenAsync() => server.OpenStoreAsync();
}

/// <summary>The PostgreSQL store tells who left.</summary>
public sealed class PostgreSqlListingTests : ListingContract
{
    private readonly PostgreSqlServer server = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override Task<IPhoneBookStore> OpenAsync() => server.OpenStoreAsync();
}
