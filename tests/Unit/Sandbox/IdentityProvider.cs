using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ContactSync.Tests.Sandbox;

/// <summary>Another identity provider, as GitHub Actions or Kubernetes is one: it publishes its keys and signs tokens with them.</summary>
public sealed class IdentityProvider : IDisposable
{
    public const string Audience = "api://AzureADTokenExchange";

    private readonly RSA key = RSA.Create(2048);

    public string Issuer { get; } = "https://ci.contoso.example";

    /// <summary>What the sandbox's control call identity-providers takes.</summary>
    public JsonObject Published
    {
        get
        {
            var parameters = key.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["issuer"] = Issuer,
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA",
                    ["kid"] = "one",
                    ["n"] = Encode(parameters.Modulus!),
                    ["e"] = Encode(parameters.Exponent!),
                }),
            };
        }
    }

    /// <param name="subject">Who the token is for.</param>
    /// <param name="now">From when it is valid, for ten minutes.</param>
    /// <param name="change">Makes it wrong: gets header and claims.</param>
    public string Issue(string subject, DateTimeOffset now, Action<JsonObject, JsonObject>? change = null)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = "one" };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["aud"] = new JsonArray(Audience),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
        };
        change?.Invoke(header, claims);
        var content = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{content}.{Encode(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => key.Dispose();

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
