using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>What an app declares against what the organisation granted.</summary>
[Cmdlet(VerbsCommon.Get, "AdminConsent", DefaultParameterSetName = OfApp)]
[RequiredPermission(DirectoryPermission.ReadDirectory)]
[OutputType(typeof(SyncConsent))]
public sealed class GetAdminConsentCommand : AppCmdlet
{
    private protected override bool IsForOneApp => false;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var consents = await new ConsentService(tenant, TimeProvider.System).GetAsync(app, cancellationToken).ConfigureAwait(false);
        foreach (var consent in consents)
            await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
    }
}
