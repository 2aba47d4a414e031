using ContactSync.Sandbox.Entra;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>
/// Who may run which cmdlet: the token carries Exchange.ManageAsApp (or Exchange.Manage of a user), and app or user holds a directory role.
/// https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
/// </summary>
internal static class AdminCaller
{
    private const string GlobalReader = "Global Reader";

    /// <summary>The directory roles that mean something to Exchange.</summary>
    public static readonly string[] Roles = [DirectoryRoles.ExchangeAdministrator, DirectoryRoles.GlobalAdministrator, GlobalReader];

    /// <summary>Lets a caller in.</summary>
    /// <returns>The user principal name of a person; null for an app in its own name.</returns>
    /// <exception cref="AdminException">401: no token of Exchange, or without the right; 403: the caller's role does not reach.</exception>
    public static string? Check(HttpContext context, SandboxContext sandbox, AdminCommand command)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? sandbox.Tokens.Read(header[7..].Trim()) : null;
        var now = sandbox.Time.GetUtcNow();
        if (token is null || now < token.NotBefore || now >= token.Expires
            || sandbox.Faults.Take(FaultBoard.StaleToken, context) is not null)
            throw AdminException.Unauthorized();
        lock (sandbox.Tenant.Gate)
        {
            if (sandbox.Tenant.FindResource(token.Audience)?.AppId != EwsAuthentication.ExchangeAppId
                || !token.Permissions.Contains(token.IsAppOnly ? "Exchange.ManageAsApp" : "Exchange.Manage"))
                throw AdminException.Unauthorized();
            var roles = RolesOf(sandbox.Tenant, token);
            var may = roles.Contains(DirectoryRoles.ExchangeAdministrator) || roles.Contains(DirectoryRoles.GlobalAdministrator)
                || (command.IsReading && roles.Contains(GlobalReader));
            if (!may || sandbox.Faults.Take(FaultBoard.MissingRole, context) is not null)
                throw AdminException.Forbidden();
            return token.IsAppOnly ? null : sandbox.Tenant.Users.Find(token.ObjectId)!.UserPrincipalName;
        }
    }

    private static HashSet<string> RolesOf(Tenant tenant, AccessToken token) =>
        (token.IsAppOnly ? tenant.ServicePrincipals.Find(token.ObjectId)?.Roles : tenant.Users.Find(token.ObjectId)?.Roles)
        ?? throw AdminException.Unauthorized();
}
