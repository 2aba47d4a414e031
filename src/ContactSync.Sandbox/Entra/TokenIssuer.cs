using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>Signs and reads the tenant's tokens (RS256, claims of version 1.0 as Graph and Exchange Online receive them).</summary>
internal sealed class TokenIssuer(Tenant tenant, SandboxOptions options)
{
    /// <summary>What every member of a tenant has in the claim <c>wids</c>.</summary>
    private const string MemberTemplate = "b79fbf4d-3ef9-4689-8143-76b194e85509";

    private readonly RSA _key = RSA.Create(2048);
    private string? _keyId;

    /// <summary>SHA-256 of the public key; the real service uses a certificate's thumbprint, clients compare it as text only.</summary>
    public string KeyId => _keyId ??= Base64Url.Encode(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()).AsSpan(0, 20));

    /// <summary>Issuer of access tokens; version 1.0 tokens name this host in every worldwide tenant.</summary>
    public string Issuer => $"https://sts.windows.net/{tenant.Id}/";

    public JsonObject PublicKey()
    {
        var parameters = _key.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = KeyId,
            ["x5t"] = KeyId,
            ["n"] = Base64Url.Encode(parameters.Modulus),
            ["e"] = Base64Url.Encode(parameters.Exponent),
        };
    }

    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["x5t"] = KeyId, ["kid"] = KeyId };
        var content = $"{Encode(header)}.{Encode(claims)}";
        return IssuedSecrets.Report($"{content}.{Base64Url.Encode(Signature(content))}");
    }

    /// <summary>An app's own token. Roles are those whose consent has taken effect at this moment.</summary>
    public string IssueForApp(ServicePrincipal client, ServicePrincipal resource, string audience, bool byCertificate)
    {
        var claims = Claims(client, audience, byCertificate ? "2" : "1");
        claims["idtyp"] = "app";
        claims["oid"] = client.Id.ToString();
        claims["sub"] = client.Id.ToString();
        var now = options.TimeProvider.GetUtcNow();
        var roles = tenant.Assignments
            .Where(assignment => assignment.Principal == client && assignment.Resource == resource && assignment.Effective <= now)
            .Select(assignment => resource.FindRole(assignment.RoleId)?.Value)
            .OfType<string>()
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (roles.Length > 0)
            claims["roles"] = new JsonArray(Array.ConvertAll(roles, role => (JsonNode?)role));
        return Sign(claims);
    }

    /// <summary>A token with which an app acts for a user.</summary>
    public string IssueForUser(ServicePrincipal client, DirectoryUser user, string audience, IEnumerable<string> scopes, string appAcr)
    {
        var claims = Claims(client, audience, appAcr);
        claims["idtyp"] = "user";
        claims["oid"] = user.Id.ToString();
        claims["sub"] = Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}{client.AppId}")));
        claims["upn"] = user.UserPrincipalName;
        claims["unique_name"] = user.UserPrincipalName;
        claims["name"] = user.Text("displayName");
        claims["amr"] = new JsonArray("pwd");
        claims["scp"] = string.Join(' ', scopes);
        claims["wids"] = new JsonArray([.. user.Roles.Select(role => (JsonNode?)DirectoryRoles.Templates[role]), MemberTemplate]);
        return Sign(claims);
    }

    /// <summary>The claims of a token that this tenant signed; null for anything else.</summary>
    public AccessToken? Read(string token)
    {
        try
        {
            if (token.Split('.') is not [var header, var payload, var signature])
                return null;
            if (!Verify($"{header}.{payload}", Base64Url.Decode(signature)))
                return null;
            var claims = JsonNode.Parse(Base64Url.Decode(payload))!.AsObject();
            var isApp = (string?)claims["idtyp"] == "app";
            var permissions = isApp
                ? claims["roles"]?.AsArray().Select(role => (string)role!) ?? []
                : ((string?)claims["scp"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new AccessToken(
                (string)claims["aud"]!,
                (string)claims["appid"]!,
                Guid.Parse((string)claims["oid"]!),
                isApp,
                permissions.ToHashSet(StringComparer.Ordinal),
                DateTimeOffset.FromUnixTimeSeconds((long)claims["nbf"]!),
                DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!));
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or ArgumentNullException)
        {
            return null;
        }
    }

    private JsonObject Claims(ServicePrincipal client, string audience, string appAcr)
    {
        var now = options.TimeProvider.GetUtcNow();
        return new JsonObject
        {
            ["aud"] = audience,
            ["iss"] = Issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + options.TokenLifetime).ToUnixTimeSeconds(),
            ["app_displayname"] = client.Text("displayName"),
            ["appid"] = client.AppId,
            ["appidacr"] = appAcr,
            ["idp"] = Issuer,
            ["tid"] = tenant.Id.ToString(),
            ["uti"] = Base64Url.Encode(RandomNumberGenerator.GetBytes(16)),
            ["ver"] = "1.0",
        };
    }

    private byte[] Signature(string content)
    {
        // RSA objects are not made for use from several threads.
        lock (_key)
            return _key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private bool Verify(string content, byte[] signature)
    {
        lock (_key)
            return _key.VerifyData(Encoding.ASCII.GetBytes(content), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static string Encode(JsonObject json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
