using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Sandbox;

namespace ContactSync.PowerShell.Session;

/// <summary>What a PowerShell session remembers between commands. Each runspace has its own; it ends with the runspace.</summary>
internal sealed class SyncSession
{
    private static readonly ConditionalWeakTable<Runspace, SyncSession> Sessions = new();

    private readonly object gate = new();
    private readonly List<SandboxProcess> sandboxes = [];
    private readonly List<SyncEnvironment> environments = [];
    private TenantSession? tenant;

    /// <summary>The tenant that Connect-SyncTenant signed in to.</summary>
    /// <exception cref="SyncException">There is none.</exception>
    public TenantSession Tenant => tenant
        ?? throw Texts.Catalog.Create(nameof(Errors.NotConnected), SyncErrorKind.AuthenticationFailed);

    /// <summary>Whether Connect-SyncTenant signed in to one.</summary>
    public bool IsConnected => tenant is not null;

    /// <summary>The tenant signed in to, where it is that one; null where nobody is signed in to it.</summary>
    public TenantSession? FindTenant(SyncEnvironment environment, string tenantId) =>
        tenant is { } connected && connected.Environment.Authority == environment.Authority
            && string.Equals(connected.TenantId, tenantId, StringComparison.OrdinalIgnoreCase)
            ? connected
            : null;

    /// <summary>The environment of the tenant signed in to, where there is one.</summary>
    public SyncEnvironment? TenantEnvironment => tenant?.Environment;

    /// <summary>The session of a runspace.</summary>
    public static SyncSession Of(Runspace runspace) => Sessions.GetValue(runspace, Begin);

    /// <summary>The sandboxes that run, the latest first.</summary>
    public IReadOnlyList<SandboxProcess> Sandboxes
    {
        get
        {
            lock (gate)
            {
                sandboxes.RemoveAll(sandbox => sandbox.HasExited);
                return [.. Enumerable.Reverse(sandboxes)];
            }
        }
    }

    /// <summary>The environments that a name may mean here: Microsoft's clouds, those made in this session, and its sandboxes.</summary>
    public IReadOnlyList<SyncEnvironment> Environments
    {
        get
        {
            var running = Sandboxes.Select(sandbox => sandbox.Sandbox);
            lock (gate)
                return [.. SyncEnvironment.Clouds, .. running, .. environments];
        }
    }

    /// <summary>
    /// The data folders in which a name is looked for: those of the sandboxes that run, the latest first, then the user's.
    /// </summary>
    public IReadOnlyList<string> DataFolders => [.. Sandboxes.Select(sandbox => sandbox.Sandbox.DataPath!), DataFolder.OfUser()];

    /// <summary>The folders in which the admin's own presets are looked for, in that order.</summary>
    public IEnumerable<string> PresetFolders => DataFolders.Select(DataFolder.Presets);

    /// <summary>Remembers an environment by its name.</summary>
    public void Add(SyncEnvironment environment)
    {
        lock (gate)
        {
            environments.RemoveAll(known => string.Equals(known.Name, environment.Name, StringComparison.OrdinalIgnoreCase));
            environments.Add(environment);
        }
    }

    /// <summary>Remembers a sandbox, so that the session's end is its end.</summary>
    public void Add(SandboxProcess sandbox)
    {
        lock (gate)
            sandboxes.Add(sandbox);
    }

    /// <summary>Makes a tenant the one that the commands for setting up work on, in place of the one before.</summary>
    public async Task ConnectAsync(TenantSession next)
    {
        var previous = Interlocked.Exchange(ref tenant, next);
        if (previous is not null)
            await previous.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Forgets the tenant signed in to; with <paramref name="environment"/>, only where it is one of that.</summary>
    public async Task DisconnectAsync(SyncEnvironment? environment = null)
    {
        if (environment is not null && !ReferenceEquals(tenant?.Environment, environment))
            return;
        if (Interlocked.Exchange(ref tenant, null) is { } previous)
            await previous.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The stores of saved connections in which names are looked for, in that order.</summary>
    public IEnumerable<ConnectionStore> ConnectionStores => DataFolders.Select(folder => new ConnectionStore(folder));

    /// <summary>The names of the saved connections; that of a sandbox's hides the user's of the same name.</summary>
    public IEnumerable<string> ConnectionNames() =>
        ConnectionStores.SelectMany(store => store.Names()).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The saved connections that sign in as an app; a damaged one signs in as none.</summary>
    public IReadOnlyList<SyncConnection> ConnectionsOf(string appId)
    {
        var found = new List<SyncConnection>();
        foreach (var name in ConnectionNames())
        {
            try
            {
                var connection = GetConnection(name).Connection;
                if (string.Equals(connection.ClientId, appId, StringComparison.OrdinalIgnoreCase))
                    found.Add(connection);
            }
            catch (SyncException error)
            {
                Tracing.ToVerbose($"{name}: {error.Message}");
            }
        }
        return found;
    }

    /// <summary>The saved connection of that name.</summary>
    /// <exception cref="SyncException">There is none.</exception>
    public (SyncConnection Connection, ConnectionStore Store) GetConnection(string name)
    {
        foreach (var store in ConnectionStores)
        {
            if (store.Get(name) is { } connection)
                return (connection, store);
        }
        throw Texts.Catalog.Create(nameof(Errors.ConnectionNotFound), SyncErrorKind.NotFound, name, name);
    }

    /// <summary>The saved connection of that name, with what a session in its tenant needs.</summary>
    /// <exception cref="SyncException">There is none, it has no tenant, or what it signs in with cannot be read.</exception>
    public async Task<(SyncConnection Connection, TenantSessionOptions Options)> OpenConnectionAsync(
        string name, CancellationToken cancellationToken)
    {
        var (connection, store) = GetConnection(name);
        var credential = await store.ReadCredentialAsync(connection, cancellationToken).ConfigureAwait(false);
        return (connection, OptionsOf(connection, credential));
    }

    /// <summary>What a session needs in the tenant of a connection that has one.</summary>
    public static TenantSessionOptions OptionsOf(SyncConnection connection, AppCredential credential) => new()
    {
        Environment = connection.Environment,
        TenantId = connection.TenantId!,
        ClientId = connection.ClientId ?? ManagedIdentityCredential.SystemAssigned,
        Credential = credential,
        Trace = Tracing.ToVerbose,
    };

    private static SyncSession Begin(Runspace runspace)
    {
        var session = new SyncSession();
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
                session.End();
        };
        return session;
    }

    private void End()
    {
        lock (gate)
        {
            foreach (var sandbox in sandboxes)
                sandbox.Abandon();
            sandboxes.Clear();
        }
        _ = DisconnectAsync();
    }
}
