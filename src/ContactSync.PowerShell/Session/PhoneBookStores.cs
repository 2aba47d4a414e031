using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;

namespace ContactSync.PowerShell.Session;

/// <summary>Which stores a command means that names a store, a connection, or neither.</summary>
internal static class PhoneBookStores
{
    /// <summary>
    /// The files: the one named, the connection's, or all of the first data folder (a sandbox's while one runs, else the user's):
    /// its default store and those of its connections. Only those named must exist.
    /// </summary>
    public static IReadOnlyList<string> Find(SyncSession session, string? storePath, string? connection)
    {
        if (storePath is not null)
            return [storePath];
        if (connection is not null)
            return [session.GetConnection(connection).Connection.StorePath];
        var folder = session.DataFolders[0];
        var paths = Connections(session).Select(saved => saved.StorePath).Prepend(DataFolder.DefaultStore(folder));
        return [.. paths.Distinct().Where(File.Exists)];
    }

    /// <summary>A connection that fills a store, by whose region and dial rule numbers are read; null where none does.</summary>
    public static SyncConnection? ConnectionOf(SyncSession session, string storePath) =>
        Connections(session).FirstOrDefault(saved => saved.StorePath == storePath);

    /// <summary>Opens a store for reading.</summary>
    public static async Task<IPhoneBookStore> OpenAsync(string path, CancellationToken cancellationToken) =>
        await SqlitePhoneBookStore.OpenAsync(path, readOnly: true, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a store for a run; where nothing is to be written and there is none yet, an empty one.</summary>
    public static async Task<IPhoneBookStore> OpenForRunAsync(string path, bool readOnly, CancellationToken cancellationToken) =>
        readOnly && !File.Exists(path)
            ? new EmptyPhoneBookStore(path)
            : await SqlitePhoneBookStore.OpenAsync(path, readOnly, cancellationToken).ConfigureAwait(false);

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
