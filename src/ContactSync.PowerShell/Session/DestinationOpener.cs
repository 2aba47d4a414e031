using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.Microsoft365.ManagedFolders;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Session;

/// <summary>
/// Opens the ways to destinations. What many of them share, the connection to their mailboxes, is opened once and closed with this.
/// </summary>
internal sealed class DestinationOpener(SyncSession session) : IAsyncDisposable
{
    private readonly Dictionary<string, ConnectedSource> sources = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens the way to a destination. Nothing is sent to it yet.</summary>
    /// <exception cref="SyncException">Its settings make no sense, or its password or connection cannot be read.</exception>
    public async Task<IDestination> OpenAsync(StoredDestination destination, CancellationToken cancellationToken)
    {
        var settings = DestinationSettings.Parse(destination.Settings);
        if (DestinationFiles.Kinds.Contains(destination.Kind))
            return DestinationFiles.Open(destination.Kind, settings);
        if (destination.Kind == DestinationKind.MailboxFolder)
            return new MailboxFolderDestination(await OpenSourceAsync(settings.Through!, cancellationToken).ConfigureAwait(false), settings);
        var password = await DestinationPasswords.ReadAsync(session, destination, settings, cancellationToken).ConfigureAwait(false);
        return DestinationServers.Open(destination.Kind, settings, password);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
            await source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IContactSource> OpenSourceAsync(string connection, CancellationToken cancellationToken)
    {
        if (!sources.TryGetValue(connection, out var source))
        {
            source = await ConnectedSource.OpenAsync(session, connection, SyncProtocol.Auto, cancellationToken).ConfigureAwait(false);
            sources.Add(connection, source);
        }
        return source.Source;
    }
}
