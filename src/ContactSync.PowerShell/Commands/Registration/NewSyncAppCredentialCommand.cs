using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Commands;

/// <summary>
/// Issues a client secret for an app, makes or adds a certificate, or lets it show tokens of another issuer; waits until it can sign in.
/// Secrets are never printed and cannot be read again.
/// </summary>
[Cmdlet(VerbsCommon.New, "SyncAppCredential", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[RequiredPermission(DirectoryPermission.WriteApps)]
[OutputType(typeof(SyncAppCredential))]
[RequiredPermission(DirectoryPermission.ReadPolicies, For = "policies")]
public sealed class NewSyncAppCredentialCommand : AppCmdlet
{
    private static readonly TimeSpan LifeOfSecret = TimeSpan.FromDays(180), LifeOfCertificate = TimeSpan.FromDays(365);

    /// <summary>What is made; it follows from the other parameters where they leave no choice.</summary>
    [Parameter]
    public AppCredentialKind? Kind { get; set; }

    /// <summary>By what the credential is known in the portal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Description { get; set; } = "ContactSync";

    /// <summary>
    /// How long it is valid, as days.hours:minutes:seconds: a secret 180 days, a certificate a year where nothing is said.
    /// </summary>
    [Parameter]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>The file of a certificate that is added to the app: PFX, PEM, or its public part alone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>What the certificate's file is, or is to be, encrypted with.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The thumbprint of a certificate in the certificate store, which is added to the app.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A certificate, which is added to the app.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Where a new certificate is written as PFX; on Windows it goes into the certificate store otherwise.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>The kind of key of a new certificate.</summary>
    [Parameter]
    public CertificateKeyAlgorithm KeyAlgorithm { get; set; }

    /// <summary>Who issues the tokens that the app may show.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Issuer { get; set; }

    /// <summary>For whom those tokens are issued.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Subject { get; set; }

    /// <summary>For what those tokens are issued.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Audience { get; set; } = "api://AzureADTokenExchange";

    /// <summary>Does not wait until the credential is known everywhere.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    private AppCredentialKind Wanted => Kind
        ?? (Issuer is not null || Subject is not null ? AppCredentialKind.Federated
        : IsExisting || OutFile is not null || MyInvocation.BoundParameters.ContainsKey(nameof(KeyAlgorithm))
            ? AppCredentialKind.Certificate
        : AppCredentialKind.ClientSecret);

    private bool IsExisting => Places > 0;

    private int Places =>
        new[] { CertificatePath is not null, CertificateThumbprint is not null, Certificate is not null }.Count(given => given);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        CheckParameters();
        var service = new CredentialService(tenant, TimeProvider.System);
        var made = Wanted switch
        {
            AppCredentialKind.Federated => await AddFederatedAsync(app, service, pipeline, cancellationToken).ConfigureAwait(false),
            AppCredentialKind.Certificate => await AddCertificateAsync(app, service, pipeline, cancellationToken).ConfigureAwait(false),
            _ => await AddSecretAsync(app, service, pipeline, cancellationToken).ConfigureAwait(false),
        };
        if (made is not null)
            await pipeline.WriteObjectAsync(made).ConfigureAwait(false);
    }

    /// <summary>Each kind has its own parameters; a certificate comes from one place.</summary>
    private void CheckParameters()
    {
        var isFederated = Issuer is not null || Subject is not null;
        var isWrong = Wanted switch
        {
            AppCredentialKind.Federated => IsExisting || OutFile is not null || ValidFor is not null || Issuer is null || Subject is null,
            AppCredentialKind.Certificate => isFederated || Places > 1 || (IsExisting && (ValidFor ?? (object?)OutFile) is not null),
            _ => isFederated || IsExisting || OutFile is not null,
        };
        if (isWrong)
            throw Texts.Catalog.Create(nameof(Errors.CredentialParameters), SyncErrorKind.InvalidArgument, Wanted, Wanted);
    }

    private async Task<SyncAppCredential?> AddSecretAsync(
        SyncAppRegistration app, CredentialService service, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var life = await service.FitLifeAsync(
            app, AppCredentialKind.ClientSecret, ValidFor ?? LifeOfSecret, pipeline.WriteWarning, cancellationToken).ConfigureAwait(false);
        var action = Texts.Catalog.Text(nameof(Errors.Text_IssueSecret), Description, life.TotalDays);
        if (!await pipeline.ShouldProcessAsync(app.Name, action).ConfigureAwait(false))
            return null;
        // Its value can never be read again, so a secret that could not be proven in time is given out all the same.
        return await service.AddSecretAsync(
            app, Description, life, wait: !NoWait, unproven => Warn(pipeline, unproven), cancellationToken).ConfigureAwait(false);
    }

    private async Task<SyncAppCredential?> AddFederatedAsync(
        SyncAppRegistration app, CredentialService service, CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        await pipeline.ShouldProcessAsync(app.Name, Texts.Catalog.Text(nameof(Errors.Text_TakeTokens), Issuer, Subject))
            .ConfigureAwait(false)
            ? await service.AddFederatedAsync(app, Description, Issuer!, Subject!, Audience, cancellationToken).ConfigureAwait(false)
            : null;

    private async Task<SyncAppCredential?> AddCertificateAsync(
        SyncAppRegistration app, CredentialService service, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var given = CertificatePath ?? OutFile;
        var path = given is null ? null : await pipeline.ResolvePathAsync(given).ConfigureAwait(false);
        var isNew = !IsExisting;
        var life = ValidFor ?? LifeOfCertificate;
        if (isNew)
        {
            life = await service.FitLifeAsync(app, AppCredentialKind.Certificate, life, pipeline.WriteWarning, cancellationToken)
                .ConfigureAwait(false);
        }
        var action = Texts.Catalog.Text(
            isNew ? nameof(Errors.Text_MakeCertificate) : nameof(Errors.Text_AddCertificate), Description, life.TotalDays);
        if (!await pipeline.ShouldProcessAsync(app.Name, action).ConfigureAwait(false))
            return null;
        if (isNew && KeyAlgorithm == CertificateKeyAlgorithm.EcdsaP256)
            pipeline.WriteWarning(Texts.Catalog.Text(nameof(Errors.EcdsaCannotSignIn)));
        var kept = isNew
            ? CertificateKeeper.Make(app, path, CertificatePassword, KeyAlgorithm, life)
            : CertificateKeeper.Find(path, CertificatePassword, CertificateThumbprint, Certificate);
        using var certificate = Certificate is null ? kept.Certificate : null;
        var added = await service.AddCertificateAsync(
            app, kept.Certificate, Description, wait: !NoWait, unproven => Warn(pipeline, unproven), cancellationToken)
            .ConfigureAwait(false);
        return added with { CertificatePath = kept.Path, CertificatePassword = kept.Password };
    }

    private static void Warn(CmdletPipeline pipeline, SyncException unproven) =>
        pipeline.WriteWarning($"{unproven.Message} {unproven.Advice}");
}
