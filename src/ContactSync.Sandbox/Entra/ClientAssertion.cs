using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// A JWT with which an app proves that it holds the key of a registered certificate. Read as leniently as the real service does, for
/// MSAL writes nbf and exp as strings and x5c as a single one.
/// </summary>
internal static class ClientAssertion
{
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(5);

    /// <summary>The client id inside, not verified yet.</summary>
    public static string? Subject(string assertion) => (string?)Parse(assertion).Claims["sub"];

    /// <exception cref="EntraException">The assertion proves nothing.</exception>
    public static void Check(string assertion, Application application, string host, SandboxContext sandbox)
    {
        var (header, claims) = Parse(assertion);
        if (!Is(claims["sub"], application.AppId) || !Is(claims["iss"], application.AppId))
            throw EntraErrors.AssertionClient();
        var key = FindKey(header, application, sandbox.Time.GetUtcNow());
        if (!HasSignature(assertion, (string?)header["alg"], key.Certificate))
            throw Unknown(application, header, "Client assertion contains an invalid signature.");
        if (!IsForHere((string?)claims["aud"], host, sandbox.Tenant))
            throw EntraErrors.AssertionAudience();
        var now = sandbox.Time.GetUtcNow();
        if (Time(claims["exp"]) is not { } end || now >= end + _skew || (Time(claims["nbf"]) is { } start && now < start - _skew))
            throw EntraErrors.AssertionTime();
    }

    private static ApplicationKey FindKey(JsonObject header, Application application, DateTimeOffset now)
    {
        var key = application.Keys.Find(candidate => IsThumbprint(header, candidate.Certificate));
        if (key is null || now < key.Usable)
            throw Unknown(application, header, "The key was not found.");
        if (now < key.Start || now >= key.End)
            throw Unknown(application, header, "The key used is expired.");
        return key;
    }

    private static bool IsThumbprint(JsonObject header, X509Certificate2 certificate) => header["x5t#S256"] is { } sha256
        ? (string?)sha256 == Base64Url.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256))
        : ((string?)header["x5t"] ?? "").TrimEnd('=') == Base64Url.Encode(certificate.GetCertHash());

    private static bool HasSignature(string assertion, string? algorithm, X509Certificate2 certificate)
    {
        var padding = algorithm switch
        {
            "PS256" => RSASignaturePadding.Pss,
            "RS256" => RSASignaturePadding.Pkcs1,
            _ => null,
        };
        using var key = certificate.GetRSAPublicKey();
        if (padding is null || key is null)
            return false;
        var end = assertion.LastIndexOf('.');
        try
        {
            return key.VerifyData(
                Encoding.ASCII.GetBytes(assertion[..end]), Base64Url.Decode(assertion[(end + 1)..]), HashAlgorithmName.SHA256, padding);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The token endpoint or the issuer, under any name of the tenant.</summary>
    private static bool IsForHere(string? audience, string host, Tenant tenant)
    {
        string[] names = [tenant.Id.ToString(), tenant.Domain, tenant.InitialDomain, "common", "organizations"];
        return audience is not null && names.Any(name =>
            Same($"{host}/{name}/oauth2/v2.0/token") || Same($"{host}/{name}/v2.0") || Same($"{host}/{name}/oauth2/token"));

        bool Same(string candidate) => candidate.Equals(audience.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
    }

    private static (JsonObject Header, JsonObject Claims) Parse(string assertion)
    {
        try
        {
            if (assertion.Split('.') is [var header, var claims, _]
                && JsonNode.Parse(Base64Url.Decode(header)) is JsonObject head
                && JsonNode.Parse(Base64Url.Decode(claims)) is JsonObject body)
                return (head, body);
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            // Refused below.
        }
        throw EntraErrors.MalformedAssertion();
    }

    private static DateTimeOffset? Time(JsonNode? value) =>
        long.TryParse(value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static bool Is(JsonNode? value, string text) => string.Equals(value?.ToString(), text, StringComparison.OrdinalIgnoreCase);

    private static EntraException Unknown(Application application, JsonObject header, string reason)
    {
        var named = (header["x5t#S256"] ?? header["x5t"] ?? header["kid"])?.ToString() ?? "";
        return EntraErrors.UnknownCertificate(application.AppId, named, reason);
    }
}
