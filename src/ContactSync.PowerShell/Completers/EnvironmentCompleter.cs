using System.Management.Automation.Runspaces;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Completers;

/// <summary>Microsoft's clouds, the environments made in this session and its sandboxes.</summary>
public sealed class EnvironmentCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
        SyncSession.Of(Runspace.DefaultRunspace).Environments.Select(known => (known.Name, known.GraphEndpoint.AbsoluteUri));
}
