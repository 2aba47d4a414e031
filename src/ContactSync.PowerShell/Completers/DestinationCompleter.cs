using System.Management.Automation.Runspaces;
using ContactSync.PhoneBooks.Stores.PostgreSql;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Completers;

/// <summary>The destinations of the stores in use.</summary>
public sealed class DestinationCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices()
    {
        var session = SyncSession.Of(Runspace.DefaultRunspace);
        return Task.Run(() => ReadAsync(session)).GetAwaiter().GetResult();
    }

    private static async Task<List<(string, string)>> ReadAsync(SyncSession session)
    {
        var found = new List<(string, string)>();
        // Completing a name waits for no server, and asks no vault for its password.
        var files = PhoneBookStores.Find(session, storePath: null, connection: null).Where(path => !PostgreSqlLocation.IsAddress(path));
        foreach (var path in files)
        {
            try
            {
                var store = await PhoneBookStores.OpenAsync(path, readOnly: true, CancellationToken.None).ConfigureAwait(false);
                await using var _ = store.ConfigureAwait(false);
                found.AddRange((await Destinations.ListAsync(store, CancellationToken.None).ConfigureAwait(false))
                    .Select(destination => (destination.Name, $"{destination.Kind}")));
            }
            catch (SyncException)
            {
                // A store that cannot be read has no names to offer; the others have.
            }
        }
        return found;
    }
}
