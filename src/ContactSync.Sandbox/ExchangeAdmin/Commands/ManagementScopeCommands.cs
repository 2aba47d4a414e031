using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.ExchangeAdmin.Commands;

/// <summary>New-, Get-, Set- and Remove-ManagementScope.</summary>
internal sealed class ManagementScopeCommands(SandboxContext sandbox)
{
    private ExchangeOrganization Organization => sandbox.Exchange;

    public void Add(AdminCommands commands)
    {
        commands.Add("New-ManagementScope", "Name RecipientRestrictionFilter", New);
        commands.Add("Get-ManagementScope", "Identity", command => AdminResult.Of(
            (command.Text("Identity") is { } name ? [Find(name)] : Organization.Scopes).Select(Show)));
        commands.Add("Set-ManagementScope", "Identity RecipientRestrictionFilter", command =>
        {
            Find(command.Require("Identity")).SetFilter(command.Require("RecipientRestrictionFilter"), Organization.Directory);
            return AdminResult.Nothing;
        });
        commands.Add("Remove-ManagementScope", "Identity", Remove);
    }

    private AdminResult New(AdminCommand command)
    {
        var name = command.Require("Name");
        if (name.Length > 64)
            throw AdminException.Invalid("The length of the property is too long. The maximum length is 64 and the length of the value "
                + $"provided is {name.Length}.");
        if (Organization.Scopes.Exists(scope => scope.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw AdminException.Exists(name);
        var created = new ManagementScope(name);
        created.SetFilter(command.Require("RecipientRestrictionFilter"), Organization.Directory);
        Organization.Scopes.Add(created);
        return AdminResult.Of(Show(created));
    }

    private AdminResult Remove(AdminCommand command)
    {
        var scope = Find(command.Require("Identity"));
        if (Organization.Assignments.FirstOrDefault(one => one.Scope == scope) is { } use)
        {
            throw AdminException.Invalid(
                $"The management scope '{scope.Name}' is used by the role assignment '{use.Name}' and can't be removed.");
        }
        Organization.Scopes.Remove(scope);
        return AdminResult.Nothing;
    }

    private ManagementScope Find(string name) =>
        Organization.Scopes.Find(scope => scope.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw AdminException.NotFound(name, sandbox.Tenant);

    private static JsonObject Show(ManagementScope scope) => new()
    {
        ["Name"] = scope.Name,
        ["Identity"] = scope.Name,
        ["ScopeRestrictionType"] = "RecipientScope",
        ["Exclusive"] = false,
        ["RecipientRoot"] = null,
        ["RecipientFilter"] = scope.Filter,
    };
}
