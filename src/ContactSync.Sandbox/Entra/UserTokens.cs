using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>Tokens with which an app acts for a user: by password, by device code, by a browser's code, by refresh token.</summary>
internal sealed class UserTokens(SandboxContext sandbox)
{
    private static readonly TimeSpan _refreshLifetime = TimeSpan.FromDays(90);

    private readonly Dictionary<string, RefreshToken> _refreshTokens = [];
    private readonly Consents _consents = new(sandbox);

    public JsonObject ByPassword(EntraRequest request, AuthenticatedClient client)
    {
        if (request.TenantName is "common" or "consumers")
            throw EntraErrors.TenantNeeded();
        var name = request.Require("username");
        var password = request.Require("password");
        var scope = request.Require("scope");
        var user = sandbox.Tenant.FindUser(name);
        if (user is null || !user.UserPrincipalName.Equals(name, StringComparison.OrdinalIgnoreCase))
            throw EntraErrors.UnknownUser(sandbox.Tenant);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(user.Password)))
            throw EntraErrors.WrongPassword();
        if (user.NeedsSecondFactor)
            throw EntraErrors.SecondFactor(ScopeRequest.Parse(scope, sandbox.Tenant).Resource);
        return Issue(request, client, user, scope);
    }

    public JsonObject ByDeviceCode(EntraRequest request, AuthenticatedClient client)
    {
        var sent = request["device_code"] ?? request["code"] ?? throw EntraErrors.MissingParameter("device_code");
        var code = sandbox.DeviceCodes.Find(sent);
        if (code is null || !code.ClientId.Equals(client.Principal.AppId, StringComparison.OrdinalIgnoreCase))
            throw EntraErrors.UnknownDeviceCode();
        if (sandbox.Time.GetUtcNow() >= code.Expires)
            throw EntraErrors.ExpiredDeviceCode();
        if (code.IsDeclined)
            throw EntraErrors.Declined();
        var user = code.User ?? throw EntraErrors.AuthorizationPending();
        var answer = Issue(request, client, user, code.Scope);
        sandbox.DeviceCodes.Remove(code);
        return answer;
    }

    public JsonObject ByCode(EntraRequest request, AuthenticatedClient client, AuthorizationCode code)
    {
        if (code.Client != client.Principal)
            throw EntraErrors.UnknownCode();
        if (code.IsRedeemed)
            throw EntraErrors.RedeemedCode();
        if (sandbox.Time.GetUtcNow() >= code.Expires)
            throw EntraErrors.ExpiredCode();
        if (request.Require("redirect_uri") is var redirect && redirect != code.RedirectUri)
            throw EntraErrors.OtherRedirect(redirect, code.RedirectUri);
        if (code.Platform == RedirectPlatform.Spa && request.Context.Request.Headers.Origin.Count == 0)
            throw EntraErrors.NotCrossOrigin();
        if (code.Challenge is not null && Challenge(request.Require("code_verifier")) != code.Challenge)
            throw EntraErrors.WrongVerifier();
        var answer = Issue(request, client, code.User, request["scope"] ?? code.Scope);
        code.IsRedeemed = true;
        return answer;
    }

    public JsonObject ByRefreshToken(EntraRequest request, AuthenticatedClient client)
    {
        var known = _refreshTokens.GetValueOrDefault(request.Require("refresh_token"));
        if (known is null || known.Client != client.Principal)
            throw EntraErrors.InvalidRefreshToken();
        if (sandbox.Time.GetUtcNow() >= known.Expires)
            throw EntraErrors.ExpiredRefreshToken();
        return Issue(request, client, known.User, request["scope"] ?? known.Scope);
    }

    private JsonObject Issue(EntraRequest request, AuthenticatedClient client, DirectoryUser user, string scopeText)
    {
        if (!user.IsEnabled)
            throw EntraErrors.DisabledUser();
        var isBlocked = AppRoles.IsAssignmentRequired(client.Principal)
            && !AppRoles.IsAssigned(user, client.Principal, sandbox.Tenant, sandbox.Time.GetUtcNow());
        if (isBlocked)
            throw EntraErrors.NotAssigned(client.Principal);
        if (sandbox.Tenant.BlockedApps.Contains(client.Principal.AppId, StringComparer.OrdinalIgnoreCase))
            throw EntraErrors.BlockedByPolicy(forUser: true);
        var scope = ScopeRequest.Parse(scopeText, sandbox.Tenant);
        Consents.CheckFirstParty(client.Principal, scope.Resource);
        var granted = Granted(client.Principal, scope, user);
        var seconds = (int)sandbox.Options.TokenLifetime.TotalSeconds;
        var named = granted.Select(value => scope.Prefix + value).Concat(scope.OpenId.Where(value => value != "offline_access"));
        if (scope.IsDefault)
            named = named.Append(scope.Prefix + ".default");
        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["scope"] = string.Join(' ', named),
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = sandbox.Tokens.IssueForUser(client.Principal, user, scope.Audience, granted, client.Proof),
        };
        if (scope.OpenId.Contains("offline_access"))
            answer["refresh_token"] = Remember(client.Principal, user, scopeText);
        if (scope.OpenId.Contains("openid"))
            answer["id_token"] = sandbox.Tokens.Sign(IdentityClaims(request, client.Principal, user));
        if (request["client_info"] is not null)
            answer["client_info"] = ClientInfo(user);
        return answer;
    }

    /// <summary>Every permission that was consented to for this resource, as the real service puts them all into a token.</summary>
    private List<string> Granted(ServicePrincipal client, ScopeRequest scope, DirectoryUser user)
    {
        var granted = _consents.Granted(client, scope.Resource, user).Order(StringComparer.Ordinal).ToList();
        if (!scope.IsDefault && scope.Values.FirstOrDefault(value => scope.Resource.FindScope(value) is null) is { } unknown)
            throw EntraErrors.UnknownScope(client, unknown, scope.Resource);
        if (granted.Count == 0 || (!scope.IsDefault && scope.Values.Except(granted).Any()))
            throw EntraErrors.NoConsent(client);
        return granted;
    }

    private static string Challenge(string verifier) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private string Remember(ServicePrincipal client, DirectoryUser user, string scope)
    {
        var token = IssuedSecrets.Report("1." + Base64Url.Encode(RandomNumberGenerator.GetBytes(96)));
        _refreshTokens[token] = new RefreshToken(client, user, scope, sandbox.Time.GetUtcNow() + _refreshLifetime);
        return token;
    }

    private JsonObject IdentityClaims(EntraRequest request, ServicePrincipal client, DirectoryUser user)
    {
        var now = sandbox.Time.GetUtcNow();
        return new JsonObject
        {
            ["aud"] = client.AppId,
            ["iss"] = $"{request.Host}/{sandbox.Tenant.Id}/v2.0",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + sandbox.Options.TokenLifetime).ToUnixTimeSeconds(),
            ["name"] = user.Text("displayName"),
            ["oid"] = user.Id.ToString(),
            ["preferred_username"] = user.UserPrincipalName,
            ["sub"] = Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}{client.AppId}"))),
            ["tid"] = sandbox.Tenant.Id.ToString(),
            ["ver"] = "2.0",
        };
    }

    private string ClientInfo(DirectoryUser user)
    {
        var info = new JsonObject { ["uid"] = user.Id.ToString(), ["utid"] = sandbox.Tenant.Id.ToString() };
        return Base64Url.Encode(Encoding.UTF8.GetBytes(info.ToJsonString()));
    }

    private sealed record RefreshToken(ServicePrincipal Client, DirectoryUser User, string Scope, DateTimeOffset Expires);
}
