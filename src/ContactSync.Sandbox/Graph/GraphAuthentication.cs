using ContactSync.Sandbox.Entra;
using ContactSync.Sandbox.Hosting;

namespace ContactSync.Sandbox.Graph;

/// <summary>Checks the bearer token of a call: signature, times, audience, tenant, and that app and user still exist.</summary>
internal static class GraphAuthentication
{
    public const string GraphAppId = "00000003-0000-0000-c000-000000000000";

    /// <exception cref="GraphException">401 InvalidAuthenticationToken.</exception>
    public static GraphCaller Authenticate(HttpContext context, SandboxContext sandbox)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || header.Length == "Bearer ".Length)
            throw Refuse(context, sandbox, "Access token is empty.");
        var token = sandbox.Tokens.Read(header["Bearer ".Length..].Trim());
        if (token is null)
            throw Refuse(context, sandbox, "IDX14100: JWT is not well formed, or its signature is not one of this tenant.");
        var now = sandbox.Time.GetUtcNow();
        if (now < token.NotBefore || now >= token.Expires || sandbox.Faults.Take(FaultBoard.StaleToken, context) is not null)
            throw Refuse(context, sandbox, "Lifetime validation failed, the token is expired.");
        var tenant = sandbox.Tenant;
        lock (tenant.Gate)
        {
            if (tenant.FindResource(token.Audience)?.AppId != GraphAppId)
                throw Refuse(context, sandbox, "Access token validation failure. Invalid audience.");
            var principal = tenant.FindPrincipal(token.AppId);
            if (principal is null)
                throw Refuse(context, sandbox, "The identity of the calling application could not be established.");
            var user = token.IsAppOnly ? null : tenant.Users.Find(token.ObjectId);
            if (!token.IsAppOnly && user is null)
                throw Refuse(context, sandbox, "The identity of the calling user could not be established.");
            return new GraphCaller { AppId = token.AppId, ObjectId = token.ObjectId, User = user, Permissions = token.Permissions };
        }
    }

    private static GraphException Refuse(HttpContext context, SandboxContext sandbox, string message)
    {
        var authority = $"{context.Request.Scheme}://{context.Request.Host}/{sandbox.Tenant.Id}/oauth2/v2.0/authorize";
        return new GraphException(401, "InvalidAuthenticationToken", message)
        {
            Headers =
            {
                ["WWW-Authenticate"] = $"Bearer realm=\"\", authorization_uri=\"{authority}\", client_id=\"{GraphAppId}\"",
            },
        };
    }
}
