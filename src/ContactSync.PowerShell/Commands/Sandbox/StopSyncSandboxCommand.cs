using System.Management.Automation;

namespace ContactSync.PowerShell.Commands;

/// <summary>Stops sandboxes and removes everything that was in them: tenant, connections, phone books.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SyncSandbox", SupportsShouldProcess = true)]
public sealed class StopSyncSandboxCommand : AsyncCmdlet
{
    /// <summary>The sandbox to stop; without it, all of this session.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SyncSandbox? Sandbox { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var chosen = Session.Sandboxes.Where(running => Sandbox is null || running.Sandbox.ProcessId == Sandbox.ProcessId);
        foreach (var running in chosen)
        {
            var action = Texts.Catalog.Text(nameof(Errors.Text_StopSandbox));
            if (!await pipeline.ShouldProcessAsync(running.Sandbox.Authority.AbsoluteUri, action).ConfigureAwait(false))
                continue;
            await Session.DisconnectAsync(running.Sandbox).ConfigureAwait(false);
            await running.StopAsync().ConfigureAwait(false);
        }
    }
}
