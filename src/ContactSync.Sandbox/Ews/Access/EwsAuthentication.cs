using System.Security.Cryptography;
using System.Text;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>A caller who was turned away: 401 with challenges, or 403.</summary>
internal sealed class EwsDenied(int status, string? diagnostics = null) : Exception
{
    public int Status { get; } = status;

    /// <summary>The value of x-ms-diagnostics.</summary>
    public string? Diagnostics { get; } = diagnostics;

    /// <summary>The value of X-EWS-Policy-Reason.</summary>
    public string? PolicyReason { get; init; }

    /// <summary>The next step of a handshake: the only challenge then.</summary>
    public string? Continuation { get; init; }
}

/// <summary>
/// Signs callers in: a bearer token opens Exchange Online, a name and password, or NTLM, the organisation's own server.
/// </summary>
internal static class EwsAuthentication
{
    public const string ExchangeAppId = "00000002-0000-0ff1-ce00-000000000000";
    public const string AppRole = "full_access_as_app";
    public const string ScopedRole = "EWS.AccessAsApp";
    public const string UserScope = "EWS.AccessAsUser.All";

    /// <exception cref="EwsDenied">401, with the diagnostics of Exchange for a token.</exception>
    public static EwsCaller Authenticate(HttpContext context, SandboxContext sandbox)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ');
        var (scheme, value) = space < 0 ? (header, "") : (header[..space], header[(space + 1)..].Trim());
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return ByToken(context, sandbox, value);
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return ByPassword(sandbox, value);
        if (scheme.Length == 0 && ConnectionSignIn.Of(context)?.Caller is { } known)
            return known;
        var handshake = IntegratedSchemes(context, sandbox).FirstOrDefault(one => one.Equals(scheme, StringComparison.OrdinalIgnoreCase));
        return handshake is null
            ? throw new EwsDenied(401)
            : ConnectionSignIn.Step(context, handshake, value, sandbox.NtlmUsers, account => ByAccount(sandbox, account).Caller);
    }

    /// <summary>The ways to sign in, as both Exchanges offer them.</summary>
    public static void Challenge(HttpContext context, SandboxContext sandbox, EwsDenied denied)
    {
        var headers = context.Response.Headers;
        if (denied.Continuation is { } continuation)
        {
            headers.WWWAuthenticate = continuation;
            return;
        }
        var bearer = $"Bearer client_id=\"{ExchangeAppId}\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{sandbox.Tenant.Id}\", "
            + "token_types=\"app_asserted_user_v1 service_asserted_app_v1\", "
            + $"authorization_uri=\"https://{context.Request.Host}/{sandbox.Tenant.Id}/oauth2/authorize\"";
        if (denied.Diagnostics is { } diagnostics)
        {
            bearer += ", error=\"invalid_token\"";
            headers["x-ms-diagnostics"] = diagnostics;
        }
        headers.WWWAuthenticate =
            (string[])[bearer, .. IntegratedSchemes(context, sandbox), $"Basic realm=\"{context.Request.Host.Host}\""];
    }

    private static string[] IntegratedSchemes(HttpContext context, SandboxContext sandbox) =>
        sandbox.Ews.OffersIntegrated && ConnectionSignIn.IsPossible(context) ? ["Negotiate", "NTLM"] : [];

    private static EwsCaller ByToken(HttpContext context, SandboxContext sandbox, string text)
    {
        var token = sandbox.Tokens.Read(text)
            ?? throw Refuse("2000001", "The token is malformed, or its signature is not one of a trusted issuer.", "invalid_token");
        var now = sandbox.Time.GetUtcNow();
        if (now < token.NotBefore || now >= token.Expires || sandbox.Faults.Take(FaultBoard.StaleToken, context) is not null)
            throw Refuse("2000002", "The token has expired.", "token_expired");
        lock (sandbox.Tenant.Gate)
        {
            if (sandbox.Tenant.FindResource(token.Audience)?.AppId != ExchangeAppId)
            {
                throw Refuse("2000003",
                    $"The audience claim value is invalid for current resource. Audience claim is '{token.Audience}', request url is "
                    + $"'https://{context.Request.Host}{context.Request.Path}' and resource type is 'Exchange'.",
                    "invalid_resource");
            }
            if (sandbox.Tenant.FindPrincipal(token.AppId) is null)
                throw Refuse("2000006", "The application of the token is unknown in this tenant.", "invalid_client");
            var isMissing = sandbox.Faults.Take(FaultBoard.MissingRole, context) is not null;
            var hasRight = token.Permissions.Contains(token.IsAppOnly ? AppRole : UserScope);
            // Entra, and so the token, knows nothing of what Exchange gave.
            var isScoped = !hasRight && token.IsAppOnly && sandbox.Exchange.Holds(token.AppId, ScopedRole);
            if (isMissing || (!hasRight && !isScoped))
                throw Refuse("2000008", "The token contains no permissions, or permissions can not be understood.", "invalid_grant");
            var user = token.IsAppOnly ? null : sandbox.Tenant.Users.Find(token.ObjectId);
            if (!token.IsAppOnly && user is null)
                throw Refuse("2000005", "The user specified by the user-context in the token does not exist.", "invalid_user");
            return new EwsCaller
            {
                IsOnline = true,
                AppId = token.AppId,
                User = user,
                CanImpersonate = token.IsAppOnly,
                IsScoped = isScoped,
            };
        }
    }

    private static EwsCaller ByPassword(SandboxContext sandbox, string value)
    {
        string credentials;
        try
        {
            credentials = Encoding.UTF8.GetString(Convert.FromBase64String(value));
        }
        catch (FormatException)
        {
            throw new EwsDenied(401);
        }
        var colon = credentials.IndexOf(':');
        var (name, password) = colon < 0 ? (credentials, "") : (credentials[..colon], credentials[(colon + 1)..]);
        var (caller, expected) = ByAccount(sandbox, name);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(expected))
            ? caller
            : throw new EwsDenied(401);
    }

    /// <summary>Who an account of the own server is, by DOMAIN\user or user principal name, and its password.</summary>
    /// <exception cref="EwsDenied">401: there is no such account, or it has no mailbox there.</exception>
    private static (EwsCaller Caller, string Password) ByAccount(SandboxContext sandbox, string name)
    {
        if (name.Split('\\') is [var domain, var alias])
        {
            string[] domains = ["", EwsSettings.NetBiosName, sandbox.Tenant.Domain];
            if (!domains.Contains(domain, StringComparer.OrdinalIgnoreCase))
                throw new EwsDenied(401);
            name = alias;
        }
        if (!name.Contains('@'))
            name = $"{name}@{sandbox.Tenant.Domain}";
        var settings = sandbox.Ews;
        if (name.Equals(settings.ServiceAccount, StringComparison.OrdinalIgnoreCase))
            return (new EwsCaller { IsOnline = false, CanImpersonate = true }, settings.ServicePassword);
        // Exchange Online no longer takes passwords: whoever lives there cannot sign in here.
        var user = sandbox.Tenant.FindUser(name);
        if (user is null || !user.IsEnabled || user.Mailbox == MailboxPlace.None)
            throw new EwsDenied(401);
        return new ExchangeDirectory(sandbox, isOnline: false).IsHere(user)
            ? (new EwsCaller { IsOnline = false, User = user }, user.Password)
            : throw new EwsDenied(401);
    }

    private static EwsDenied Refuse(string id, string reason, string category) =>
        new(401, $"{id};reason=\"{reason}\";error_category=\"{category}\"");
}
