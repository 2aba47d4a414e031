namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Which redirect URIs Entra takes, so that one it would refuse is named before anything is written.
/// https://learn.microsoft.com/entra/identity-platform/reply-url
/// </summary>
internal static class RedirectRules
{
    private const int LongestUri = 256;

    /// <summary>What is wrong with a URI, as the name of its text; null for nothing.</summary>
    internal static string? ProblemOf(RedirectPlatform platform, string? uri)
    {
        if (string.IsNullOrEmpty(uri) || uri.Length > LongestUri || uri.Contains('*') || uri.Contains('#') || uri.Any(char.IsWhiteSpace)
            || !Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
            return nameof(Errors.Text_RedirectUnreadable);
        return parsed.Scheme switch
        {
            "https" => null,
            "http" => parsed.IsLoopback ? null : nameof(Errors.Text_RedirectPlainHttp),
            "file" => nameof(Errors.Text_RedirectUnreadable),
            _ => platform == RedirectPlatform.PublicClient ? null : nameof(Errors.Text_RedirectScheme),
        };
    }

    /// <exception cref="SyncException"><c>RedirectUriInvalid</c>.</exception>
    internal static void Require(RedirectPlatform platform, string uri)
    {
        if (ProblemOf(platform, uri) is { } problem)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.RedirectUriInvalid), SyncErrorKind.InvalidArgument, uri, uri, platform, Texts.Catalog.Text(problem));
        }
    }
}
