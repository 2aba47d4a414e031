using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>The app registrations of the tenant.</summary>
[Cmdlet(VerbsCommon.Get, "SyncAppRegistration", DefaultParameterSetName = ByName)]
[RequiredPermission(DirectoryPermission.ReadApps)]
[OutputType(typeof(SyncAppRegistration))]
public sealed class GetSyncAppRegistrationCommand : TenantCmdlet
{
    private const string ByName = "ByName", ByAppId = "ByAppId";

    /// <summary>The display name; without it, all.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The application (client) id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByAppId, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <summary>Those that were deleted and can be restored, instead.</summary>
    [Parameter]
    public SwitchParameter Deleted { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new AppRegistrationService(tenant, TimeProvider.System);
        var found = Deleted
            ? service.FindDeletedAsync(Name, AppId, cancellationToken)
            : service.FindAsync(Name, AppId, cancellationToken);
        await foreach (var app in found.ConfigureAwait(false))
            await pipeline.WriteObjectAsync(app).ConfigureAwait(false);
    }
}
