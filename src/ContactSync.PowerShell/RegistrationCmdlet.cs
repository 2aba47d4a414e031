using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that is told what an app registration shall be.</summary>
public abstract class RegistrationCmdlet : TenantCmdlet
{
    private const string DefaultAudience = "AzureADMyOrg";

    /// <summary>A preset, by name: permissions, redirect URIs and audience of a product or task.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    /// <summary>The file of a preset of one's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PresetPath { get; set; }

    /// <summary>Application permissions; those of another resource than Microsoft Graph as resource/permission.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ApplicationPermissionCompleter))]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[] ApplicationPermission { get; set; } = [];

    /// <summary>Delegated permissions; those of another resource than Microsoft Graph as resource/permission.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DelegatedPermissionCompleter))]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[] DelegatedPermission { get; set; } = [];

    /// <summary>Redirect URIs of a web server.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[] RedirectUri { get; set; } = [];

    /// <summary>Redirect URIs of a program on a device.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[] PublicClientRedirectUri { get; set; } = [];

    /// <summary>Redirect URIs of a page that signs in from the browser.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[] SpaRedirectUri { get; set; } = [];

    /// <summary>Which accounts may use the app.</summary>
    [Parameter]
    [ValidateSet(DefaultAudience, "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount")]
    public string? SignInAudience { get; set; }

    /// <summary>Owners: users by sign-in name or object id, apps by client id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Owner { get; set; }

    /// <summary>What to note about the app.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    public string? Notes { get; set; }

    /// <summary>A PNG, JPEG or GIF picture of at most 100 KB, shown at sign-in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogoPath { get; set; }

    private protected bool NamesPermissions => IsBound(nameof(ApplicationPermission)) || IsBound(nameof(DelegatedPermission));

    private protected bool NamesRedirectUris =>
        IsBound(nameof(RedirectUri)) || IsBound(nameof(PublicClientRedirectUri)) || IsBound(nameof(SpaRedirectUri));

    /// <summary>The preset that was named; null where none was.</summary>
    private protected async Task<AppPreset?> FindPresetAsync(CmdletPipeline pipeline)
    {
        if (Preset is not null && PresetPath is not null)
            throw Texts.Catalog.Create(nameof(Errors.PresetNamedTwice), SyncErrorKind.InvalidArgument);
        if (PresetPath is not null)
            return AppPresets.Read(await pipeline.ResolvePathAsync(PresetPath).ConfigureAwait(false));
        return Preset is null ? null : AppPresets.Find(Preset, Session.PresetFolders);
    }

    /// <summary>All that was said of the app.</summary>
    private protected async Task<AppRegistrationRequest> AskAsync(
        string name, string? appId, AppPreset? preset, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var catalog = PermissionCatalog.Of(tenant);
        var permissions = new List<PresetPermission>();
        foreach (var text in ApplicationPermission)
            permissions.Add(await catalog.FindAsync(text, PermissionType.Application, cancellationToken).ConfigureAwait(false));
        foreach (var text in DelegatedPermission)
            permissions.Add(await catalog.FindAsync(text, PermissionType.Delegated, cancellationToken).ConfigureAwait(false));
        var logo = LogoPath is null ? null : AppLogo.Read(await pipeline.ResolvePathAsync(LogoPath).ConfigureAwait(false));
        return new AppRegistrationRequest(name, preset ?? new AppPreset("", "", DefaultAudience, []), appId)
        {
            Permissions = permissions,
            SignInAudience = SignInAudience,
            RedirectUris =
            [
                .. RedirectUri.Select(uri => new SyncRedirectUri(RedirectPlatform.Web, uri)),
                .. PublicClientRedirectUri.Select(uri => new SyncRedirectUri(RedirectPlatform.PublicClient, uri)),
                .. SpaRedirectUri.Select(uri => new SyncRedirectUri(RedirectPlatform.Spa, uri)),
            ],
            Owners = Owner,
            Notes = Notes,
            Logo = logo,
        };
    }

    /// <summary>Says what has to be known, asks, and makes the changes that are needed.</summary>
    private protected static async Task MakeAsync(
        AppRegistrationRequest request, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new AppRegistrationService(tenant, TimeProvider.System);
        var plan = await service.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var warning in plan.Warnings)
            pipeline.WriteWarning(warning);
        if (!await pipeline.ShouldChangeAsync(plan.Changes).ConfigureAwait(false))
            return;
        await pipeline.WriteObjectAsync(await service.ApplyAsync(plan, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
