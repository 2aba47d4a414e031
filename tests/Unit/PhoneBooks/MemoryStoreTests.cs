using ContactSync.Engine.Ports;
using ContactSync.Tests.Engine;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>The memory of the test.</summary>
public sealed class MemoryPlace : ITestPlace
{
    public Task<IPhoneBookStore> OpenAsync() => Task.FromResult<IPhoneBookStore>(new MemoryPhoneBookStore());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The store of the engine's tests keeps the contract too, so that what holds over it holds over the real ones.</summary>
public sealed class MemoryStoreTests : PhoneBookStoreContract<MemoryPlace>;

/// <summary>And it finds what the contract says.</summary>
public sealed class MemoryEntrySearchTests : EntrySearchContract<MemoryPlace>;
