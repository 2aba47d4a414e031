using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Adds and removes certificates by the app's own hand where it has a certificate that works (addKey, removeKey: the others are not
/// touched), else by the administrator's, who writes the collection.
/// </summary>
internal sealed class CertificateRoller(TenantSession session, SyncAppRegistration app, TimeProvider time)
{
    private readonly KeyCredentials keys = new(session, time);

    /// <summary>Adds a certificate; <paramref name="used"/> is what the app has now.</summary>
    internal Task<Guid> AddAsync(
        UsedCredential used, X509Certificate2 certificate, string description, CancellationToken cancellationToken) => RollAsync(
        used.Credential,
        (own, holder) => keys.RollAsync(app, own, holder, certificate, description, cancellationToken),
        () => keys.AddAsync(app, certificate, description, cancellationToken));

    /// <summary>Removes a certificate; <paramref name="used"/> is another that the app has now.</summary>
    internal Task RemoveAsync(UsedCredential used, Guid keyId, CancellationToken cancellationToken) => RollAsync(
        used.Credential,
        async (own, holder) =>
        {
            await keys.RollOutAsync(app, own, holder, keyId, cancellationToken).ConfigureAwait(false);
            return keyId;
        },
        async () =>
        {
            await keys.RemoveAsync(app, keyId, cancellationToken).ConfigureAwait(false);
            return keyId;
        });

    private async Task<Guid> RollAsync(
        AppCredential credential, Func<TenantSession, X509Certificate2, Task<Guid>> byApp, Func<Task<Guid>> byAdministrator)
    {
        if (credential is not ClientCertificateCredential { Certificate: var holder })
            return await byAdministrator().ConfigureAwait(false);
        try
        {
            await using var own = session.As(app.AppId, credential);
            return await byApp(own, holder).ConfigureAwait(false);
        }
        catch (SyncException error) when (error is not ConnectionLostException)
        {
            session.Trace?.Invoke($"The app does not roll its certificate itself: {error.Message}");
            return await byAdministrator().ConfigureAwait(false);
        }
    }
}
