using System.Management.Automation;
using System.Security;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that saves a connection: with what it signs in, where its Exchange is, how it reads.</summary>
public abstract class ConnectionCmdlet : SecretReferenceCmdlet, IDialRuleParameters
{
    /// <summary>The parameter sets, a kind of credential each; the first is for none, and for one that lies elsewhere.</summary>
    private protected const string Settings = "Settings", WithCredential = "Credential", WithSecret = "ClientSecret",
        WithFile = "CertificatePath", WithThumbprint = "CertificateThumbprint", WithIdentity = "ManagedIdentity",
        WithPassword = "UserCredential";

    /// <summary>What New-SyncAppCredential issued.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCredential)]
    [ValidateNotNull]
    public SyncAppCredential? Credential { get; set; }

    /// <summary>The application (client) id to sign in as; of a managed identity the user-assigned one's.</summary>
    [Parameter(ParameterSetName = Settings, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WithCredential, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WithSecret, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WithFile, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WithThumbprint, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WithIdentity)]
    [Parameter(ParameterSetName = WithPassword, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId")]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The object id of the app registration, by which an app may change its own certificate.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ObjectId")]
    [ValidateNotNullOrEmpty]
    public string? AppObjectId { get; set; }

    /// <summary>The client secret of an app that exists already.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithSecret)]
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
    [Parameter(ParameterSetName = WithSecret)]
    [Parameter(Mandatory = true, ParameterSetName = WithPassword)]
    [ValidateNotNull]
    public PSCredential? UserCredential { get; set; }

    /// <summary>The user of the password grant whose password lies elsewhere.</summary>
    [Parameter(ParameterSetName = Settings)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The account on an Exchange Server that may act in the name of the mailboxes.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? ExchangeCredential { get; set; }

    /// <summary>That account, where its password lies elsewhere.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExchangeUserName { get; set; }

    /// <summary>How that account proves itself.</summary>
    [Parameter]
    public ExchangeAuthentication? ExchangeAuthentication { get; set; }

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
    public SyncProtocol? Protocol { get; set; }

    /// <summary>The directory (tenant) id, or a domain of the tenant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The ISO 3166 region that national numbers are read in; without it, that of this machine.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public DialForm? DialForm { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyString]
    public string? OutsideLine { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyString]
    public string? AreaCode { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? InternalNumber { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyString]
    public string? ExtensionSeparator { get; set; }

    /// <summary>The phone books' place: a SQLite file, or the address of a PostgreSQL database.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <summary>How the phone system dials, as far as nothing else is given and there is no connection to keep it of.</summary>
    private protected SyncDialRule DialRuleBefore { get; set; } = new();

    /// <summary>The connection that is asked for, not saved yet; and what it signs in with, as far as that is given.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="environment">Where its tenant is.</param>
    /// <param name="basis">The connection of which what is not given is kept; null for a new one.</param>
    /// <param name="pipeline">Where warnings go.</param>
    /// <param name="cancellationToken">Ends the search for an Exchange.</param>
    /// <exception cref="SyncException">What is given does not fit together, or is not enough.</exception>
    private protected async Task<(SyncConnection Connection, ConnectionSecrets Secrets)> DraftAsync(
        string name, SyncEnvironment environment, SyncConnection? basis, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var reference = await FindReferenceAsync(pipeline).ConfigureAwait(false);
        var request = new ConnectionRequest
        {
            Name = name,
            Environment = await WithAuthorityAsync(environment, pipeline, cancellationToken).ConfigureAwait(false),
            Basis = basis,
            GivenKind = GivenKind,
            Credential = Credential,
            ClientId = ClientId,
            AppObjectId = AppObjectId,
            TenantId = TenantId,
            UserName = UserName,
            Reference = reference,
            TakesReference = ParameterSetName is Settings or WithCredential or WithFile,
            ExchangeAccount = ExchangeCredential?.UserName ?? ExchangeUserName,
            HasExchangePassword = ExchangeCredential is not null,
            ExchangeAuthentication = ExchangeAuthentication,
            EwsUrl = EwsUrl,
            Protocol = Protocol,
            Region = Region,
            DialRule = this.ToDialRule(basis?.DialRule ?? DialRuleBefore),
            StorePath = StorePath is null ? null : await PhoneBookStores.ResolveAsync(StorePath, pipeline).ConfigureAwait(false),
        };
        request.Check();
        var secrets = await ToSecretsAsync(reference is not null, pipeline).ConfigureAwait(false);
        var found = await FindExchangeAsync(request, pipeline, cancellationToken).ConfigureAwait(false);
        var connection = request.ToConnection(found);
        if (connection.CredentialKind == CredentialKind.Password && basis?.CredentialKind != CredentialKind.Password)
            pipeline.WriteWarning(Texts.Catalog.Text(nameof(Errors.PasswordGrant), name));
        if (connection.EwsUrl is not null && new ExchangeSettings(connection, new ConnectionSecrets()).IsOnline)
            pipeline.WriteWarning(Texts.Catalog.Text(nameof(Errors.EwsOnlineEnds), name));
        return (connection, secrets);
    }

    private CredentialKind? GivenKind => ParameterSetName switch
    {
        // Beside a client secret too: an app that keeps one shows it with the user's password.
        _ when UserCredential is not null => CredentialKind.Password,
        WithCredential when Credential!.Kind == AppCredentialKind.Certificate => CredentialKind.Certificate,
        WithCredential or WithSecret => CredentialKind.ClientSecret,
        WithFile or WithThumbprint => CredentialKind.Certificate,
        WithIdentity => CredentialKind.ManagedIdentity,
        _ => null,
    };

    /// <summary>The text of the certificate goes into the connection, so that it does not depend on a file that may move.</summary>
    private async Task<SyncEnvironment> WithAuthorityAsync(
        SyncEnvironment environment, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (TrustedCertificate is null)
            return environment;
        var path = await pipeline.ResolvePathAsync(TrustedCertificate).ConfigureAwait(false);
        return environment.With(trustedCertificate: await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Checked here, not in the night: a certificate that is not there, has another password or has ended. A password that lies elsewhere
    /// may lie where only the nightly run gets to.
    /// </summary>
    private async Task<ConnectionSecrets> ToSecretsAsync(bool isElsewhere, CmdletPipeline pipeline)
    {
        var path = CertificatePath is null
            ? Credential?.CertificatePath
            : await pipeline.ResolvePathAsync(CertificatePath).ConfigureAwait(false);
        var password = CertificatePassword ?? Credential?.CertificatePassword;
        var thumbprint = CertificateThumbprint ?? (path is null ? Credential?.Thumbprint : null);
        if (CertificatePath is not null && CertificatePassword is not null && isElsewhere && ExchangeUserName is null)
            throw Texts.Catalog.Create(nameof(Errors.OnePlaceOnly), SyncErrorKind.InvalidArgument);
        var certificate = path is not null && !isElsewhere ? ClientCertificates.FromFile(path, password) :
            thumbprint is not null ? ClientCertificates.FromStore(thumbprint) : null;
        certificate?.CheckLife(TimeProvider.System);
        return new ConnectionSecrets
        {
            ClientSecret = Credential?.Secret ?? ClientSecret,
            KeyId = Credential?.KeyId,
            CertificatePath = path,
            CertificatePassword = password,
            CertificateThumbprint = thumbprint,
            UserName = UserCredential?.UserName ?? UserName,
            Password = UserCredential?.Password,
            ExchangePassword = ExchangeCredential?.Password,
            Impersonation = ImpersonateBy is null ? null : Enum.Parse<EwsImpersonationKind>(ImpersonateBy),
            PinnedThumbprint = PinnedThumbprint,
            DirectoryMailbox = EmailAddress,
        };
    }

    /// <summary>Asks for the address of Exchange, where an account and a mail address are given and no address.</summary>
    private async Task<Uri?> FindExchangeAsync(ConnectionRequest request, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (EwsUrl is not null || EmailAddress is null || request.ExchangeAccount is not { } account)
            return null;
        var password = ExchangeCredential?.Password
            ?? await ReferredSecrets.ReadAsync(request.Reference!, request.Name, cancellationToken).ConfigureAwait(false);
        var signIn = ExchangeSettings.SignIn(request.Authentication, account, password);
        return await ExchangeFinder.FindAsync(EmailAddress, request.Environment, signIn, AllowRedirect, pipeline, cancellationToken)
            .ConfigureAwait(false);
    }
}
