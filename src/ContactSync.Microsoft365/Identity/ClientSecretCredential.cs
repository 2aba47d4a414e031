using System.Security;

namespace ContactSync.Microsoft365.Identity;

/// <summary>An app's client secret.</summary>
/// <param name="secret">Read only while a token is asked for; stays the caller's to dispose.</param>
public sealed class ClientSecretCredential(SecureString secret) : AppCredential
{
    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http) =>
        AppSignIn.ForApp(AppSignIn.Prepare(options, http).WithClientSecret(SecureText.Reveal(secret)).Build());
}
