using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace ContactSync.Microsoft365.Registration;

/// <summary>The JWT that tells addKey and removeKey that the caller holds one of the app's certificates.</summary>
/// <remarks>Specification: https://learn.microsoft.com/graph/application-rollkey-prooftoken</remarks>
internal static class ProofTokens
{
    /// <summary>Azure AD Graph: gone, but still the audience of a proof.</summary>
    private const string Audience = "00000002-0000-0000-c000-000000000000";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <param name="objectId">The app registration's object id.</param>
    /// <param name="certificate">One that the registration knows, with its RSA key.</param>
    /// <param name="now">The present moment.</param>
    internal static string Make(string objectId, X509Certificate2 certificate, DateTimeOffset now)
    {
        var start = now.ToUnixTimeSeconds();
        var header = new { alg = "RS256", typ = "JWT", x5t = Encode(certificate.GetCertHash()) };
        var claims = new { aud = Audience, iss = objectId, nbf = start, exp = start + (long)Life.TotalSeconds };
        var content = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        using var key = certificate.GetRSAPrivateKey()!;
        return $"{content}.{Encode(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>Base64url without padding, which the service does not take.</summary>
    private static string Encode(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
