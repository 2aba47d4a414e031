using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Takes back what an app was granted: all, some, or what it no longer declares.</summary>
[Cmdlet(
    VerbsSecurity.Revoke, "AdminConsent", DefaultParameterSetName = OfApp, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncConsent))]
[RequiredPermission(DirectoryPermission.ReadDirectory)]
[RequiredPermission(DirectoryPermission.ReadOrganisation, For = "the organisation's name")]
[RequiredPermission(DirectoryPermission.AssignRoles, For = "application permissions")]
[RequiredPermission(DirectoryPermission.GrantScopes, For = "delegated permissions")]
[RequiredPermission(DirectoryPermission.ReadUsers, For = "-User")]
public sealed class RevokeAdminConsentCommand : AppCmdlet
{
    /// <summary>The permissions to take back, by their values; without it all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PresetPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Permission { get; set; }

    /// <summary>Takes back only what the registration does not declare any more.</summary>
    [Parameter]
    public SwitchParameter NotDeclared { get; set; }

    /// <summary>The one user whose own consent is taken back, by user principal name or object id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new ConsentService(tenant, TimeProvider.System);
        var selection = new ConsentSelection(Permission, NotDeclared);
        var changes = await service.PlanRevokeAsync(app, selection, cancellationToken, User).ConfigureAwait(false);
        if (!await pipeline.ShouldChangeAsync(changes).ConfigureAwait(false))
            return;

        foreach (var consent in await service.RevokeAsync(app, selection, cancellationToken, User).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
    }
}
