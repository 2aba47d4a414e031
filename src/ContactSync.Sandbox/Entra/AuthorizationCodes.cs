using System.Security.Cryptography;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>A code that a browser carried to an app, good for one token.</summary>
internal sealed record AuthorizationCode(
    ServicePrincipal Client, DirectoryUser User, string Scope, string RedirectUri, RedirectPlatform Platform, string? Challenge,
    DateTimeOffset Expires)
{
    public bool IsRedeemed { get; set; }
}

/// <summary>The codes that were handed out. Guarded by <see cref="Tenant.Gate"/>.</summary>
internal sealed class AuthorizationCodes
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, AuthorizationCode> _codes = [];

    public string Add(AuthorizationCode code)
    {
        var text = IssuedSecrets.Report("1." + Base64Url.Encode(RandomNumberGenerator.GetBytes(64)));
        _codes.Add(text, code);
        return text;
    }

    public AuthorizationCode? Find(string text) => _codes.GetValueOrDefault(text);
}
