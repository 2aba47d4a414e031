namespace ContactSync.Tests.PhoneBooks;

/// <summary>The PostgreSQL store keeps the contract.</summary>
public sealed class PostgreSqlStoreTests : PhoneBookStoreContract<PostgreSqlServer>;

/// <summary>The PostgreSQL store finds what the contract says.</summary>
public sealed class PostgreSqlEntrySearchTests : EntrySearchContract<PostgreSqlServer>;

/// <summary>The PostgreSQL store keeps the contract for destinations.</summary>
public sealed class PostgreSqlDestinationStoreTests : DestinationStoreContract<PostgreSqlServer>;

/// <summary>The PostgreSQL store tells who left.</summary>
public sealed class PostgreSqlListingTests : ListingContract<PostgreSqlServer>;

/// <summary>The PostgreSQL store keeps the contract for runs.</summary>
public sealed class PostgreSqlRunStoreTests : RunStoreContract<PostgreSqlServer>
{
    protected override Task ExpireAsync() => Place.RunAsync("UPDATE lease SET until = clock_timestamp() - interval '1 second'");

    protected override Task GiveToAsync(string holder) => Place.RunAsync($"UPDATE lease SET holder = '{holder}'");
}
