using System.Management.Automation;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Commands;

/// <summary>Registers an app as a preset says, or as is named one by one. Run again, it changes only what differs.</summary>
[Cmdlet(VerbsCommon.New, "SyncAppRegistration", SupportsShouldProcess = true)]
[RequiredPermission(DirectoryPermission.ReadApps)]
[RequiredPermission(DirectoryPermission.WriteApps)]
[OutputType(typeof(SyncAppRegistration))]
[RequiredPermission(DirectoryPermission.ReadUsers, For = "-Owner")]
public sealed class NewSyncAppRegistrationCommand : RegistrationCmdlet
{
    /// <summary>The display name, by which the app is found again; without it, that of the preset.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The application id of an app made elsewhere, to be used instead of a new one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <summary>Brings the app back where it was deleted.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var preset = await FindPresetAsync(pipeline).ConfigureAwait(false);
        if (preset is null && !NamesPermissions)
            throw Texts.Catalog.Create(nameof(Errors.PermissionsNotNamed), SyncErrorKind.InvalidArgument, Name);
        var name = Name ?? preset?.AppName ?? throw Texts.Catalog.Create(nameof(Errors.AppNotNamed), SyncErrorKind.InvalidArgument);
        var request = await AskAsync(name, AppId, preset, tenant, pipeline, cancellationToken).ConfigureAwait(false);
        await MakeAsync(request with { Restore = Restore }, tenant, pipeline, cancellationToken).ConfigureAwait(false);
    }
}
