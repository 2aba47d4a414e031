using System.Management.Automation;
using ContactSync.PowerShell.Sandbox;

namespace ContactSync.PowerShell.Commands;

/// <summary>Takes back the faults that still wait in a sandbox.</summary>
[Cmdlet(VerbsCommon.Clear, "SyncSandboxFault", SupportsShouldProcess = true)]
public sealed class ClearSyncSandboxFaultCommand : SandboxCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var process = FindSandbox();
        var action = Texts.Catalog.Text(nameof(Errors.Text_ClearFaults));
        if (!await pipeline.ShouldProcessAsync(process.Sandbox.Authority.AbsoluteUri, action).ConfigureAwait(false))
            return;
        using var control = new SandboxControl(process);
        await control.SendAsync(HttpMethod.Delete, "faults", null, cancellationToken).ConfigureAwait(false);
    }
}
