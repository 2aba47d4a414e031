using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// The JWT with which addKey and removeKey are told that the caller holds one of the app's certificates.
/// https://learn.microsoft.com/graph/application-rollkey-prooftoken
/// </summary>
internal static class ProofOfPossession
{
    /// <summary>Azure AD Graph, still the audience of a proof.</summary>
    private const string Audience = "00000002-0000-0000-c000-000000000000";

    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(5);

    /// <exception cref="GraphException">401 Authentication_MissingOrMalformed, whatever is wrong with it.</exception>
    public static void Check(string? proof, Application application, DateTimeOffset now)
    {
        if (proof is null || !IsSound(proof, application, now))
            throw new GraphException(401, "Authentication_MissingOrMalformed", "Access Token missing or malformed.");
    }

    private static bool IsSound(string proof, Application application, DateTimeOffset now)
    {
        try
        {
            if (proof.Split('.') is not [var header, var claims, var signature] || proof.Contains('='))
                return false;
            var head = JsonNode.Parse(Base64Url.Decode(header)) as JsonObject;
            return JsonNode.Parse(Base64Url.Decode(claims)) is JsonObject body
                && (string?)head?["alg"] == "RS256"
                && (string?)body["aud"] == Audience
                && (string?)body["iss"] == application.Id.ToString()
                && IsTimely(Time(body["nbf"]), Time(body["exp"]), now)
                && application.Keys.Exists(key => IsUsable(key, now) && HasSignature(proof, signature, key));
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or OverflowException)
        {
            return false;
        }
    }

    private static bool IsTimely(DateTimeOffset? start, DateTimeOffset? end, DateTimeOffset now) =>
        start is not null && end is not null && end - start <= _longest && now >= start - _skew && now < end;

    private static bool IsUsable(ApplicationKey key, DateTimeOffset now) => now >= key.Usable && now >= key.Start && now < key.End;

    private static bool HasSignature(string proof, string signature, ApplicationKey key)
    {
        using var rsa = key.Certificate.GetRSAPublicKey();
        return rsa is not null && rsa.VerifyData(
            Encoding.ASCII.GetBytes(proof[..proof.LastIndexOf('.')]), Base64Url.Decode(signature), HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
    }

    private static DateTimeOffset? Time(JsonNode? value) =>
        long.TryParse(value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
