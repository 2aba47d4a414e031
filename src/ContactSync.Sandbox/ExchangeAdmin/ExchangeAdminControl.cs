using System.Text.Json.Nodes;
using ContactSync.Sandbox.Control;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>PUT exchange/roles/{app id or object id} {"roles": […]}: gives an app directory roles in place of those it had.</summary>
internal sealed class ExchangeAdminControl(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapControl(sandbox, "PUT", "exchange/roles/{app}", (context, body) => Task.FromResult(SetRoles(context, body)));

    private JsonNode? SetRoles(HttpContext context, JsonObject body)
    {
        var name = (string?)context.GetRouteValue("app") ?? "";
        var roles = (body["roles"] as JsonArray ?? []).Select(role => (string?)role ?? "").ToList();
        if (roles.Find(role => !AdminCaller.Roles.Contains(role)) is { } unknown)
            throw new ControlException(400, $"Exchange knows no role '{unknown}'. Known are: {string.Join(", ", AdminCaller.Roles)}.");
        lock (sandbox.Tenant.Gate)
        {
            var principal = sandbox.Tenant.ServicePrincipals.Find(name) ?? sandbox.Tenant.FindPrincipal(name)
                ?? throw new ControlException(404, $"There is no app '{name}'.");
            principal.Roles.Clear();
            principal.Roles.UnionWith(roles);
        }
        return null;
    }
}
