using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// Where a sign-in may lead back to, by platform. https://learn.microsoft.com/entra/identity-platform/reply-url
/// </summary>
internal static class RedirectRules
{
    private const int LongestUri = 256;
    private const int MostUris = 256;

    /// <summary>Of an app for personal accounts too.</summary>
    private const int MostPersonalUris = 100;

    private static readonly string[] _platforms = ["web", "publicClient", "spa"];

    /// <summary>Schemes that would run or open something on the machine of who signs in.</summary>
    private static readonly string[] _dangerous = ["javascript", "vbscript", "data", "file", "ftp"];

    /// <param name="body">What was sent; its types have been checked.</param>
    /// <param name="self">The app that is changed; null for a new one.</param>
    /// <exception cref="GraphException">400, naming the property.</exception>
    public static void Check(JsonObject body, Application? self)
    {
        foreach (var platform in _platforms)
        {
            if (Sent(body, platform).Any(uri => !IsValid(platform, uri)))
            {
                throw GraphException.InvalidRequest(
                    $"Invalid value specified for property '{platform}.redirectUris' of resource 'Application'.");
            }
        }
        var all = _platforms.SelectMany(platform => After(body, self, platform)).ToList();
        if (all.Distinct(StringComparer.Ordinal).Count() != all.Count)
            throw GraphException.InvalidRequest("Redirect URIs must have distinct values.");
        var audience = (string?)(body["signInAudience"] ?? self?.Properties["signInAudience"]);
        if (all.Count > (audience is "AzureADMyOrg" or "AzureADMultipleOrgs" ? MostUris : MostPersonalUris))
            throw GraphException.InvalidRequest("The number of redirectUris exceeds the limit for this type of application.");
    }

    private static bool IsValid(string platform, string text)
    {
        if (text.Length > LongestUri || text.Contains('*') || text.Any(char.IsWhiteSpace)
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Fragment.Length > 0)
            return false;
        return uri.Scheme switch
        {
            "https" => uri.Host.Length > 0,
            "http" => uri.IsLoopback,
            _ => platform == "publicClient" && !_dangerous.Contains(uri.Scheme),
        };
    }

    private static IEnumerable<string> Sent(JsonObject app, string platform) =>
        app[platform]?["redirectUris"]?.AsArray().Select(item => (string)item!) ?? [];

    private static IEnumerable<string> After(JsonObject body, Application? self, string platform) =>
        self is null || body[platform]?["redirectUris"] is not null ? Sent(body, platform) : Sent(self.Properties, platform);
}
