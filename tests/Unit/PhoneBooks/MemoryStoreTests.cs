using ContactSync.Engine.Ports;
using ContactSync.Tests.Engine;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>The store of the engine's tests keeps the contract too, so that what holds over it holds over the real ones.</summary>
public sealed class MemoryStoreTests : PhoneBookStoreContract
{
    protected override Task<IPhoneBookStore> OpenAsync() => Task.FromResult<IPhoneBookStore>(new MemoryPhoneBookStore());
}
