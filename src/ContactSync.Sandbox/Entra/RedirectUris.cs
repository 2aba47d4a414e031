using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>The kind of app that a redirect URI is registered for; it decides how the app proves itself with the code.</summary>
internal enum RedirectPlatform
{
    /// <summary>A server, which has a secret or a certificate.</summary>
    Web,

    /// <summary>A page in a browser.</summary>
    Spa,

    /// <summary>A program on a desktop or a telephone.</summary>
    PublicClient,
}

/// <summary>
/// Where an app may have answers sent to. https://learn.microsoft.com/entra/identity-platform/reply-url
/// </summary>
internal static class RedirectUris
{
    private static readonly string[] _ofMicrosoft =
        ["http://localhost", "https://login.microsoftonline.com/common/oauth2/nativeclient"];

    /// <summary>All that the app has, the server's first; Microsoft's own clients have the usual ones of desktop programs.</summary>
    public static IEnumerable<(string Uri, RedirectPlatform Platform)> Of(Application? application)
    {
        if (application is null)
            return _ofMicrosoft.Select(uri => (uri, RedirectPlatform.PublicClient));
        return List("web", RedirectPlatform.Web)
            .Concat(List("spa", RedirectPlatform.Spa))
            .Concat(List("publicClient", RedirectPlatform.PublicClient));

        IEnumerable<(string, RedirectPlatform)> List(string platform, RedirectPlatform kind) =>
            application.Properties[platform]?["redirectUris"]?.AsArray().Select(uri => ((string)uri!, kind)) ?? [];
    }

    /// <summary>
    /// The platform that an address is registered for; null where it is not. The port of a loopback address does not count.
    /// </summary>
    public static RedirectPlatform? Find(Application? application, string address)
    {
        foreach (var (uri, platform) in Of(application))
        {
            if (uri == address || (WithoutPort(uri) is { } known && known == WithoutPort(address)))
                return platform;
        }
        return null;
    }

    private static string? WithoutPort(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "http", IsLoopback: true, Query: "", Fragment: "" }
            ? $"{uri.Host}{uri.AbsolutePath}"
            : null;
}
