using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Grants for the whole organisation what an app declares, and waits until a fresh token proves it.</summary>
[Cmdlet(VerbsSecurity.Grant, "AdminConsent", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[RequiredPermission(DirectoryPermission.ReadDirectory)]
[RequiredPermission(DirectoryPermission.AssignRoles, For = "application permissions")]
[RequiredPermission(DirectoryPermission.GrantScopes, For = "delegated permissions")]
[OutputType(typeof(SyncConsent))]
public sealed class GrantAdminConsentCommand : AppCmdlet
{
    /// <summary>Does not wait until the grants are known everywhere.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new ConsentService(tenant, TimeProvider.System);
        var changes = await service.PlanGrantAsync(app, cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldChangeAsync(changes).ConfigureAwait(false))
            return;

        foreach (var consent in await service.GrantAsync(app, wait: !NoWait, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
    }
}
