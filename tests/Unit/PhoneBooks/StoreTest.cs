using ContactSync.Engine.Ports;
using Xunit;

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
}
