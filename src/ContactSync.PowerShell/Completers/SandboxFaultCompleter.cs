using System.Management.Automation.Runspaces;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Completers;

/// <summary>The faults that the latest sandbox of this session said it knows when it started.</summary>
public sealed class SandboxFaultCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
        SyncSession.Of(Runspace.DefaultRunspace).Sandboxes.Take(1)
            .SelectMany(running => running.Announcement.Faults.Select(fault => (fault.Key, fault.Value)));
}
