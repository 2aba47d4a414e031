using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>Where a test's store lies; what is there goes with the test.</summary>
public interface ITestPlace : IAsyncDisposable
{
    /// <summary>Opens the store that lies there.</summary>
    Task<IPhoneBookStore> OpenAsync();
}

/// <summary>Tests over a store of their own. Those of a contract are a class, and each kind of place has one below it.</summary>
/// <typeparam name="TPlace">Where the store lies.</typeparam>
public abstract class StoreTest<TPlace> : IAsyncLifetime
    where TPlace : ITestPlace, new()
{
    protected static readonly PhoneBookKey Key = new("tenant", "anna");

    protected TPlace Place { get; } = new();

    protected IPhoneBookStore Store { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Store = await Place.OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Place.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task ApplyAsync(PhoneBookPlan plan) => Assert.True(await Store.TryApplyAsync(plan, Now, default));

    protected async Task<StoredPhoneBook> BookAsync() => (await Store.FindAsync(Key, default))!;

    protected Task<List<SyncPhoneBookEntry>> FindAsync(EntryQuery query) => Store.FindEntriesAsync(query, default).ToListAsync().AsTask();
}
