using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Control;

/// <summary>
/// POST app-management-policies: what the organisation allows of the credentials of apps. With <c>appId</c> it is that app's own policy,
/// without one the tenant's default. <c>restrictions</c> is as Graph shows it.
/// </summary>
internal sealed class PolicyControl(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapControl(sandbox, "POST", "app-management-policies", (_, body) =>
        {
            lock (sandbox.Tenant.Gate)
                return Task.FromResult<JsonNode?>(Set(body));
        });

    private JsonObject Set(JsonObject body)
    {
        var policies = sandbox.Tenant.AppManagementPolicies;
        var restrictions = body["restrictions"] as JsonObject ?? throw new ControlException(400, "'restrictions' is missing.");
        var isEnabled = (bool?)body["isEnabled"] ?? true;
        if ((string?)body["appId"] is not { } appId)
        {
            policies.Default = AppManagementPolicy.Default with
            {
                IsEnabled = isEnabled,
                Restrictions = restrictions.DeepClone().AsObject(),
            };
            return new JsonObject { ["id"] = policies.Default.Id.ToString() };
        }
        var application = sandbox.Tenant.FindApplication(appId) ?? throw new ControlException(404, $"There is no app '{appId}'.");
        var policy = new AppManagementPolicy(
            Guid.NewGuid(), (string?)body["displayName"] ?? "Credentials", isEnabled, restrictions.DeepClone().AsObject());
        policies.Assign(application, policy);
        return new JsonObject { ["id"] = policy.Id.ToString() };
    }
}
