using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.ExchangeAdmin.Commands;

/// <summary>New-, Get- and Remove-ServicePrincipal, Test-ServicePrincipalAuthorization.</summary>
internal sealed class ServicePrincipalCommands(SandboxContext sandbox)
{
    private ExchangeOrganization Organization => sandbox.Exchange;

    public void Add(AdminCommands commands)
    {
        commands.Add("New-ServicePrincipal", "AppId ObjectId DisplayName", New);
        commands.Add("Get-ServicePrincipal", "Identity ResultSize", command => AdminResult.Of(Find(command).Select(Show)));
        commands.Add("Remove-ServicePrincipal", "Identity", command =>
        {
            Organization.Remove(Find(Organization, command.Require("Identity"), sandbox));
            return AdminResult.Nothing;
        });
        commands.Add("Test-ServicePrincipalAuthorization", "Identity Resource", Test);
    }

    /// <summary>One by its object id in the directory, the app's id or the display name.</summary>
    /// <exception cref="AdminException">There is none.</exception>
    public static ExchangePrincipal Find(ExchangeOrganization organization, string identity, SandboxContext sandbox) =>
        organization.Principals.FirstOrDefault(one => Same(one.Principal.Id.ToString(), identity)
            || Same(one.Principal.AppId, identity) || Same(one.DisplayName, identity))
        ?? throw AdminException.NotFound(identity, sandbox.Tenant);

    private AdminResult New(AdminCommand command)
    {
        var (appId, objectId) = (command.Require("AppId"), command.Require("ObjectId"));
        // The object id of the enterprise application; that of the app registration is a mistake often made.
        if (sandbox.Tenant.ServicePrincipals.Find(objectId) is not { } principal || !Same(principal.AppId, appId))
            throw AdminException.Invalid($"The service principal with object ID '{objectId}' of application '{appId}' couldn't be found.");
        if (Organization.Principals.Any(one => one.Principal == principal))
            throw AdminException.Exists(objectId);
        var created = new ExchangePrincipal(principal, command.Text("DisplayName") ?? appId);
        Organization.Add(created);
        return AdminResult.Of(Show(created));
    }

    private IEnumerable<ExchangePrincipal> Find(AdminCommand command) => command.Text("Identity") is { } identity
        ? [Find(Organization, identity, sandbox)]
        : Organization.Principals;

    /// <summary>Looks past the cache, and knows nothing of what Entra granted.</summary>
    private AdminResult Test(AdminCommand command)
    {
        var principal = Find(Organization, command.Require("Identity"), sandbox);
        var mailbox = command.Text("Resource") is { } resource ? Organization.Directory.Mailbox(resource) : null;
        return AdminResult.Of(Organization.Assignments.Where(one => one.Principal == principal.Principal).Select(one => new JsonObject
        {
            ["RoleName"] = one.Role,
            ["GrantedPermissions"] = string.Join(", ", ApplicationRole.Permissions(one.Role)),
            ["AllowedResourceScope"] = one.Scope?.Name ?? "Organization",
            ["ScopeType"] = one.Scope is null ? "OrganizationScope" : "CustomRecipientScope",
            ["InScope"] = mailbox is null ? "Not Run" : Organization.IsInScope(one, mailbox) ? "True" : "False",
        }));
    }

    private static JsonObject Show(ExchangePrincipal one) => new()
    {
        ["DisplayName"] = one.DisplayName,
        ["ObjectId"] = one.Principal.Id.ToString(),
        ["AppId"] = one.Principal.AppId,
        ["Identity"] = one.Principal.Id.ToString(),
    };

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
