using System.Management.Automation;

namespace ContactSync.PowerShell.Commands;

/// <summary>The sandboxes that run in this session, the latest first.</summary>
[Cmdlet(VerbsCommon.Get, "SyncSandbox")]
[OutputType(typeof(SyncSandbox))]
public sealed class GetSyncSandboxCommand : AsyncCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var running in Session.Sandboxes)
            await pipeline.WriteObjectAsync(running.Sandbox).ConfigureAwait(false);
    }
}
