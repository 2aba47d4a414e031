using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>
/// Phone books in one SQLite file. Several processes may use the file at once: readers never wait, writers queue. Thread-safe.
/// Every failure is a <see cref="SyncException"/> that names the file; what it interrupted is rolled back.
/// </summary>
public sealed class SqlitePhoneBookStore : IStore
{
    private static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(30);

    private readonly SqliteConnections readers;

    // Null where the store was opened to read only.
    private readonly SqliteWriter? writer;

    // Parallel mailboxes queue here, where waiting costs nothing, rather than at the file's lock.
    private readonly SemaphoreSlim writeTurn = new(1);

    private SqlitePhoneBookStore(string path, SqliteWriter? writer)
    {
        Location = path;
        readers = new SqliteConnections(path);
        this.writer = writer;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>
    /// Opens a store; to write, it is made where there is none (folder 0700, file 0600), and one of an older version is brought up to
    /// date, a copy of it kept beside. A file that is no store is never touched.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="readOnly">Open to read only: nothing is made or written, and the store must be there.</param>
    /// <param name="cancellationToken">Ends the wait for another process.</param>
    /// <exception cref="SyncException">
    /// StoreNotFound, StoreOlder (both read-only), StoreLocked, StoreReadOnly, StoreCorrupt, StoreForeign, StoreNewer, StoreDiskFull,
    /// StoreUnreachable.
    /// </exception>
    public static Task<SqlitePhoneBookStore> OpenAsync(string path, bool readOnly, CancellationToken cancellationToken) =>
        OpenAsync(path, readOnly, DefaultLockTimeout, cancellationToken);

    /// <summary>Opens a store as above.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readOnly">Open to read only.</param>
    /// <param name="lockTimeout">How long a write waits for another process's transaction; 30 s by default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">As above.</exception>
    public static async Task<SqlitePhoneBookStore> OpenAsync(
        string path, bool readOnly, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        // SQLite works synchronously; the caller's thread may be the one that shows progress.
        return await Task.Run(() => Open(path, readOnly, lockTimeout, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<StoredPhoneBook?> FindAsync(PhoneBookKey key, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteQueries.FindBook(connection, key), cancellationToken);

    /// <inheritdoc/>
    public Task<PhoneBookKey?> FindKeyAsync(long phoneBookId, CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteQueries.FindKey(connection, phoneBookId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PhoneBookKey>> FindKeysAsync(
        string owner, string title, string connection, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<PhoneBookKey>>(open => SqliteQueries.FindKeys(open, owner, title, connection), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEntry> ReadEntriesAsync(
        long phoneBookId, IReadOnlyCollection<string>? sourceIds, CancellationToken cancellationToken) =>
        Stream(
            connection => sourceIds is null
                ? SqliteQueries.AllEntries(connection, phoneBookId)
                : SqliteQueries.Entries(connection, phoneBookId, sourceIds),
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncContact> ReadContactsAsync(long phoneBookId, CancellationToken cancellationToken) =>
        Stream(connection => SqliteQueries.Contacts(connection, phoneBookId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ReadTenantIdsAsync(string connection, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<string>>(open => SqliteQueries.TenantIds(open, connection), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryApplyAsync(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(open => open.TryApply(plan, now, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBook> ListPhoneBooksAsync(
        string? owner, string? title, string? connection, CancellationToken cancellationToken) =>
        Stream(open => SqliteQueries.Books(open, Location, owner, title, connection), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBookEntry> FindEntriesAsync(EntryQuery query, CancellationToken cancellationToken) =>
        Stream(connection => SqliteQueries.Find(connection, Location, query), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemovePhoneBookAsync(long phoneBookId, CancellationToken cancellationToken) =>
        WriteAsync(open => open.Remove(phoneBookId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryLeaseAsync(
        PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken) =>
        WriteAsync(open => open.TryLease(key, holder, duration, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task ReturnLeaseAsync(PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken) =>
        WriteAsync(open => open.ReturnLease(key, holder, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task NoteRunAsync(StoredRun run, CancellationToken cancellationToken) =>
        WriteAsync(open => open.NoteRun(run, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredRun> ReadRunsAsync(CancellationToken cancellationToken) => Stream(SqliteRuns.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<SyncStore> DescribeAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => SqliteUpkeep.Describe(connection, Location), cancellationToken);

    /// <inheritdoc/>
    public Task OptimizeAsync(CancellationToken cancellationToken) =>
        Task.Run(() => WriteAsync(open => open.Optimize(), cancellationToken), cancellationToken);

    /// <summary>
    /// Copies the store, as it is at one moment, into a file of mode 0600; one that is there is replaced once the copy is whole.
    /// </summary>
    /// <exception cref="SyncException">StoreUnreachable, StoreDiskFull, StoreReadOnly: the copy cannot be written.</exception>
    public Task BackUpAsync(string path, CancellationToken cancellationToken) => Task.Run(
        () => ReadAsync(
            connection =>
            {
                SqliteUpkeep.BackUp(connection, path);
                return true;
            },
            cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredDestination> ListDestinationsAsync(string? name, CancellationToken cancellationToken) =>
        Stream(connection => SqliteDestinations.List(connection, name), cancellationToken);

    /// <inheritdoc/>
    public Task SaveDestinationAsync(string name, DestinationKind kind, string settings, CancellationToken cancellationToken) =>
        WriteAsync(open => open.SaveDestination(name, kind, settings, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveDestinationAsync(long destinationId, CancellationToken cancellationToken) =>
        WriteAsync(open => open.RemoveDestination(destinationId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<EntryVersion> ReadVersionsAsync(long phoneBookId, CancellationToken cancellationToken) =>
        Stream(connection => SqliteDestinations.Versions(connection, phoneBookId), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBookEntry> ReadPublishedAsync(
        long phoneBookId, IReadOnlyCollection<string> sourceIds, CancellationToken cancellationToken) =>
        Stream(connection => SqliteDestinations.Published(connection, phoneBookId, sourceIds), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ServedItem> ReadServedAsync(long destinationId, CancellationToken cancellationToken) =>
        Stream(connection => SqliteDestinations.Served(connection, destinationId), cancellationToken);

    /// <inheritdoc/>
    public Task NoteServedAsync(
        long destinationId, IReadOnlyCollection<ServedItem> served, IReadOnlyCollection<Guid> removed,
        CancellationToken cancellationToken) =>
        WriteAsync(open => open.NoteServed(destinationId, served, removed, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task NotePublishedAsync(
        long destinationId, PublishState state, string? error, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(open => open.NotePublished(destinationId, state, error, now, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> CountListedAsync(string listing, CancellationToken cancellationToken) =>
        (int)await ReadAsync(connection => SqliteQueries.CountListed(connection, listing), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task NoteListingAsync(
        string listing, IReadOnlyCollection<PhoneBookKey> keys, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(open => open.NoteListing(listing, keys, now, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncPhoneBook> FindOrphansAsync(
        string connection, DateTimeOffset before, CancellationToken cancellationToken) =>
        Stream(open => SqliteQueries.Orphans(open, Location, connection, before), cancellationToken);

    /// <summary>Closes the file, once a write that is under way has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await writeTurn.WaitAsync().ConfigureAwait(false);
        readers.Dispose();
        writer?.Dispose();
        writeTurn.Release();
    }

    private static SqlitePhoneBookStore Open(string path, bool readOnly, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        try
        {
            return new SqlitePhoneBookStore(path, readOnly ? CheckReadable(path) : OpenWriter(path, lockTimeout, cancellationToken));
        }
        catch (Exception failure) when (SqliteErrors.IsStoreFailure(failure))
        {
            throw SqliteErrors.Translate(failure, path);
        }
    }

    private static SqliteWriter? CheckReadable(string path)
    {
        if (!File.Exists(path))
            throw Texts.Catalog.Create(nameof(Errors.StoreNotFound), SyncErrorKind.NotFound, path, path);

        using var connection = SqliteConnections.Open(path, SqliteOpenMode.ReadOnly);
        return SqliteSchema.Check(connection, path) switch
        {
            SqliteSchema.Version => null,
            0 => throw Texts.Catalog.Create(nameof(Errors.StoreNotFound), SyncErrorKind.NotFound, path, path),
            var older => throw Texts.Catalog.Create(
                nameof(Errors.StoreOlder), SyncErrorKind.InvalidOperation, path, path, older, SqliteSchema.Version),
        };
    }

    private static SqliteWriter OpenWriter(string path, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        PrivateFile.Create(path);
        var connection = SqliteConnections.Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            // SQLite opens a write-protected file to read only, without a word.
            if (raw.sqlite3_db_readonly(connection.Handle, "main") != 0)
                throw new UnauthorizedAccessException("The file is write-protected.");
            var version = SqliteSchema.Check(connection, path);
            if (version == 0)
                SqliteSql.Run(connection, "PRAGMA journal_mode = WAL");
            else if (version < SqliteSchema.Version)
                SqliteMigration.BackUp(connection, path, version);
            // Renaming a table would take the references to it along. No effect within a transaction.
            SqliteSql.Run(connection, "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON");
            // Takes the write lock even where there is nothing to make: a file that cannot be written is found out before hours of reading.
            using (var transaction = WriteTransaction.Begin(connection, lockTimeout, cancellationToken))
            {
                // Another process may have made the tables meanwhile.
                switch (SqliteSchema.Check(connection, path))
                {
                    case 0:
                        SqliteSchema.Create(connection);
                        break;
                    case 1:
                        SqliteMigration.FromVersion1(connection, cancellationToken);
                        break;
                }
                transaction.Commit();
            }
            SqliteSql.Run(connection, "PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON");
            // In WAL mode a power cut may cost the last commits, never the file; the source is then read from the older state.
            SqliteSql.Run(connection, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000");
            return new SqliteWriter(connection, lockTimeout);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SqliteStream<T> Stream<T>(Func<SqliteConnection, IEnumerable<T>> read, CancellationToken cancellationToken) =>
        new(readers, read, cancellationToken);

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var connection = readers.Rent();
            try
            {
                return Task.FromResult(read(connection));
            }
            finally
            {
                readers.Return(connection);
            }
        }
        catch (Exception failure) when (SqliteErrors.IsStoreFailure(failure))
        {
            return Task.FromException<T>(SqliteErrors.Translate(failure, Location));
        }
    }

    private async Task<bool> WriteAsync(Func<SqliteWriter, bool> write, CancellationToken cancellationToken)
    {
        if (writer is null)
            throw Texts.Catalog.Create(nameof(Errors.StoreReadOnly), SyncErrorKind.PermissionDenied, Location, Location, "");

        await writeTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return write(writer);
        }
        catch (Exception failure) when (SqliteErrors.IsStoreFailure(failure))
        {
            throw SqliteErrors.Translate(failure, Location);
        }
        finally
        {
            writeTurn.Release();
        }
    }
}
