using System.Security;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensibility;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// A user's name and password, by the password grant: only where nothing else is to be had. It cannot answer a second factor, and the
/// token acts as that user.
/// </summary>
/// <param name="userName">The user principal name.</param>
/// <param name="password">Read only while a token is asked for; stays the caller's to dispose.</param>
/// <param name="clientSecret">The app's own secret; null for an app that allows public client flows.</param>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc</remarks>
public sealed class UserPasswordCredential(string userName, SecureString password, SecureString? clientSecret = null) : AppCredential
{
    private const string SecretParameter = "client_secret", NoSecret = "none";

    /// <inheritdoc/>
    internal override string UserName => userName;

    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http)
    {
        // The library's way for public apps is deprecated, and hands the password to any federation server that is named to it. Its way for
        // confidential ones sends it to the authority alone, but insists on a secret: one that is not there is taken out again.
        var client = (IByUsernameAndPassword)AppSignIn.Prepare(options, http)
            .WithClientSecret(clientSecret is null ? NoSecret : SecureText.Reveal(clientSecret))
            .Build();
        return async (resource, _, cancellationToken) => AppSignIn.ToToken(await client
            .AcquireTokenByUsernamePassword([ScopeOf(resource, options.Environment)], userName, SecureText.Reveal(password))
            .OnBeforeTokenRequest(RemoveNoSecret)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false));
    }

    private static Task RemoveNoSecret(OnBeforeTokenRequestData request)
    {
        if (request.BodyParameters.TryGetValue(SecretParameter, out var secret) && secret == NoSecret)
            request.BodyParameters.Remove(SecretParameter);
        return Task.CompletedTask;
    }

    /// <summary>A user's token opens Exchange Web Services by this scope, which <c>.default</c> need not hold.</summary>
    private static string ScopeOf(string resource, SyncEnvironment environment) =>
        Uri.TryCreate(resource, UriKind.Absolute, out var address)
        && SyncEnvironment.Clouds.Append(environment).Any(known => known.EwsUrl?.Host == address.Host)
            ? resource.TrimEnd('/') + "/EWS.AccessAsUser.All"
            : AppSignIn.DefaultScope(resource);
}
