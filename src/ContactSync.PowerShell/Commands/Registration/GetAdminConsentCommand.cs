using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>What an app declares against what the organisation granted, or what one user has.</summary>
[Cmdlet(VerbsCommon.Get, "AdminConsent", DefaultParameterSetName = OfApp)]
[OutputType(typeof(SyncConsent))]
[RequiredPermission(DirectoryPermission.ReadDirectory)]
[RequiredPermission(DirectoryPermission.ReadOrganisation, For = "the organisation's name")]
[RequiredPermission(DirectoryPermission.ReadUsers, For = "-User")]
public sealed class GetAdminConsentCommand : AppCmdlet
{
    /// <summary>The one user whose delegated permissions are shown, by user principal name or object id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    private protected override bool IsForOneApp => false;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new ConsentService(tenant, TimeProvider.System);
        foreach (var consent in await service.GetAsync(app, cancellationToken, User).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
    }
}
