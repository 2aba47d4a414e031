using System.Text.RegularExpressions;

namespace ContactSync.Microsoft365.Identity;

/// <summary>Takes secrets out of a text that a service wrote, or that goes into the trace.</summary>
internal static partial class Redaction
{
    private const string Mask = "***";

    private const int LongestQueryValue = 60;

    /// <summary>The text without anything that has the form of a token or of a secret sent back.</summary>
    internal static string Clean(string? text) =>
        string.IsNullOrEmpty(text) ? "" : NamedSecret().Replace(Token().Replace(text, Mask), "${name}" + Mask);

    /// <summary>An address as the trace shows it: opaque tokens (delta, skip) shortened, nothing that authorises.</summary>
    internal static string Clean(Uri? address)
    {
        if (address is null)
            return "";
        var query = Uri.UnescapeDataString(address.Query);
        return Clean(address.GetLeftPart(UriPartial.Path) + QueryValue().Replace(query, Shorten));
    }

    private static string Shorten(Match match) =>
        match.Value.Length <= LongestQueryValue ? match.Value : string.Concat(match.ValueSpan[..LongestQueryValue], "…");

    /// <summary>A JWT: three parts of Base64url, the first a JSON object.</summary>
    [GeneratedRegex(@"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")]
    private static partial Regex Token();

    [GeneratedRegex(
        @"(?<name>""?(client_secret|client_assertion|access_token|refresh_token|id_token|assertion|password|secretText)""?\s*[=:]\s*""?"
        + @"|Bearer\s+)[^\s""&,}]+",
        RegexOptions.IgnoreCase)]
    private static partial Regex NamedSecret();

    [GeneratedRegex("(?<==)[^&]+")]
    private static partial Regex QueryValue();
}
