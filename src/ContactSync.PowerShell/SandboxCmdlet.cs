using System.Management.Automation;
using ContactSync.PowerShell.Sandbox;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that does something in a running sandbox.</summary>
public abstract class SandboxCmdlet : AsyncCmdlet
{
    /// <summary>The sandbox; without it, the latest of this session.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public SyncSandbox? Sandbox { get; set; }

    /// <summary>The sandbox meant.</summary>
    /// <exception cref="SyncException">It does not run, or none does.</exception>
    private protected SandboxProcess FindSandbox() =>
        Session.Sandboxes.FirstOrDefault(running => Sandbox is null || running.Sandbox.ProcessId == Sandbox.ProcessId)
        ?? throw Texts.Catalog.Create(nameof(Errors.SandboxNotRunning), SyncErrorKind.NotFound, Sandbox);
}
