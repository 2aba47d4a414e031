using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.PostgreSql;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Session;

/// <summary>
/// Which stores a command means that names a store, a connection, or neither; and the one place that opens them, by the path of a SQLite
/// file or the address of a PostgreSQL database.
/// </summary>
internal static class PhoneBookStores
{
    /// <summary>
    /// The places: the one named, the connection's, or all of the first data folder (a sandbox's while one runs, else the user's):
    /// its default store and those of its connections. Only those named must exist.
    /// </summary>
    public static IReadOnlyList<string> Find(SyncSession session, string? storePath, string? connection)
    {
        if (storePath is not null)
            return [storePath];
        if (!string.IsNullOrEmpty(connection))
            return [session.GetConnection(connection).Connection.StorePath];
        var folder = session.DataFolders[0];
        var paths = Connections(session).Select(saved => saved.StorePath).Prepend(DataFolder.DefaultStore(folder));
        return [.. paths.Distinct().Where(path => PostgreSqlLocation.IsAddress(path) || File.Exists(path))];
    }

    /// <summary>A connection that fills a store, by whose region and dial rule numbers are read; null where none does.</summary>
    public static SyncConnection? ConnectionOf(SyncSession session, string storePath) =>
        Connections(session).FirstOrDefault(saved => saved.StorePath == storePath);

    /// <summary>A store's place as it was typed, in the form that it is kept in: a full path, or an address.</summary>
    /// <exception cref="SyncException">The address is not valid or has a password in it.</exception>
    public static async Task<string> ResolveAsync(string storePath, CmdletPipeline pipeline) => PostgreSqlLocation.IsAddress(storePath)
        ? PostgreSqlLocation.Parse(storePath).ToString()
        : await pipeline.ResolvePathAsync(storePath).ConfigureAwait(false);

    /// <summary>Opens a store.</summary>
    /// <exception cref="SyncException">It cannot be opened, or its password is not where its address says.</exception>
    public static async Task<IStore> OpenAsync(string place, bool readOnly, CancellationToken cancellationToken)
    {
        if (!PostgreSqlLocation.IsAddress(place))
            return await SqlitePhoneBookStore.OpenAsync(place, readOnly, cancellationToken).ConfigureAwait(false);
        var location = PostgreSqlLocation.Parse(place);
        var password = await ReadPasswordAsync(location, cancellationToken).ConfigureAwait(false);
        return await PostgreSqlPhoneBookStore.OpenAsync(location, password, readOnly, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a store for a run; where nothing is to be written and there is none yet, an empty one.</summary>
    /// <exception cref="SyncException">It cannot be opened, or its password is not where its address says.</exception>
    public static async Task<IPhoneBookStore> OpenForRunAsync(string place, bool readOnly, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(place, readOnly, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error) when (readOnly && error.ErrorId == "StoreNotFound")
        {
            return new EmptyPhoneBookStore(place);
        }
    }

    private static async Task<string?> ReadPasswordAsync(PostgreSqlLocation location, CancellationToken cancellationToken)
    {
        if (location.Secret is not { } reference)
            return null;
        try
        {
            return SecretText.Reveal(await ReferredSecrets.ReadAsync(reference, location.Name, cancellationToken).ConfigureAwait(false));
        }
        // What it says to do is about a connection's own secret.
        catch (SyncException error)
        {
            throw Texts.Catalog.Create(
                error, nameof(Errors.DatabasePasswordUnreadable), error.Kind, location.Name, location.Name, reference);
        }
    }

    /// <summary>The connections of the first data folder that can be read; a damaged one has no store to offer.</summary>
    private static IEnumerable<SyncConnection> Connections(SyncSession session)
    {
        var store = session.ConnectionStores.First();
        foreach (var name in store.Names())
        {
            SyncConnection? connection;
            try
            {
                connection = store.Get(name);
            }
            catch (SyncException)
            {
                connection = null;
            }
            if (connection is not null)
                yield return connection;
        }
    }
}
