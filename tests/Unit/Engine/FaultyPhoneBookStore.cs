using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Tests.Engine;

/// <summary>A store that fails, is overtaken or waits at chosen moments.</summary>
internal sealed class FaultyPhoneBookStore(IPhoneBookStore store) : IPhoneBookStore
{
    /// <summary>Runs before a phone book is looked for.</summary>
    public Action<PhoneBookKey> OnFind { get; set; } = _ => { };

    /// <summary>Runs before the tenants of a connection are read.</summary>
    public Action OnReadTenants { get; set; } = () => { };

    /// <summary>Runs before a plan is carried out.</summary>
    public Func<PhoneBookPlan, CancellationToken, Task> OnApply { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs before a phone book is taken or renewed.</summary>
    public Action<PhoneBookKey> OnLease { get; set; } = _ => { };

    public string Location => store.Location;

    public Task<PhoneBookKey?> FindKeyAsync(long phoneBookId, CancellationToken cancellationToken) =>
        store.FindKeyAsync(phoneBookId, cancellationToken);

    public Task<IReadOnlyList<PhoneBookKey>> FindKeysAsync(
        string owner, string title, string connection, CancellationToken cancellationToken) =>
        store.FindKeysAsync(owner, title, connection, cancellationToken);

    public Task<StoredPhoneBook?> FindAsync(PhoneBookKey key, CancellationToken cancellationToken)
    {
        OnFind(key);
        return store.FindAsync(key, cancellationToken);
    }

    public IAsyncEnumerable<StoredEntry> ReadEntriesAsync(
        long phoneBookId, IReadOnlyCollection<string>? sourceIds, CancellationToken cancellationToken) =>
        store.ReadEntriesAsync(phoneBookId, sourceIds, cancellationToken);

    public IAsyncEnumerable<SyncContact> ReadContactsAsync(long phoneBookId, CancellationToken cancellationToken) =>
        store.ReadContactsAsync(phoneBookId, cancellationToken);

    public Task<IReadOnlyList<string>> ReadTenantIdsAsync(string connection, CancellationToken cancellationToken)
    {
        OnReadTenants();
        return store.ReadTenantIdsAsync(connection, cancellationToken);
    }

    public async Task<bool> TryApplyAsync(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await OnApply(plan, cancellationToken);
        return await store.TryApplyAsync(plan, now, cancellationToken);
    }

    public IAsyncEnumerable<SyncPhoneBook> ListPhoneBooksAsync(
        string? owner, string? title, string? connection, CancellationToken cancellationToken) =>
        store.ListPhoneBooksAsync(owner, title, connection, cancellationToken);

    public IAsyncEnumerable<SyncPhoneBookEntry> FindEntriesAsync(EntryQuery query, CancellationToken cancellationToken) =>
        store.FindEntriesAsync(query, cancellationToken);

    public Task<bool> RemovePhoneBookAsync(long phoneBookId, CancellationToken cancellationToken) =>
        store.RemovePhoneBookAsync(phoneBookId, cancellationToken);

    public Task<bool> TryLeaseAsync(
        PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        OnLease(key);
        return store.TryLeaseAsync(key, holder, duration, cancellationToken);
    }

    public Task ReturnLeaseAsync(PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken) =>
        store.ReturnLeaseAsync(key, holder, cancellationToken);

    public Task NoteRunAsync(StoredRun run, CancellationToken cancellationToken) => store.NoteRunAsync(run, cancellationToken);

    public IAsyncEnumerable<StoredRun> ReadRunsAsync(CancellationToken cancellationToken) => store.ReadRunsAsync(cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
