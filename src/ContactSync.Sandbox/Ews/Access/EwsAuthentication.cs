using System.Security.Cryptography;
using System.Text;
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
}

/// <summary>
/// Signs callers in: a bearer token opens Exchange Online, a name and password the organisation's own server.
/// </summary>
internal static class EwsAuthentication
{
    public const string ExchangeAppId = "00000002-0000-0ff1-ce00-000000000000";
    public const string AppRole = "full_access_as_app";
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
        throw new EwsDenied(401);
    }

    /// <summary>The ways to sign in, as both Exchanges offer them.</summary>
    public static void Challenge(HttpContext context, SandboxContext sandbox, EwsDenied denied)
    {
        var headers = context.Response.Headers;
        var bearer = $"Bearer client_id=\"{ExchangeAppId}\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{sandbox.Tenant.Id}\", "
            + "token_types=\"app_asserted_user_v1 service_asserted_app_v1\", "
            + $"authorization_uri=\"https://{context.Request.Host}/{sandbox.Tenant.Id}/oauth2/authorize\"";
        if (denied.Diagnostics is { } diagnostics)
        {
            bearer += ", error=\"invalid_token\"";
            headers["x-ms-diagnostics"] = diagnostics;
        }
        headers.WWWAuthenticate = new[] { bearer, $"Basic realm=\"{context.Request.Host.Host}\"" };
    }

    private static EwsCaller ByToken(HttpContext context, SandboxContext sandbox, string text)
    {
        var token = sandbox.Tokens.Read(text)
            ?? throw Refuse("2000001", "The token is malformed, or its signature is not one of a trusted issuer.", "invalid_token");
        var now = sandbox.Time.GetUtcNow();
        if (now < token.NotBefore || now >= token.Expires)
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
            if (!token.Permissions.Contains(token.IsAppOnly ? AppRole : UserScope))
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
        if (name.StartsWith(EwsSettings.NetBiosName + "\\", StringComparison.OrdinalIgnoreCase))
            name = $"{name[(EwsSettings.NetBiosName.Length + 1)..]}@{sandbox.Tenant.Domain}";
        var settings = sandbox.Ews;
        if (name.Equals(settings.ServiceAccount, StringComparison.OrdinalIgnoreCase))
        {
            Compare(password, settings.ServicePassword);
            return new EwsCaller { IsOnline = false, CanImpersonate = true };
        }
        // Exchange Online no longer takes passwords: whoever lives there cannot sign in here.
        var user = sandbox.Tenant.FindUser(name);
        if (user is null || !user.IsEnabled || user.Mailbox == MailboxPlace.None)
            throw new EwsDenied(401);
        Compare(password, user.Password);
        if (!new ExchangeDirectory(sandbox, isOnline: false).IsHere(user))
            throw new EwsDenied(401);
        return new EwsCaller { IsOnline = false, User = user };
    }

    private static void Compare(string sent, string expected)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(expected)))
            throw new EwsDenied(401);
    }

    private static EwsDenied Refuse(string id, string reason, string category) =>
        new(401, $"{id};reason=\"{reason}\";error_category=\"{category}\"");
}
