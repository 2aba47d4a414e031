using System.Management.Automation;

namespace ContactSync.PowerShell.Commands;

/// <summary>Forgets the tenant signed in to, and its tokens. Saved connections stay.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "SyncTenant")]
public sealed class DisconnectSyncTenantCommand : AsyncCmdlet
{
    /// <inheritdoc/>
    protected override Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) => Session.DisconnectAsync();
}
