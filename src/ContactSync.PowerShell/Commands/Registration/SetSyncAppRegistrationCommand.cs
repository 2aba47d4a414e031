using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Adds to an app registration what it lacks, and with -Exact removes what is not asked for.</summary>
[Cmdlet(VerbsCommon.Set, "SyncAppRegistration", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[OutputType(typeof(SyncAppRegistration))]
[RequiredPermission(DirectoryPermission.ReadApps)]
[RequiredPermission(DirectoryPermission.WriteApps)]
[RequiredPermission(DirectoryPermission.ReadUsers, For = "-Owner")]
public sealed class SetSyncAppRegistrationCommand : RegistrationCmdlet
{
    private const string OfApp = "App", ByName = "Name", ByAppId = "AppId";

    /// <summary>The app.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfApp)]
    [ValidateNotNull]
    public SyncAppRegistration? App { get; set; }

    /// <summary>The app's display name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The app's application (client) id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByAppId)]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <summary>Removes permissions, redirect URIs and owners that are not asked for, each where something was asked for.</summary>
    [Parameter]
    public SwitchParameter Exact { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var preset = await FindPresetAsync(pipeline).ConfigureAwait(false);
        if (Exact && preset is null && !NamesPermissions && !NamesRedirectUris && Owner is null)
            throw Texts.Catalog.Create(nameof(Errors.NothingToBeExact), SyncErrorKind.InvalidArgument);
        var app = await FindAsync(tenant, cancellationToken).ConfigureAwait(false);
        var request = await AskAsync(app.Name, app.AppId, preset, tenant, pipeline, cancellationToken).ConfigureAwait(false);
        request = request with
        {
            ExactPermissions = Exact && (preset is not null || NamesPermissions),
            ExactRedirectUris = Exact && (preset is not null || NamesRedirectUris),
            ExactOwners = Exact && Owner is not null,
        };
        await MakeAsync(request, tenant, pipeline, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SyncAppRegistration> FindAsync(TenantSession tenant, CancellationToken cancellationToken)
    {
        if (App is null)
        {
            var found = new AppRegistrationService(tenant, TimeProvider.System).FindAsync(Name, AppId, cancellationToken);
            return (await AppCmdlet.OnlyAsync(found, Name, cancellationToken).ConfigureAwait(false))!;
        }
        CheckBelongs(App, tenant);
        return App;
    }
}
