using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Grants for the whole organisation what an app declares, and waits until a fresh token proves it.</summary>
[Cmdlet(VerbsSecurity.Grant, "AdminConsent", SupportsShouldProcess = true)]
[OutputType(typeof(SyncConsent))]
public sealed class GrantAdminConsentCommand : TenantCmdlet
{
    /// <summary>The app.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SyncAppRegistration App { get; set; } = null!;

    /// <summary>Does not wait until the grants are known everywhere.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        CheckBelongs(App, tenant);
        var service = new ConsentService(tenant, TimeProvider.System);
        var changes = await service.PlanGrantAsync(App, cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldChangeAsync(changes).ConfigureAwait(false))
            return;

        foreach (var consent in await service.GrantAsync(App, wait: !NoWait, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
    }
}
