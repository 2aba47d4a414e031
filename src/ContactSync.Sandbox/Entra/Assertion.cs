using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// A JWT that is shown as proof. Nothing in it is verified by reading it, which is done as leniently as the real service does: MSAL writes
/// nbf and exp as strings and x5c as a single one.
/// </summary>
internal sealed record Assertion(string Token, JsonObject Header, JsonObject Claims)
{
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(5);

    public string? Issuer => Claim("iss");

    public string? Subject => Claim("sub");

    /// <summary>One or several; Kubernetes writes a list.</summary>
    public IEnumerable<string> Audiences => Claims["aud"] is JsonArray several
        ? several.Select(one => one?.ToString() ?? "")
        : Claim("aud") is { } only ? [only] : [];

    /// <exception cref="EntraException">It is no JWT.</exception>
    public static Assertion Parse(string token)
    {
        try
        {
            if (token.Split('.') is [var header, var claims, _]
                && JsonNode.Parse(Base64Url.Decode(header)) is JsonObject head
                && JsonNode.Parse(Base64Url.Decode(claims)) is JsonObject body)
                return new Assertion(token, head, body);
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            // Refused below.
        }
        throw EntraErrors.MalformedAssertion();
    }

    /// <summary>Whether the key signed it, by one of the algorithms that may be.</summary>
    public bool IsSignedBy(RSA? key, params string[] algorithms)
    {
        var algorithm = Header["alg"]?.ToString();
        if (key is null || !algorithms.Contains(algorithm))
            return false;
        var padding = algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var end = Token.LastIndexOf('.');
        try
        {
            return key.VerifyData(
                Encoding.ASCII.GetBytes(Token[..end]), Base64Url.Decode(Token[(end + 1)..]), HashAlgorithmName.SHA256, padding);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <exception cref="EntraException">It is not valid yet or no longer, or for ever.</exception>
    public void CheckTime(DateTimeOffset now)
    {
        if (Time("exp") is not { } end || now >= end + _skew || (Time("nbf") is { } start && now < start - _skew))
            throw EntraErrors.AssertionTime();
    }

    private string? Claim(string name) => Claims[name]?.ToString();

    private DateTimeOffset? Time(string name) =>
        long.TryParse(Claim(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
