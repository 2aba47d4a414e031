using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Session;

/// <summary>The mailboxes behind a saved connection, and all that is open for them.</summary>
internal sealed class ConnectedSource : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> open = [];

    private ConnectedSource(SyncConnection connection) => Connection = connection;

    /// <summary>The connection.</summary>
    public SyncConnection Connection { get; }

    /// <summary>Reads the mailboxes.</summary>
    public IContactSource Source { get; private set; } = null!;

    /// <summary>Shows what there is to read.</summary>
    public ISourceBrowser Browser => (ISourceBrowser)Source;

    /// <summary>What an admin must know before it is used; null where there is nothing.</summary>
    public string? Warning { get; private set; }

    /// <summary>
    /// Opens a connection. Nothing is sent, but for a token where EWS is asked in the name of an app: its tenant is what phone books are
    /// kept under.
    /// </summary>
    /// <param name="session">The PowerShell session.</param>
    /// <param name="name">The connection's name.</param>
    /// <param name="protocol">The protocol asked for; Auto for what the connection says.</param>
    /// <param name="cancellationToken">Ends the wait for a token.</param>
    /// <exception cref="SyncException">There is no such connection, its secret is unreadable, it does not speak the protocol.</exception>
    public static async Task<ConnectedSource> OpenAsync(
        SyncSession session, string name, SyncProtocol protocol, CancellationToken cancellationToken)
    {
        var (connection, store) = session.GetConnection(name);
        var source = new ConnectedSource(connection);
        try
        {
            await source.OpenAsync(session, store, protocol == SyncProtocol.Auto ? connection.Protocol : protocol, cancellationToken)
                .ConfigureAwait(false);
            return source;
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(open))
            await part.DisposeAsync().ConfigureAwait(false);
    }

    private async Task OpenAsync(
        SyncSession session, ConnectionStore store, SyncProtocol protocol, CancellationToken cancellationToken)
    {
        var hasTenant = Connection.CredentialKind is not null;
        var tenant = hasTenant
            ? Keep(TenantSession.Create(
                (await session.OpenConnectionAsync(Connection.Name, cancellationToken).ConfigureAwait(false)).Options))
            : null;
        if (protocol == SyncProtocol.Graph || (protocol == SyncProtocol.Auto && Connection.EwsUrl is null))
        {
            Source = Keep(new GraphContactSource(tenant ?? throw NoTenant(), TimeProvider.System));
            return;
        }
        var exchange = new ExchangeSettings(
            Connection, await store.ReadExchangeSecretsAsync(Connection, cancellationToken).ConfigureAwait(false));
        var ews = await OpenEwsAsync(exchange, tenant, cancellationToken).ConfigureAwait(false);
        // Where there is a directory, mailboxes are found in it whatever reads them: a phone book keeps its key. An app that reads Exchange
        // Online by EWS need not have a right to it.
        Source = tenant is null || exchange.IsOnline
            ? ews
            : Keep(new HybridContactSource(Keep(new GraphContactSource(tenant, TimeProvider.System)), ews, Tracing.ToVerbose, protocol));
        if (exchange.IsOnline)
            Warning = Texts.Catalog.Text(nameof(Errors.EwsOnlineEnds), Connection.Name);
    }

    private async Task<EwsContactSource> OpenEwsAsync(
        ExchangeSettings exchange, TenantSession? tenant, CancellationToken cancellationToken)
    {
        var client = new EwsClient(exchange.ToClientOptions(tenant));
        Keep(new Closing(client));
        var token = exchange.Authentication == ExchangeAuthentication.OAuth
            ? await tenant!.GetTokenAsync(exchange.Resource, forceRefresh: false, cancellationToken).ConfigureAwait(false)
            : null;
        return Keep(new EwsContactSource(client, exchange.ToSourceOptions(token?.TenantId ?? tenant?.TenantId)));
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        open.Add(part);
        return part;
    }

    private SyncException NoTenant() => Texts.Catalog.Create(
        nameof(Errors.ConnectionWithoutTenant), SyncErrorKind.InvalidArgument, Connection.Name, Connection.Name, Connection.EwsUrl);

    private sealed class Closing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
