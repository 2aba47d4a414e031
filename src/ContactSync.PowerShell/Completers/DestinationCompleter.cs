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
        // Completing a name waits for no server.
        var files = PhoneBookStores.Find(session, storePath: null, connection: null).Where(path => !PostgreSqlLocation.IsAddress(path));
        foreach (var path in files)
        {
            var store = await PhoneBookStores.OpenAsync(path, readOnly: true, CancellationToken.None).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            await foreach (var destination in store.ListDestinationsAsync(null, CancellationToken.None).ConfigureAwait(false))
                found.Add((destination.Name, $"{destination.Kind}"));
        }
        return found;
    }
}
