using System.Management.Automation;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Commands;

/// <summary>Takes from an app what Grant-SyncMailboxAccess gave it.</summary>
[Cmdlet(VerbsSecurity.Revoke, "SyncMailboxAccess", DefaultParameterSetName = OfApp, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncMailboxAccess))]
public sealed class RevokeSyncMailboxAccessCommand : AppCmdlet
{
    /// <summary>Only for this group; without it, for all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Group { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new MailboxAccessService(tenant, TimeProvider.System);
        var plan = await service.PlanRevokeAsync(app, Group, cancellationToken).ConfigureAwait(false);
        if (plan.Changes.Count == 0 || !await pipeline.ShouldChangeAsync(plan.Changes).ConfigureAwait(false))
            return;

        foreach (var access in await service.RevokeAsync(plan, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(access).ConfigureAwait(false);
        pipeline.WriteWarning(MailboxAccessService.CacheNote(app));
    }
}
