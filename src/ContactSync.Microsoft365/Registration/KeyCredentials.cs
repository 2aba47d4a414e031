using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Applications.Item.AddKey;
using Microsoft.Graph.Applications.Item.RemoveKey;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// The certificates of an app registration. They are one collection that is written as a whole: what was there goes along, unchanged. An
/// app
/// that holds one of its certificates changes them by addKey and removeKey instead, which leave the others alone.
/// </summary>
/// <remarks>
/// Specifications: https://learn.microsoft.com/graph/api/application-update, https://learn.microsoft.com/graph/api/application-addkey
/// </remarks>
internal sealed class KeyCredentials(TenantSession session, TimeProvider time)
{
    private readonly Replication replication = new(time);

    /// <summary>The certificates, with their bytes, which come only where they are asked for by name.</summary>
    internal async Task<IReadOnlyList<KeyCredential>> ReadAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var target = Target(app);
        var found = await replication.RetryAsync(
            target,
            () => session.Call(target, AppRegistrationReader.ReadPermission).RequireAsync(
                token => session.Graph.Applications[app.ObjectId].GetAsync(
                    request => request.QueryParameters.Select = ["id", "keyCredentials"], token),
                cancellationToken),
            Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
        return found.KeyCredentials ?? [];
    }

    /// <summary>The SHA-1 thumbprint in hexadecimal; null where the service gave no certificate.</summary>
    internal static string? Thumbprint(KeyCredential credential) =>
        credential.Key is { Length: > 0 } bytes ? Convert.ToHexString(SHA1.HashData(bytes)) : null;

    /// <summary>Adds a certificate to those there are; one that is there already stays as it is.</summary>
    /// <returns>Its key id.</returns>
    internal Task<Guid> AddAsync(
        SyncAppRegistration app, X509Certificate2 certificate, string description, CancellationToken cancellationToken)
    {
        var added = New(certificate, description);
        return ChangeAsync(
            app,
            present => present.FirstOrDefault(key => Thumbprint(key) == certificate.Thumbprint)?.KeyId,
            present => [.. present.Select(Copy), New(certificate, description, added.KeyId)],
            added.KeyId!.Value, cancellationToken);
    }

    /// <summary>Removes one by its key id; the others stay.</summary>
    internal Task RemoveAsync(SyncAppRegistration app, Guid keyId, CancellationToken cancellationToken) => ChangeAsync(
        app,
        present => present.Any(key => key.KeyId == keyId) ? null : keyId,
        present => [.. present.Where(key => key.KeyId != keyId).Select(Copy)],
        keyId, cancellationToken);

    /// <summary>As <see cref="AddAsync"/>, by the app itself with the certificate it has; it needs no permission for that.</summary>
    /// <param name="app">The app.</param>
    /// <param name="own">Its own session.</param>
    /// <param name="holder">The certificate it has.</param>
    /// <param name="certificate">The new one.</param>
    /// <param name="description">By what an administrator recognises it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<Guid> RollAsync(
        SyncAppRegistration app, TenantSession own, X509Certificate2 holder, X509Certificate2 certificate, string description,
        CancellationToken cancellationToken)
    {
        var call = own.Call(Target(app));
        var added = await call.RequireAsync(
            token => own.Graph.Applications[app.ObjectId].AddKey.PostAsync(
                new AddKeyPostRequestBody
                {
                    KeyCredential = New(certificate, description),
                    PasswordCredential = null,
                    Proof = ProofTokens.Make(app.ObjectId, holder, time.GetUtcNow()),
                },
                cancellationToken: token),
            cancellationToken).ConfigureAwait(false);
        return added.KeyId ?? throw GraphErrors.Unreadable(call, null);
    }

    /// <summary>As <see cref="RemoveAsync"/>, by the app itself with another certificate that it has.</summary>
    internal Task RollOutAsync(
        SyncAppRegistration app, TenantSession own, X509Certificate2 holder, Guid keyId, CancellationToken cancellationToken) =>
        own.Call(Target(app)).RunAsync(
            token => own.Graph.Applications[app.ObjectId].RemoveKey.PostAsync(
                new RemoveKeyPostRequestBody { KeyId = keyId, Proof = ProofTokens.Make(app.ObjectId, holder, time.GetUtcNow()) },
                cancellationToken: token),
            cancellationToken);

    private async Task<Guid> ChangeAsync(
        SyncAppRegistration app, Func<IReadOnlyList<KeyCredential>, Guid?> isDone,
        Func<IReadOnlyList<KeyCredential>, List<KeyCredential>> change, Guid result, CancellationToken cancellationToken)
    {
        var target = Target(app);
        return await replication.RetryAsync(
            target,
            async () =>
            {
                var present = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
                if (isDone(present) is { } already)
                    return already;
                await session.Call(target, CredentialService.WritePermission).RunAsync(
                    token => session.Graph.Applications[app.ObjectId].PatchAsync(
                        new Application { KeyCredentials = change(present) }, cancellationToken: token),
                    cancellationToken).ConfigureAwait(false);
                return result;
            },
            Replication.IsUnknownOrConcurrent, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
    }

    private static KeyCredential New(X509Certificate2 certificate, string description, Guid? keyId = null) => new()
    {
        Type = "AsymmetricX509Cert",
        Usage = "Verify",
        KeyId = keyId ?? Guid.NewGuid(),
        Key = certificate.RawData,
        DisplayName = description,
        StartDateTime = certificate.NotBefore,
        EndDateTime = certificate.NotAfter,
    };

    /// <summary>As it came, made anew: the SDK's model sends what was read no second time.</summary>
    private static KeyCredential Copy(KeyCredential present) => new()
    {
        Type = present.Type,
        Usage = present.Usage,
        KeyId = present.KeyId,
        Key = present.Key,
        CustomKeyIdentifier = present.CustomKeyIdentifier,
        DisplayName = present.DisplayName,
        StartDateTime = present.StartDateTime,
        EndDateTime = present.EndDateTime,
    };

    private static string Target(SyncAppRegistration app) => Texts.Catalog.Text(nameof(Errors.Text_TheCertificates), app.Name);
}
