using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>What the kinds of credential have in common in the sign-in library.</summary>
internal static class AppSignIn
{
    /// <summary>The app, yet without its credential.</summary>
    internal static ConfidentialClientApplicationBuilder Prepare(TenantSessionOptions options, HttpClient http) =>
        Prepare(ConfidentialClientApplicationBuilder.Create(options.ClientId), options, http);

    /// <summary>The app that persons sign in with, which has no credential of its own.</summary>
    internal static PublicClientApplicationBuilder PreparePublic(TenantSessionOptions options, HttpClient http) =>
        Prepare(PublicClientApplicationBuilder.Create(options.ClientId), options, http).WithDefaultRedirectUri();

    /// <summary>Tokens in the app's own name.</summary>
    internal static AppCredential.TokenRequest ForApp(IConfidentialClientApplication client) =>
        async (resource, forceRefresh, cancellationToken) => ToToken(await client
            .AcquireTokenForClient([DefaultScope(resource)])
            .WithForceRefresh(forceRefresh)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The scope that stands for all that was consented to.</summary>
    internal static string DefaultScope(string resource) => resource.TrimEnd('/') + "/.default";

    /// <summary>The token in what the library gave.</summary>
    internal static AccessToken ToToken(AuthenticationResult result) => new(result.AccessToken, result.ExpiresOn);

    private static T Prepare<T>(AbstractApplicationBuilder<T> builder, TenantSessionOptions options, HttpClient http)
        where T : AbstractApplicationBuilder<T>
    {
        var authority = options.Environment.Authority;
        // What is to be repeated is repeated below, by the session's own rules.
        builder.WithHttpClientFactory(new Factory(http), retryOnceOn5xx: false);
        return builder
            .WithAuthority($"{authority.GetLeftPart(UriPartial.Authority)}/{options.TenantId}", validateAuthority: false)
            // Microsoft's directory of clouds knows nothing of a laboratory, and must not be asked about one.
            .WithInstanceDiscovery(SyncEnvironment.Clouds.Any(cloud => cloud.Authority.Host == authority.Host))
            .WithLegacyCacheCompatibility(false);
    }

    /// <summary>Hands the library the client that it is to use.</summary>
    internal sealed class Factory(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }
}
