using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Issues, lists and removes what apps prove themselves with.</summary>
/// <remarks>
/// Specifications: https://learn.microsoft.com/graph/api/application-addpassword,
/// https://learn.microsoft.com/graph/api/resources/keycredential,
/// https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
/// </remarks>
public sealed class CredentialService
{
    /// <summary>Months a secret may be valid for; what the portal allows.</summary>
    public const int LongestMonths = 24;

    internal const string WritePermission = "Application.ReadWrite.All";

    private static readonly TimeSpan RollBackTime = TimeSpan.FromSeconds(15);

    private readonly TenantSession session;
    private readonly TimeProvider time;
    private readonly CredentialReader reader;
    private readonly CredentialProof proof;
    private readonly CredentialPolicies policies;
    private readonly ClientSecrets secrets;
    private readonly KeyCredentials keys;
    private readonly FederatedCredentials federated;

    /// <summary>Makes the service over an administrator's session.</summary>
    /// <param name="session">The session of an app or administrator that may change app registrations.</param>
    /// <param name="time">The clock, and the pauses while the directory catches up.</param>
    public CredentialService(TenantSession session, TimeProvider time)
    {
        this.session = session;
        this.time = time;
        reader = new CredentialReader(session, time);
        proof = new CredentialProof(session, time);
        policies = new CredentialPolicies(session);
        secrets = new ClientSecrets(session, time);
        keys = new KeyCredentials(session, time);
        federated = new FederatedCredentials(session, time);
    }

    /// <summary>The app's credentials of every kind.</summary>
    public Task<IReadOnlyList<SyncAppCredential>> ListAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        return reader.ReadAsync(app, cancellationToken);
    }

    /// <summary>The life that a new credential of the app gets: what is asked for, or as long as the tenant's policies allow.</summary>
    /// <param name="app">The app it is for.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="asked">How long it should be valid.</param>
    /// <param name="note">Told in words, where a policy makes it shorter.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException"><c>CredentialForbiddenByPolicy</c>: a policy forbids the kind.</exception>
    public async Task<TimeSpan> FitLifeAsync(
        SyncAppRegistration app, AppCredentialKind kind, TimeSpan asked, Action<string>? note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        // What makes no sense is refused before any request.
        if (kind == AppCredentialKind.ClientSecret)
            ClientSecrets.RequireSensibleLife(asked, Now());
        else
            ClientSecrets.RequirePositive(asked);
        var limit = await policies.ReadAsync(app, kind, cancellationToken).ConfigureAwait(false);
        return limit.Fit(app, kind, asked, note);
    }

    /// <summary>Issues a secret.</summary>
    /// <param name="app">The app it is for.</param>
    /// <param name="description">By what an administrator recognises it.</param>
    /// <param name="validFor">How long it is valid from now; at most 24 months.</param>
    /// <param name="wait">
    /// True: return when sign-ins with it succeed and fresh tokens carry every app role that is granted, so that whoever uses it next
    /// does not meet replication.
    /// </param>
    /// <param name="unproven">
    /// Told why, where the wait ended without that proof. The credential is returned all the same: its value can never be read again.
    /// </param>
    /// <param name="cancellationToken">Ends it; a secret already issued is then removed again.</param>
    /// <exception cref="SyncException">
    /// Before any request: <c>SecretLifeTooLong</c>, <c>SecretLifeNotPositive</c>. Else a refusal; <c>SecretForbiddenByPolicy</c> for one
    /// that the tenant's policy decreed.
    /// </exception>
    public async Task<SyncAppCredential> AddSecretAsync(
        SyncAppRegistration app, string description, TimeSpan validFor, bool wait, Action<SyncException>? unproven,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        var start = Now();
        ClientSecrets.RequireSensibleLife(validFor, start);
        var credential = await secrets.AddAsync(app, description, start, start + validFor, cancellationToken).ConfigureAwait(false);
        var issued = new ClientSecretCredential(credential.Secret!);
        await ProveAsync(app, issued, credential.KeyId, wait, unproven, cancellationToken).ConfigureAwait(false);
        return credential;
    }

    /// <summary>Adds a certificate to those that the app has.</summary>
    /// <param name="app">The app it is for.</param>
    /// <param name="certificate">The certificate; only its public part is sent.</param>
    /// <param name="description">By what an administrator recognises it.</param>
    /// <param name="wait">As for a secret; there is no proof by a certificate whose key is elsewhere, or is not an RSA key.</param>
    /// <param name="unproven">Told why, where the wait ended without a proof.</param>
    /// <param name="cancellationToken">Ends it; a certificate already added is then removed again.</param>
    /// <exception cref="SyncException">A refusal.</exception>
    public async Task<SyncAppCredential> AddCertificateAsync(
        SyncAppRegistration app, X509Certificate2 certificate, string description, bool wait, Action<SyncException>? unproven,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(certificate);
        var keyId = await keys.AddAsync(app, certificate, description, cancellationToken).ConfigureAwait(false);
        var mayProve = wait && certificate.HasPrivateKey && certificate.PublicKey.Oid.Value == ClientCertificates.RsaKey;
        if (mayProve)
        {
            var credential = new ClientCertificateCredential(certificate);
            await ProveAsync(app, credential, keyId, wait, unproven, cancellationToken).ConfigureAwait(false);
        }
        return reader.Describe(app, new KeyCredential
        {
            KeyId = keyId,
            Key = certificate.RawData,
            DisplayName = description,
            StartDateTime = certificate.NotBefore,
            EndDateTime = certificate.NotAfter,
        });
    }

    /// <summary>Lets the app show tokens of another issuer in place of a secret.</summary>
    /// <param name="app">The app.</param>
    /// <param name="description">By what an administrator recognises it; the name, which never changes, is made of it.</param>
    /// <param name="issuer">Who issues the tokens.</param>
    /// <param name="subject">For whom.</param>
    /// <param name="audience">For what.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException"><c>FederatedCredentialExists</c>, or another refusal.</exception>
    public async Task<SyncAppCredential> AddFederatedAsync(
        SyncAppRegistration app, string description, Uri issuer, string subject, string audience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(issuer);
        var added = await federated.AddAsync(app, description, issuer, subject, audience, cancellationToken).ConfigureAwait(false);
        return reader.Describe(app, added);
    }

    /// <summary>The error for a key id that the app does not have.</summary>
    public SyncException NotFound(SyncAppRegistration app, Guid keyId)
    {
        ArgumentNullException.ThrowIfNull(app);
        return Texts.Catalog.Create(nameof(Errors.CredentialNotFound), SyncErrorKind.NotFound, keyId, app.Name, keyId, app.AppId);
    }

    /// <summary>Removes a credential by its key id; of the others none changes.</summary>
    /// <exception cref="SyncException">A refusal.</exception>
    public Task RemoveAsync(
        SyncAppRegistration app, AppCredentialKind kind, Guid keyId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        return kind switch
        {
            AppCredentialKind.ClientSecret => secrets.RemoveAsync(app, keyId, cancellationToken),
            AppCredentialKind.Certificate => keys.RemoveAsync(app, keyId, cancellationToken),
            _ => federated.RemoveAsync(app, keyId, cancellationToken),
        };
    }

    private async Task ProveAsync(
        SyncAppRegistration app, AppCredential credential, Guid keyId, bool wait, Action<SyncException>? unproven,
        CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (wait)
                await proof.WaitAsync(app, credential, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            unproven?.Invoke(error);
        }
        catch (OperationCanceledException)
        {
            await RollBackAsync(app, credential is ClientSecretCredential, keyId).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Nobody will ever know a secret whose wait was cancelled, so it is taken back, as far as that is possible.</summary>
    private async Task RollBackAsync(SyncAppRegistration app, bool isSecret, Guid keyId)
    {
        using var limit = new CancellationTokenSource(RollBackTime, time);
        try
        {
            await RemoveAsync(app, isSecret ? AppCredentialKind.ClientSecret : AppCredentialKind.Certificate, keyId, limit.Token)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is SyncException or OperationCanceledException)
        {
            var line = $"The credential {keyId} of {app.AppId} could not be removed again: {error.Message}";
            session.Trace?.Invoke(Redaction.Clean(line));
        }
    }

    /// <summary>Whole seconds, as the directory keeps no others.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
}
