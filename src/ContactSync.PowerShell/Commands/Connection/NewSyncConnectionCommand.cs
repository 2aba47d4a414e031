using System.Globalization;
using System.Management.Automation;
using System.Security;
using ContactSync.Engine.Numbers;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Saves where and as whom to read contacts, secrets encrypted. A connection of the same name is updated.</summary>
[Cmdlet(VerbsCommon.New, "SyncConnection", DefaultParameterSetName = WithExchange, SupportsShouldProcess = true)]
[OutputType(typeof(SyncConnection))]
public sealed class NewSyncConnectionCommand : AsyncCmdlet
{
    private const string WithCredential = "Credential", WithSecret = "ClientSecret", WithFile = "CertificatePath",
        WithThumbprint = "CertificateThumbprint", WithIdentity = "ManagedIdentity", WithPassword = "UserCredential",
        WithExchange = "Exchange";

    /// <summary>The name the connection is called by.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>What New-SyncAppCredential issued.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCredential)]
    [ValidateNotNull]
    public SyncAppCredential? Credential { get; set; }

    /// <summary>The application (client) id to sign in as; of a managed identity the user-assigned one's.</summary>
    [Parameter(ParameterSetName = WithCredential, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = WithSecret, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = WithFile, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = WithThumbprint, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WithIdentity)]
    [Parameter(Mandatory = true, ParameterSetName = WithPassword, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId")]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The client secret of an app that exists already.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithSecret)]
    [Parameter(ParameterSetName = WithPassword)]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>A PFX or PEM file with the app's certificate and its key. It stays where it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithFile)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>What the certificate's file is encrypted with.</summary>
    [Parameter(ParameterSetName = WithFile)]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The thumbprint of the app's certificate in the certificate store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithThumbprint)]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>Signs in as the identity of the Azure resource that the sync runs on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithIdentity)]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>A user's name and password, for the password grant. It ends where the account needs a second factor.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithPassword)]
    [ValidateNotNull]
    public PSCredential? UserCredential { get; set; }

    /// <summary>The account on an Exchange Server that may act in the name of the mailboxes.</summary>
    [Parameter(ParameterSetName = WithCredential)]
    [Parameter(ParameterSetName = WithSecret)]
    [Parameter(ParameterSetName = WithFile)]
    [Parameter(ParameterSetName = WithThumbprint)]
    [Parameter(ParameterSetName = WithIdentity)]
    [Parameter(ParameterSetName = WithPassword)]
    [Parameter(Mandatory = true, ParameterSetName = WithExchange)]
    [ValidateNotNull]
    public PSCredential? ExchangeCredential { get; set; }

    /// <summary>How that account proves itself.</summary>
    [Parameter]
    public ExchangeAuthentication ExchangeAuthentication { get; set; } = ExchangeAuthentication.Basic;

    /// <summary>The address of Exchange Web Services.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EwsUrl { get; set; }

    /// <summary>A mailbox's mail address, from which the address of Exchange Web Services is found out.</summary>
    [Parameter]
    [ValidatePattern("^[^@]+@[^@]+$")]
    public string? EmailAddress { get; set; }

    /// <summary>Domains that the search may be led to beside that of the mail address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowRedirect { get; set; } = [];

    /// <summary>By what mailboxes are named to Exchange.</summary>
    [Parameter]
    [ValidateSet(nameof(EwsImpersonationKind.PrimarySmtpAddress), nameof(EwsImpersonationKind.SmtpAddress))]
    public string? ImpersonateBy { get; set; }

    /// <summary>A PEM file of authorities to trust beside those of the machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedCertificate { get; set; }

    /// <summary>The thumbprint, SHA-256 or SHA-1, of the one certificate that the Exchange server may show.</summary>
    [Parameter]
    [ValidatePattern("^[0-9A-Fa-f: ]{40,}$")]
    public string? PinnedThumbprint { get; set; }

    /// <summary>The protocol mailboxes are read by; Auto decides for each mailbox.</summary>
    [Parameter]
    public SyncProtocol Protocol { get; set; }

    /// <summary>The directory (tenant) id, or a domain of the tenant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>Where the tenant is; without it, where Connect-SyncTenant signed in, else Global.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EnvironmentTransformation]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNull]
    public SyncEnvironment? Environment { get; set; }

    /// <summary>The ISO 3166 region that national numbers are read in; without it, that of this machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>The file of the phone books.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var environment = await FindEnvironmentAsync(pipeline, cancellationToken).ConfigureAwait(false);
        var folder = DataFolder.Of(environment);
        var store = new ConnectionStore(folder);
        var previous = Previous(store);
        var secrets = await ToSecretsAsync(pipeline).ConfigureAwait(false);
        var ewsUrl = await FindExchangeAsync(environment, pipeline, cancellationToken).ConfigureAwait(false);
        var connection = new SyncConnection
        {
            Name = Name,
            Environment = environment,
            TenantId = Kind is null ? null : RequireTenant(environment),
            ClientId = CheckClientId(),
            CredentialKind = Kind,
            CredentialEnd = Credential?.End,
            Protocol = Protocol,
            EwsUrl = ewsUrl,
            ExchangeAuthentication = ewsUrl is null ? null : Authentication,
            ExchangeAccount = ewsUrl is null ? null : ExchangeCredential?.UserName,
            Region = new PhoneNumberReader(Region ?? previous?.Region ?? RegionOfMachine()).Region,
            StorePath = StorePath is null
                ? previous?.StorePath ?? DataFolder.DefaultStore(folder)
                : await pipeline.ResolvePathAsync(StorePath).ConfigureAwait(false),
            Path = "",
        };
        Warn(connection, pipeline);
        var action = previous is null ? "Save connection" : "Update connection";
        if (await pipeline.ShouldProcessAsync($"{Name} ({Describe(connection)})", action).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(store.Save(connection, secrets)).ConfigureAwait(false);
    }

    /// <summary>The kind of credential for the tenant; null where there is only an Exchange Server.</summary>
    private CredentialKind? Kind => ParameterSetName switch
    {
        WithFile or WithThumbprint => CredentialKind.Certificate,
        WithCredential when Credential!.Kind == AppCredentialKind.Certificate => CredentialKind.Certificate,
        WithIdentity => CredentialKind.ManagedIdentity,
        WithPassword => CredentialKind.Password,
        WithExchange => null,
        _ => CredentialKind.ClientSecret,
    };

    /// <summary>An account proves itself as asked for; where there is none, the app does.</summary>
    private ExchangeAuthentication Authentication =>
        ExchangeCredential is null ? ContactSync.ExchangeAuthentication.OAuth : RequirePassword();

    /// <summary>A name and password are no token.</summary>
    private ExchangeAuthentication RequirePassword() => ExchangeAuthentication != ContactSync.ExchangeAuthentication.OAuth
        ? ExchangeAuthentication
        : throw Texts.Catalog.Create(nameof(Errors.ExchangeAccountWithToken), SyncErrorKind.InvalidArgument, Name);

    private static string Describe(SyncConnection connection) => string.Join(
        ", ", new[]
        {
            connection.TenantId is null ? null : $"{connection.ClientId ?? ManagedIdentityCredential.SystemAssigned} in {connection.TenantId}",
            connection.EwsUrl is null ? null : $"{connection.ExchangeAccount ?? connection.ClientId} at {connection.EwsUrl}",
        }.OfType<string>());

    private static void Warn(SyncConnection connection, CmdletPipeline pipeline)
    {
        if (connection.CredentialKind == CredentialKind.Password)
            pipeline.WriteWarning(Texts.Catalog.Text(nameof(Errors.PasswordGrant), connection.Name));
        if (connection.EwsUrl is not null && new ExchangeSettings(connection, new ConnectionSecrets()).IsOnline)
            pipeline.WriteWarning(Texts.Catalog.Text(nameof(Errors.EwsOnlineEnds), connection.Name));
    }

    /// <summary>The text of the certificate goes into the connection, so that it does not depend on a file that may move.</summary>
    private async Task<SyncEnvironment> FindEnvironmentAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var environment = Environment ?? Session.TenantEnvironment ?? SyncEnvironment.Global;
        if (TrustedCertificate is null)
            return environment;
        var path = await pipeline.ResolvePathAsync(TrustedCertificate).ConfigureAwait(false);
        var pem = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        return environment.With(trustedCertificate: pem);
    }

    private string RequireTenant(SyncEnvironment environment) =>
        TenantId ?? Credential?.TenantId ?? environment.TenantId
        ?? throw Texts.Catalog.Create(nameof(Errors.TenantIdMissing), SyncErrorKind.InvalidArgument, environment, environment.Name);

    /// <summary>Checked here, not in the night: a certificate that is not there, has another password or has ended.</summary>
    private async Task<ConnectionSecrets> ToSecretsAsync(CmdletPipeline pipeline)
    {
        var path = CertificatePath is null
            ? Credential?.CertificatePath
            : await pipeline.ResolvePathAsync(CertificatePath).ConfigureAwait(false);
        var password = CertificatePassword ?? Credential?.CertificatePassword;
        var thumbprint = CertificateThumbprint ?? (path is null ? Credential?.Thumbprint : null);
        var certificate = path is not null ? ClientCertificates.FromFile(path, password) :
            thumbprint is not null ? ClientCertificates.FromStore(thumbprint) : null;
        certificate?.CheckLife(TimeProvider.System);
        return new ConnectionSecrets
        {
            ClientSecret = Credential?.Secret ?? ClientSecret,
            KeyId = Credential?.KeyId,
            CertificatePath = path,
            CertificatePassword = password,
            CertificateThumbprint = thumbprint,
            UserName = UserCredential?.UserName,
            Password = UserCredential?.Password,
            ExchangePassword = ExchangeCredential?.Password,
            Impersonation = ImpersonateBy is null ? null : Enum.Parse<EwsImpersonationKind>(ImpersonateBy),
            PinnedThumbprint = PinnedThumbprint,
            DirectoryMailbox = EmailAddress,
        };
    }

    /// <summary>The address given, found out, or of the environment; null where no Exchange is asked for.</summary>
    private async Task<Uri?> FindExchangeAsync(
        SyncEnvironment environment, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (EwsUrl is not null)
        {
            return EwsUrl is { IsAbsoluteUri: true, Scheme: "https" }
                ? EwsUrl
                : throw Texts.Catalog.Create(nameof(Errors.EwsUrlNotHttps), SyncErrorKind.InvalidArgument, EwsUrl, EwsUrl);
        }
        if (EmailAddress is not null && ExchangeCredential is { } account)
        {
            var signIn = ExchangeSettings.SignIn(RequirePassword(), account.UserName, account.Password);
            return await ExchangeFinder.FindAsync(EmailAddress, environment, signIn, AllowRedirect, pipeline, cancellationToken)
                .ConfigureAwait(false);
        }
        if (ExchangeCredential is not null && environment.IsMicrosoftCloud)
            throw Texts.Catalog.Create(nameof(Errors.EwsUrlNeeded), SyncErrorKind.InvalidArgument, Name, Name);
        return ExchangeCredential is not null || Protocol == SyncProtocol.Ews ? environment.EwsUrl : null;
    }

    /// <summary>The connection of that name, whose region and store stay unless others are given; a damaged one is replaced.</summary>
    private SyncConnection? Previous(ConnectionStore store)
    {
        try
        {
            return store.Get(Name);
        }
        catch (SyncException)
        {
            return null;
        }
    }

    private string? CheckClientId() =>
        Credential is null || ClientId is null || string.Equals(ClientId, Credential.AppId, StringComparison.OrdinalIgnoreCase)
            ? ClientId ?? Credential?.AppId
            : throw Texts.Catalog.Create(
                nameof(Errors.CredentialOfOtherApp), SyncErrorKind.InvalidArgument, Credential, Credential.AppId, ClientId);

    /// <summary>The country of the machine's culture. A container or a runbook often has none.</summary>
    private string RegionOfMachine()
    {
        var region = RegionInfo.CurrentRegion.TwoLetterISORegionName;
        return PhoneNumberReader.IsRegion(region)
            ? region
            : throw Texts.Catalog.Create(nameof(Errors.RegionNeeded), SyncErrorKind.InvalidArgument, Name);
    }
}
