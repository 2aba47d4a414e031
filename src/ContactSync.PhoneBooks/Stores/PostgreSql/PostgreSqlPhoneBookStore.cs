using System.Runtime.CompilerServices;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Npgsql;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>
/// Phone books in a schema of a PostgreSQL database, for several machines or large sites. Thread-safe. Every failure is a
/// <see cref="SyncException"/> that names host and database; what it interrupted is rolled back.
/// </summary>
public sealed class PostgreSqlPhoneBookStore : IStore
{
    // Long enough for another run's plan of the same phone book, as with a file.
    private static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(30);

    private readonly PostgreSqlLocation location;

    private readonly NpgsqlDataSource database;

    private readonly bool isReadOnly;

    private PostgreSqlPhoneBookStore(PostgreSqlLocation location, NpgsqlDataSource database, bool isReadOnly)
    {
        this.location = location;
        this.database = database;
        this.isReadOnly = isReadOnly;
        Location = location.ToString();
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>
    /// Opens a store; to write, its schema and tables are made where there are none, and those of an older version are brought up to date
    /// in one transaction. A schema that is another program's or a newer version's is never touched.
    /// </summary>
    /// <param name="location">Where it lies.</param>
    /// <param name="password">What to sign in with; null where the server asks for none, or it lies in the user's password file.</param>
    /// <param name="readOnly">Open to read only: nothing is made or written, and the store must be there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">
    /// StoreNotFound, StoreOlder (both read-only), StoreNewer, SchemaForeign, StoreLocked, StoreDiskFull, and those of Database….
    /// </exception>
    public static Task<PostgreSqlPhoneBookStore> OpenAsync(
        PostgreSqlLocation location, string? password, bool readOnly, CancellationToken cancellationToken) =>
        OpenAsync(location, password, readOnly, PostgreSqlSchema.Migrations, DefaultLockTimeout, cancellationToken);

    /// <summary>Opens a store as above.</summary>
    /// <param name="location">Where it lies.</param>
    /// <param name="password">What to sign in with.</param>
    /// <param name="readOnly">Open to read only.</param>
    /// <param name="migrations">What makes the tables of each version.</param>
    /// <param name="lockTimeout">How long a write waits for another's transaction; 30 s by default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">As above.</exception>
    internal static async Task<PostgreSqlPhoneBookStore> OpenAsync(
        PostgreSqlLocation location, string? password, bool readOnly, IReadOnlyList<string> migrations, TimeSpan lockTimeout,
        CancellationToken cancellationToken)
    {
        var store = new PostgreSqlPhoneBookStore(location, Connect(location, password, lockTimeout), readOnly);
        try
        {
            await store.RunAsync(connection => store.CheckAsync(connection, migrations, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<StoredPhoneBook?> FindAsync(PhoneBookKey key, CancellationToken cancellationToken) =>
        RunAsync(connection => PostgreSqlQueries.FindBookAsync(connection, key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<PhoneBookKey?> FindKeyAsync(long phoneBookId, CancellationToken cancellationToken) =>
        RunAsync(connection => PostgreSqlQueries.FindKeyAsync(connection, phoneBookId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PhoneBookKey>> FindKeysAsync(
        string owner, string title, string connection, CancellationToken cancellationToken) =>
        await RunAsync(open => PostgreSqlQueries.FindKeysAsync(open, owner, title, connection, cancellationToken), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEntry> ReadEntriesAsync(
        long phoneBookId, IReadOnlyCollection<string>? sourceIds, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlQueries.Entries(open, phoneBookId, sourceIds, token), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncContact> ReadContactsAsync(long phoneBookId, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlQueries.Contacts(open, phoneBookId, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadTenantIdsAsync(string connection, CancellationToken cancellationToken) =>
        await RunAsync(open => PostgreSqlQueries.TenantIdsAsync(open, connection, cancellationToken), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> TryApplyAsync(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(connection => PostgreSqlWriter.TryApplyAsync(connection, plan, now, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBook> ListPhoneBooksAsync(
        string? owner, string? title, string? connection, CancellationToken cancellationToken) => StreamAsync(
        (open, token) => PostgreSqlQueries.Books(open, Location, new EntryQuery(owner, title, Connection: connection), token),
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBookEntry> FindEntriesAsync(EntryQuery query, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlQueries.FindAsync(open, Location, query, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemovePhoneBookAsync(long phoneBookId, CancellationToken cancellationToken) =>
        DeleteAsync("DELETE FROM phone_book WHERE id = @id", phoneBookId, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryLeaseAsync(
        PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken) => WriteAsync(
        connection => PostgreSqlRuns.TryLeaseAsync(connection, key, holder, duration, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task ReturnLeaseAsync(PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken) =>
        WriteAsync(connection => PostgreSqlRuns.ReturnLeaseAsync(connection, key, holder, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task NoteRunAsync(StoredRun run, CancellationToken cancellationToken) =>
        WriteAsync(connection => PostgreSqlRuns.NoteAsync(connection, run, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredRun> ReadRunsAsync(CancellationToken cancellationToken) =>
        StreamAsync(PostgreSqlRuns.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<SyncStore> DescribeAsync(CancellationToken cancellationToken) =>
        RunAsync(connection => PostgreSqlUpkeep.DescribeAsync(connection, location, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task OptimizeAsync(CancellationToken cancellationToken) =>
        WriteAsync(connection => PostgreSqlUpkeep.OptimizeAsync(connection, location, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredDestination> ListDestinationsAsync(string? name, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlDestinations.List(open, name, token), cancellationToken);

    /// <inheritdoc/>
    public Task SaveDestinationAsync(string name, DestinationKind kind, string settings, CancellationToken cancellationToken) =>
        WriteAsync(connection => PostgreSqlDestinations.SaveAsync(connection, name, kind, settings, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveDestinationAsync(long destinationId, CancellationToken cancellationToken) =>
        DeleteAsync("DELETE FROM destination WHERE id = @id", destinationId, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<EntryVersion> ReadVersionsAsync(long phoneBookId, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlQueries.Versions(open, phoneBookId, token), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBookEntry> ReadPublishedAsync(
        long phoneBookId, IReadOnlyCollection<string> sourceIds, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlQueries.Published(open, phoneBookId, sourceIds, token), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ServedItem> ReadServedAsync(long destinationId, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlDestinations.Served(open, destinationId, token), cancellationToken);

    /// <inheritdoc/>
    public Task NoteServedAsync(
        long destinationId, IReadOnlyCollection<ServedItem> served, IReadOnlyCollection<Guid> removed,
        CancellationToken cancellationToken) => WriteAsync(
        connection => PostgreSqlDestinations.NoteServedAsync(connection, destinationId, served, removed, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task NotePublishedAsync(
        long destinationId, PublishState state, string? error, DateTimeOffset now, CancellationToken cancellationToken) => WriteAsync(
        connection => PostgreSqlDestinations.NotePublishedAsync(connection, destinationId, state, error, now, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<int> CountListedAsync(string listing, CancellationToken cancellationToken) =>
        (int)await RunAsync(connection => PostgreSqlQueries.CountListedAsync(connection, listing, cancellationToken), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public Task NoteListingAsync(
        string listing, IReadOnlyCollection<PhoneBookKey> keys, DateTimeOffset now, CancellationToken cancellationToken) => WriteAsync(
        connection => PostgreSqlWriter.NoteListingAsync(connection, listing, keys, now, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBook> FindOrphansAsync(
        string connection, DateTimeOffset before, CancellationToken cancellationToken) =>
        StreamAsync((open, token) => PostgreSqlQueries.Orphans(open, Location, connection, before, token), cancellationToken);

    /// <summary>Closes the connections; one that is still read over is closed when it comes back.</summary>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static NpgsqlDataSource Connect(PostgreSqlLocation location, string? password, TimeSpan lockTimeout)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = location.Host,
            Port = location.Port,
            Database = location.Database,
            Username = location.User,
            SearchPath = location.Schema,
            ApplicationName = "ContactSync",
            SslMode = location.UsesTls ? SslMode.VerifyFull : SslMode.Disable,
            RootCertificate = location.RootCertificate,
            // Else a server could have it in the place of TLS.
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = 20,
            // A large phone book takes its time, and a run is ended by its token. A server that is gone is noticed by TCP.
            CommandTimeout = 0,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 30,
            TcpKeepAliveInterval = 10,
            Options = FormattableString.Invariant($"-c lock_timeout={lockTimeout.TotalMilliseconds:F0}"),
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (password is not null)
            builder.UsePasswordProvider(_ => password, (_, _) => ValueTask.FromResult(password));
        return builder.Build();
    }

    private async Task<bool> CheckAsync(
        NpgsqlConnection connection, IReadOnlyList<string> migrations, CancellationToken cancellationToken)
    {
        var version = await PostgreSqlSchema.CheckAsync(connection, location, migrations.Count, toWrite: !isReadOnly, cancellationToken)
            .ConfigureAwait(false);
        if (version == migrations.Count)
            return true;
        if (isReadOnly)
        {
            throw version == 0
                ? Texts.Catalog.Create(nameof(Errors.StoreNotFound), SyncErrorKind.NotFound, location.Name, location.Name)
                : Texts.Catalog.Create(
                    nameof(Errors.StoreOlder), SyncErrorKind.InvalidOperation, location.Name, location.Name, version, migrations.Count);
        }
        await PostgreSqlSchema.MigrateAsync(connection, location, migrations, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(
        Func<NpgsqlConnection, CancellationToken, IAsyncEnumerable<T>> read, CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumerationToken);
        var connection = await TranslateAsync(() => database.OpenConnectionAsync(both.Token).AsTask()).ConfigureAwait(false);
        await using var open = connection.ConfigureAwait(false);
        var rows = read(connection, both.Token).GetAsyncEnumerator(both.Token);
        await using var _ = rows.ConfigureAwait(false);
        while (await TranslateAsync(() => rows.MoveNextAsync().AsTask()).ConfigureAwait(false))
            yield return rows.Current;
    }

    private Task<bool> DeleteAsync(string sql, long id, CancellationToken cancellationToken) => WriteAsync(
        async connection => await connection.RunAsync(sql, cancellationToken, ("id", id)).ConfigureAwait(false) > 0, cancellationToken);

    private Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken) => isReadOnly
        ? Task.FromException<T>(Texts.Catalog.Create(
            nameof(Errors.StoreReadOnly), SyncErrorKind.PermissionDenied, location.Name, location.Name, ""))
        : RunAsync(write, cancellationToken);

    private Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        TranslateAsync(async () =>
        {
            var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        });

    private async Task<T> TranslateAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (PostgreSqlErrors.IsStoreFailure(failure))
        {
            throw PostgreSqlErrors.Translate(failure, location.Name);
        }
    }
}
