using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>What the kinds of credential have in common in the sign-in library.</summary>
internal static class AppSignIn
{
    /// <summary>The app, yet without its credential.</summary>
    internal static ConfidentialClientApplicationBuilder Prepare(TenantSessionOptions options, HttpClient http)
    {
        var authority = options.Environment.Authority;
        return ConfidentialClientApplicationBuilder
            .Create(options.ClientId)
            .WithAuthority($"{authority.GetLeftPart(UriPartial.Authority)}/{options.TenantId}", validateAuthority: false)
            // Microsoft's directory of clouds knows nothing of a laboratory, and must not be asked about one.
            .WithInstanceDiscovery(SyncEnvironment.Clouds.Any(cloud => cloud.Authority.Host == authority.Host))
            // What is to be repeated is repeated below, by the session's own rules.
            .WithHttpClientFactory(new Factory(http), retryOnceOn5xx: false)
            .WithLegacyCacheCompatibility(false);
    }

    /// <summary>Tokens in the app's own name.</summary>
    internal static AppCredential.TokenRequest ForApp(IConfidentialClientApplication client) =>
        (resource, forceRefresh, cancellationToken) => client
            .AcquireTokenForClient([DefaultScope(resource)])
            .WithForceRefresh(forceRefresh)
            .ExecuteAsync(cancellationToken);

    /// <summary>The scope that stands for all that was consented to.</summary>
    internal static string DefaultScope(string resource) => resource.TrimEnd('/') + "/.default";

    /// <summary>Hands the library the client that it is to use.</summary>
    internal sealed class Factory(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }
}
