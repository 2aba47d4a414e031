using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.ExchangeAdmin.Commands;

/// <summary>New-, Get- and Remove-ManagementRoleAssignment, as far as apps are concerned.</summary>
internal sealed class RoleAssignmentCommands(SandboxContext sandbox)
{
    private ExchangeOrganization Organization => sandbox.Exchange;

    public void Add(AdminCommands commands)
    {
        commands.Add("New-ManagementRoleAssignment", "Name App Role CustomResourceScope", New);
        commands.Add("Get-ManagementRoleAssignment", "Identity Role RoleAssigneeType", Get);
        commands.Add("Remove-ManagementRoleAssignment", "Identity", command =>
        {
            Organization.Remove(Find(command.Require("Identity")));
            return AdminResult.Nothing;
        });
    }

    private AdminResult New(AdminCommand command)
    {
        var principal = ServicePrincipalCommands.Find(Organization, command.Require("App"), sandbox).Principal;
        var role = command.Require("Role");
        if (!ApplicationRole.IsKnown(role))
            throw AdminException.NotFound(role, sandbox.Tenant);
        var scope = command.Text("CustomResourceScope") is { } name
            ? Organization.Scopes.Find(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw AdminException.NotFound(name, sandbox.Tenant)
            : null;
        var identity = command.Text("Name") ?? $"{role}-{principal.Id}";
        if (identity.Length > 64)
            throw AdminException.Invalid("The length of the property is too long. The maximum length is 64 and the length of the value "
                + $"provided is {identity.Length}.");
        if (Organization.Assignments.Any(one => one.Name.Equals(identity, StringComparison.OrdinalIgnoreCase)))
            throw AdminException.Exists(identity);
        var created = new RoleAssignment(identity, principal, role, scope);
        Organization.Add(created);
        return AdminResult.Of(Show(created));
    }

    /// <summary>There is no parameter for the app: the service lists those of all apps.</summary>
    private AdminResult Get(AdminCommand command)
    {
        if (command.Text("Identity") is { } identity)
            return AdminResult.Of(Show(Find(identity)));
        // Those of administrators, which every organisation has hundreds of, are not told.
        var ofApps = command.Text("RoleAssigneeType") is null or "ServicePrincipal";
        var role = command.Text("Role");
        return AdminResult.Of(Organization.Assignments
            .Where(one => ofApps && (role is null || one.Role.Equals(role, StringComparison.OrdinalIgnoreCase)))
            .Select(Show));
    }

    private RoleAssignment Find(string name) =>
        Organization.Assignments.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw AdminException.NotFound(name, sandbox.Tenant);

    private static JsonObject Show(RoleAssignment one) => new()
    {
        ["Name"] = one.Name,
        ["Identity"] = one.Name,
        ["Role"] = one.Role,
        ["RoleAssignee"] = one.Principal.Id.ToString(),
        ["RoleAssigneeName"] = one.Principal.Id.ToString(),
        ["RoleAssigneeType"] = "ServicePrincipal",
        ["CustomResourceScope"] = one.Scope?.Name,
        ["RecipientWriteScope"] = one.Scope is null ? "Organization" : "CustomRecipientScope",
        ["Enabled"] = true,
    };
}
