using System.Management.Automation.Runspaces;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Completers;

/// <summary>The saved connections.</summary>
public sealed class ConnectionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
        SyncSession.Of(Runspace.DefaultRunspace).ConnectionNames().Select(name => (name, name));
}
