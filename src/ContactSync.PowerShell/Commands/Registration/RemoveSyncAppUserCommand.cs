using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Takes users and groups off an app.</summary>
[Cmdlet(
    VerbsCommon.Remove, "SyncAppUser", DefaultParameterSetName = OfApp, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncAppUser))]
public sealed class RemoveSyncAppUserCommand : AppUserCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new AppUserService(tenant, TimeProvider.System);
        foreach (var assigned in await service.PlanRemoveAsync(app, User, Group, cancellationToken).ConfigureAwait(false))
        {
            var action = Texts.Catalog.Text(nameof(Errors.Text_TakeUserOff), assigned.Name, assigned.Role);
            if (!await pipeline.ShouldProcessAsync(app.Name, action).ConfigureAwait(false))
                continue;
            await service.RemoveAsync(app, [assigned], cancellationToken).ConfigureAwait(false);
            await pipeline.WriteObjectAsync(assigned).ConfigureAwait(false);
        }
    }
}
