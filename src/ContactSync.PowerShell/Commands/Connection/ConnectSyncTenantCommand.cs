using System.Management.Automation;
using System.Security;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Signs in to the tenant that is to be set up. It lasts for the session and is saved nowhere.</summary>
[Cmdlet(VerbsCommunications.Connect, "SyncTenant", DefaultParameterSetName = WithBrowser)]
public sealed class ConnectSyncTenantCommand : AsyncCmdlet
{
    private const string WithBrowser = "Browser", WithDeviceCode = "DeviceCode", WithSecret = "ClientSecret",
        WithThumbprint = "CertificateThumbprint", WithFile = "CertificatePath", WithIdentity = "ManagedIdentity",
        WithFederation = "FederatedTokenFile", WithToken = "AccessToken";

    /// <summary>Where the tenant is: Global, USGov, USGovDoD, China, a sandbox, or what New-SyncEnvironment made.</summary>
    [Parameter]
    [EnvironmentTransformation]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNull]
    public SyncEnvironment Environment { get; set; } = SyncEnvironment.Global;

    /// <summary>The directory (tenant) id or a domain of the tenant; a sandbox, a person and a token know their own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The application id of an app that may set up others; for a person, Microsoft's own client where it is left out.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithDeviceCode)]
    [Parameter(Mandatory = true, ParameterSetName = WithSecret)]
    [Parameter(Mandatory = true, ParameterSetName = WithThumbprint)]
    [Parameter(Mandatory = true, ParameterSetName = WithFile)]
    [Parameter(ParameterSetName = WithIdentity)]
    [Parameter(Mandatory = true, ParameterSetName = WithFederation)]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>Signs in on another device, with a code that is typed there.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithDeviceCode)]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>The permissions of Microsoft Graph to ask the person for, in place of those that this module's commands need.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithDeviceCode)]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Scope { get; set; }

    /// <summary>That app's client secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithSecret)]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>The thumbprint of that app's certificate in the certificate store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithThumbprint)]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A PFX or PEM file with that app's certificate and its key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithFile)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>What the certificate's file is encrypted with.</summary>
    [Parameter(ParameterSetName = WithFile)]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>Signs in as the identity of the Azure resource that this runs on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithIdentity)]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>A file with a token of another identity provider, which that app trusts. It is read anew for each sign-in.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithFederation)]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenFile { get; set; }

    /// <summary>An access token for Microsoft Graph that is already there.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithToken)]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>An access token for Exchange Online, which one for Microsoft Graph cannot stand in for.</summary>
    [Parameter(ParameterSetName = WithToken)]
    [ValidateNotNull]
    public SecureString? ExchangeAccessToken { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var credential = await ToCredentialAsync(pipeline).ConfigureAwait(false);
        var given = (credential as AccessTokenCredential)?.Read();
        var tenant = TenantSession.Create(new TenantSessionOptions
        {
            Environment = Environment,
            TenantId = FindTenant(given),
            ClientId = FindClient(given),
            Credential = credential,
            Trace = Tracing.ToVerbose,
        });
        try
        {
            var token = await tenant.GetTokenAsync(Environment.GraphResource, forceRefresh: false, cancellationToken).ConfigureAwait(false);
            if (ExchangeAccessToken is not null)
                await tenant.GetTokenAsync(Environment.ExchangeResource, forceRefresh: false, cancellationToken).ConfigureAwait(false);
            pipeline.WriteVerbose($"Signed in to tenant {tenant.TenantId} as {token.UserName ?? tenant.ClientId}: {token}");
        }
        catch
        {
            await tenant.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await Session.ConnectAsync(tenant).ConfigureAwait(false);
    }

    private async Task<AppCredential> ToCredentialAsync(CmdletPipeline pipeline) => ParameterSetName switch
    {
        WithSecret => new ClientSecretCredential(ClientSecret!.Copy()),
        WithThumbprint => ClientCertificates.FromStore(CertificateThumbprint!),
        WithFile => ClientCertificates.FromFile(
            await pipeline.ResolvePathAsync(CertificatePath!).ConfigureAwait(false), CertificatePassword),
        WithIdentity => new ManagedIdentityCredential(ClientId),
        WithFederation => new FederatedTokenCredential(await pipeline.ResolvePathAsync(FederatedTokenFile!).ConfigureAwait(false)),
        WithToken => new AccessTokenCredential(AccessToken!.Copy(), ExchangeAccessToken?.Copy()),
        WithDeviceCode => new DeviceCodeCredential(Scopes, Show),
        _ => new BrowserCredential(Scopes),
    };

    private IReadOnlyList<string> Scopes => Scope ?? RequiredPermissionAttribute.AllScopes;

    private string FindClient(AccessToken? token) => ClientId ?? ParameterSetName switch
    {
        WithIdentity => ManagedIdentityCredential.SystemAssigned,
        WithToken => token!.AppId ?? throw NotOurs(token),
        _ => PersonCredential.GraphCommandLineTools,
    };

    private string FindTenant(AccessToken? token)
    {
        if (token is not null)
        {
            var own = token.TenantId ?? throw NotOurs(token);
            return TenantId is null || !Guid.TryParse(TenantId, out var named) || named == Guid.Parse(own)
                ? own
                : throw Texts.Catalog.Create(
                    nameof(Errors.TokenOfOtherTenant), SyncErrorKind.InvalidArgument, TenantId, own, TenantId);
        }
        var mayBeAny = ParameterSetName is WithBrowser or WithDeviceCode or WithIdentity;
        return TenantId ?? Environment.TenantId ?? (mayBeAny ? TenantSessionOptions.AnyTenant : throw Texts.Catalog.Create(
            nameof(Errors.TenantIdMissing), SyncErrorKind.InvalidArgument, Environment, Environment.Name));
    }

    private static SyncException NotOurs(AccessToken token) => Texts.Catalog.Create(
        nameof(Errors.TokenWithoutTenant), SyncErrorKind.InvalidArgument, null, token.Audience);

    /// <summary>To the person before the screen, whatever the preferences; of the cmdlet at work when the sign-in is asked for.</summary>
    private static void Show(string text) => CmdletPipeline.Current?.WriteHost(text);
}
