using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Connections;

/// <summary>Finds the saved connections that sign in with a credential.</summary>
internal sealed class CredentialUsers(SyncSession session)
{
    /// <summary>Their names. Of a secret given by hand only the first characters can be compared; that counts as using it.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(SyncAppCredential credential, CancellationToken cancellationToken)
    {
        var users = new List<string>();
        foreach (var (store, name) in session.ConnectionStores.SelectMany(store => store.Names().Select(name => (store, name))))
        {
            try
            {
                if (store.Get(name) is { } connection
                    && string.Equals(connection.ClientId, credential.AppId, StringComparison.OrdinalIgnoreCase)
                    && await IsUsedAsync(store, connection, credential, cancellationToken).ConfigureAwait(false))
                    users.Add(connection.Name);
            }
            catch (SyncException error)
            {
                // What cannot be read signs in with nothing.
                Tracing.ToVerbose($"{name}: {error.Message}");
            }
        }
        return [.. users.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static async Task<bool> IsUsedAsync(
        ConnectionStore store, SyncConnection connection, SyncAppCredential credential, CancellationToken cancellationToken)
    {
        var isKind = credential.Kind switch
        {
            AppCredentialKind.ClientSecret => connection.CredentialKind is CredentialKind.ClientSecret or CredentialKind.Password,
            AppCredentialKind.Certificate => connection.CredentialKind == CredentialKind.Certificate,
            _ => false,
        };
        if (!isKind)
            return false;
        if (connection.CredentialKeyId is { } known)
            return known == credential.KeyId;
        if (credential.Kind == AppCredentialKind.Certificate)
        {
            var used = await store.ReadCredentialAsync(connection, cancellationToken).ConfigureAwait(false);
            return used is ClientCertificateCredential own && own.Certificate.Thumbprint == credential.Thumbprint;
        }
        var secrets = await store.ReadTenantSecretsAsync(connection, cancellationToken).ConfigureAwait(false);
        return secrets.ClientSecret is { } secret && credential.Hint is { } hint && SecretText.HintOf(secret) == hint;
    }
}
