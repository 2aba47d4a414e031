using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>GET /organization and /domains.</summary>
internal sealed class OrganizationEndpoints(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDirectory(sandbox, "GET", "organization", GetOrganization);
        endpoints.MapDirectory(sandbox, "GET", "domains", GetDomains);
    }

    private GraphResponse GetOrganization(GraphRequest request)
    {
        var caller = request.Caller;
        if (caller.IsAppOnly || !caller.Has("User.Read"))
            caller.RequireDirectory("Organization.Read.All", "Directory.Read.All");
        var tenant = sandbox.Tenant;
        var organization = new JsonObject
        {
            ["id"] = tenant.Id.ToString(),
            ["displayName"] = tenant.DisplayName,
            ["countryLetterCode"] = "DE",
            ["city"] = "Berlin",
            ["preferredLanguage"] = "de",
            ["tenantType"] = "AAD",
            ["verifiedDomains"] = new JsonArray(
                Domain(tenant.InitialDomain, isInitial: true), Domain(tenant.Domain, isInitial: false)),
        };
        return LinkQuery.List(request, "organization", EntityType.Of("organization"), [organization]);

        static JsonNode Domain(string name, bool isInitial) => new JsonObject
        {
            ["capabilities"] = "Email, OfficeCommunicationsOnline",
            ["isDefault"] = !isInitial,
            ["isInitial"] = isInitial,
            ["name"] = name,
            ["type"] = "Managed",
        };
    }

    private GraphResponse GetDomains(GraphRequest request)
    {
        request.Caller.RequireDirectory("Domain.Read.All", "Directory.Read.All");
        var tenant = sandbox.Tenant;
        JsonObject[] domains = [Domain(tenant.InitialDomain, isInitial: true), Domain(tenant.Domain, isInitial: false)];
        return LinkQuery.List(request, "domains", EntityType.Of("domain"), domains);

        static JsonObject Domain(string name, bool isInitial) => new()
        {
            ["id"] = name,
            ["authenticationType"] = "Managed",
            ["isAdminManaged"] = true,
            ["isDefault"] = !isInitial,
            ["isInitial"] = isInitial,
            ["isRoot"] = true,
            ["isVerified"] = true,
            ["supportedServices"] = new JsonArray("Email", "OfficeCommunicationsOnline"),
        };
    }
}
