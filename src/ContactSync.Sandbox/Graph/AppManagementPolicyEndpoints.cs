using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// The policies for the credentials of apps, to be read; the control API sets them.
/// https://learn.microsoft.com/graph/api/resources/tenantappmanagementpolicy
/// </summary>
internal sealed class AppManagementPolicyEndpoints(SandboxContext sandbox)
{
    private static readonly string[] _read = ["Policy.Read.All"];

    private readonly ApplicationAccess _access = new(sandbox);

    private AppManagementPolicies Policies => sandbox.Tenant.AppManagementPolicies;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDirectory(sandbox, "GET", "policies/defaultAppManagementPolicy", Default);
        endpoints.MapDirectory(sandbox, "GET", "policies/appManagementPolicies", request =>
        {
            request.Caller.RequireDirectory(_read);
            return List(request, "policies/appManagementPolicies", Policies.All);
        });
        foreach (var key in ApplicationAccess.Keys)
            endpoints.MapDirectory(sandbox, "GET", key + "/appManagementPolicies", OfApplication);
    }

    private GraphResponse Default(GraphRequest request)
    {
        request.Caller.RequireDirectory(_read);
        var policy = Policies.Default;
        return GraphResponse.Ok(new JsonObject
        {
            ["@odata.context"] = request.ODataContext("policies/defaultAppManagementPolicy/$entity"),
            ["id"] = policy.Id.ToString(),
            ["displayName"] = policy.DisplayName,
            ["description"] = "Default tenant policy that enforces app management restrictions on applications and service principals.",
            ["isEnabled"] = policy.IsEnabled,
            ["applicationRestrictions"] = policy.Restrictions.DeepClone(),
            ["servicePrincipalRestrictions"] = AppManagementPolicy.Default.Restrictions.DeepClone(),
        });
    }

    private GraphResponse OfApplication(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        request.Caller.RequireDirectory(_read);
        var own = Policies.Of(_access.Find(request));
        return List(request, "appManagementPolicies", own is null ? [] : [own]);
    }

    private static GraphResponse List(GraphRequest request, string set, IEnumerable<AppManagementPolicy> policies) =>
        GraphResponse.Ok(new JsonObject
        {
            ["@odata.context"] = request.ODataContext(set),
            ["value"] = new JsonArray([.. policies.Select(policy => (JsonNode?)new JsonObject
            {
                ["id"] = policy.Id.ToString(),
                ["displayName"] = policy.DisplayName,
                ["description"] = null,
                ["isEnabled"] = policy.IsEnabled,
                ["restrictions"] = policy.Restrictions.DeepClone(),
            })]),
        });
}
