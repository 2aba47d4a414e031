using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Reads what an app proves itself with, of each kind.</summary>
internal sealed class CredentialReader(TenantSession session, TimeProvider time)
{
    private readonly KeyCredentials keys = new(session, time);
    private readonly FederatedCredentials federated = new(session, time);
    private readonly Replication replication = new(time);

    internal async Task<IReadOnlyList<SyncAppCredential>> ReadAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var secrets = await ReadSecretsAsync(app, cancellationToken).ConfigureAwait(false);
        var certificates = await keys.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var others = await federated.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return
        [
            .. secrets.Where(secret => secret.KeyId is not null).Select(secret => Describe(app, secret)),
            .. certificates.Where(key => key.KeyId is not null).Select(key => Describe(app, key)),
            .. others.Select(credential => Describe(app, credential)),
        ];
    }

    /// <summary>As above; null where the caller may not read apps, which an app that rolls its own certificate need not.</summary>
    internal async Task<IReadOnlyList<SyncAppCredential>?> TryReadAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.StatusCode == 403)
        {
            return null;
        }
    }

    internal async Task<IReadOnlyList<PasswordCredential>> ReadSecretsAsync(
        SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheSecret), app.Name);
        var found = await replication.RetryAsync(
            target,
            () => session.Call(target, AppRegistrationReader.ReadPermission).RequireAsync(
                token => session.Graph.Applications[app.ObjectId].GetAsync(
                    request => request.QueryParameters.Select = ["id", "passwordCredentials"], token),
                cancellationToken),
            Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
        return found.PasswordCredentials ?? [];
    }

    internal SyncAppCredential Describe(SyncAppRegistration app, KeyCredential key) => new()
    {
        App = app.Name,
        AppId = app.AppId,
        TenantId = app.TenantId,
        Kind = AppCredentialKind.Certificate,
        Description = key.DisplayName ?? "",
        KeyId = key.KeyId!.Value,
        Hint = KeyCredentials.Thumbprint(key),
        Thumbprint = KeyCredentials.Thumbprint(key),
        Start = key.StartDateTime,
        End = key.EndDateTime,
        DaysLeft = DaysLeft(key.EndDateTime),
    };

    /// <summary>What is known of a credential without asking.</summary>
    internal static SyncAppCredential Describe(SyncAppRegistration app, RetiringCredential old) => new()
    {
        App = app.Name,
        AppId = app.AppId,
        TenantId = app.TenantId,
        Kind = old.Kind,
        Description = "",
        KeyId = old.KeyId,
        Thumbprint = old.Thumbprint,
    };

    internal SyncAppCredential Describe(SyncAppRegistration app, FederatedIdentityCredential credential) => new()
    {
        App = app.Name,
        AppId = app.AppId,
        TenantId = app.TenantId,
        Kind = AppCredentialKind.Federated,
        Description = credential.Description ?? credential.Name ?? "",
        KeyId = Guid.Parse(credential.Id!),
        Hint = credential.Subject,
        Issuer = credential.Issuer,
        Subject = credential.Subject,
        Audience = credential.Audiences?.FirstOrDefault(),
    };

    /// <summary>Whole days until a moment.</summary>
    internal int? DaysLeft(DateTimeOffset? end) => end is null ? null : (int)Math.Floor((end.Value - time.GetUtcNow()).TotalDays);

    private SyncAppCredential Describe(SyncAppRegistration app, PasswordCredential secret) => new()
    {
        App = app.Name,
        AppId = app.AppId,
        TenantId = app.TenantId,
        Kind = AppCredentialKind.ClientSecret,
        Description = secret.DisplayName ?? "",
        KeyId = secret.KeyId!.Value,
        Hint = secret.Hint,
        Start = secret.StartDateTime,
        End = secret.EndDateTime,
        DaysLeft = DaysLeft(secret.EndDateTime),
    };
}
