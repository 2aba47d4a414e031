using ContactSync.Engine.Planning;

namespace ContactSync.Engine.Ports;

/// <summary>The store before there is one: a look at what a first run would do needs none made.</summary>
/// <param name="location">Where the store is going to be.</param>
public sealed class EmptyPhoneBookStore(string location) : IPhoneBookStore
{
    /// <inheritdoc/>
    public string Location => location;

    /// <inheritdoc/>
    public Task<StoredPhoneBook?> FindAsync(PhoneBookKey key, CancellationToken cancellationToken) =>
        Task.FromResult<StoredPhoneBook?>(null);

    /// <inheritdoc/>
    public Task<PhoneBookKey?> FindKeyAsync(long phoneBookId, CancellationToken cancellationToken) =>
        Task.FromResult<PhoneBookKey?>(null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PhoneBookKey>> FindKeysAsync(
        string owner, string title, string connection, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PhoneBookKey>>([]);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEntry> ReadEntriesAsync(
        long phoneBookId, IReadOnlyCollection<string>? sourceIds, CancellationToken cancellationToken) => new Nothing<StoredEntry>();

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncContact> ReadContactsAsync(long phoneBookId, CancellationToken cancellationToken) =>
        new Nothing<SyncContact>();

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadTenantIdsAsync(string connection, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Refuses: there is nothing to write to.</summary>
    /// <exception cref="SyncException">StoreIsEmpty.</exception>
    public Task<bool> TryApplyAsync(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromException<bool>(Texts.Catalog.Create(nameof(Errors.StoreIsEmpty), SyncErrorKind.InvalidOperation, location, location));

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBook> ListPhoneBooksAsync(
        string? owner, string? title, string? connection, CancellationToken cancellationToken) => new Nothing<SyncPhoneBook>();

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBookEntry> FindEntriesAsync(EntryQuery query, CancellationToken cancellationToken) =>
        new Nothing<SyncPhoneBookEntry>();

    /// <inheritdoc/>
    public Task<bool> RemovePhoneBookAsync(long phoneBookId, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Takes nothing: there is nothing that two runs could work on at once.</summary>
    public Task<bool> TryLeaseAsync(
        PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task ReturnLeaseAsync(PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Refuses: there is nothing to write to.</summary>
    /// <exception cref="SyncException">StoreIsEmpty.</exception>
    public Task NoteRunAsync(StoredRun run, CancellationToken cancellationToken) =>
        Task.FromException(Texts.Catalog.Create(nameof(Errors.StoreIsEmpty), SyncErrorKind.InvalidOperation, location, location));

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredRun> ReadRunsAsync(CancellationToken cancellationToken) => new Nothing<StoredRun>();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Nothing<T> : IAsyncEnumerable<T>, IAsyncEnumerator<T>
    {
        public T Current => throw new InvalidOperationException("There is nothing.");

        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => ValueTask.FromResult(false);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
