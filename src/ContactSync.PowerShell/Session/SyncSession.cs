using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
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

    /// <summary>The saved connection of that name.</summary>
    /// <exception cref="SyncException">There is none.</exception>
    public (SyncConnection Connection, ConnectionStore Store) GetConnection(string name)
    {
        foreach (var store in DataFolders.Select(folder => new ConnectionStore(folder)))
        {
            if (store.Get(name) is { } connection)
                return (connection, store);
        }
        throw Texts.Catalog.Create(nameof(Errors.ConnectionNotFound), SyncErrorKind.NotFound, name, name);
    }

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
    }
}
