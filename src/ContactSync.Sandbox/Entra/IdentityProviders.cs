using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// The other identity providers in the world whose published keys can be read. The real service fetches them from the issuer's
/// .well-known/openid-configuration; here the control API says them, so that nothing is ever asked of another machine.
/// </summary>
internal sealed class IdentityProviders
{
    private readonly Dictionary<string, IdentityProvider> _known = [];

    public IdentityProvider? Find(string issuer)
    {
        lock (_known)
            return _known.GetValueOrDefault(issuer);
    }

    public void Set(string issuer, IdentityProvider provider)
    {
        lock (_known)
            _known[issuer] = provider;
    }
}

/// <summary>An identity provider with the keys that it signs with, each by its kid.</summary>
internal sealed class IdentityProvider(IReadOnlyDictionary<string, RSAParameters> keys)
{
    /// <param name="keys">RFC 7517, <c>keys</c> of a JWK set.</param>
    /// <exception cref="FormatException">One of them is no public RSA key.</exception>
    public static IdentityProvider FromJson(JsonArray keys) => new(keys.ToDictionary(
        key => Part(key, "kid"),
        key => Part(key, "kty") == "RSA"
            ? new RSAParameters { Modulus = Base64Url.Decode(Part(key, "n")), Exponent = Base64Url.Decode(Part(key, "e")) }
            : throw new FormatException("Only keys of kty RSA are taken.")));

    /// <summary>The caller disposes of it.</summary>
    public RSA? FindKey(string? id) => id is not null && keys.TryGetValue(id, out var key) ? RSA.Create(key) : null;

    private static string Part(JsonNode? key, string name) =>
        key?[name]?.ToString() ?? throw new FormatException($"A key has no '{name}'.");
}
