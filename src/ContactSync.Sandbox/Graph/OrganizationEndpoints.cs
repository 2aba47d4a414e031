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
        return List(request, "organization", [organization]);

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
        return List(request, "domain", [Domain(tenant.InitialDomain, isInitial: true), Domain(tenant.Domain, isInitial: false)]);

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

    private static GraphResponse List(GraphRequest request, string typeName, IReadOnlyList<JsonObject> items)
    {
        request.Options.Refuse("$filter", "$orderby", "$expand", "$search", "$skip", "$top");
        var type = EntityType.Of(typeName);
        DirectoryQuery.CheckSelect(request.Options, type);
        var names = request.Options.Select ?? type.Properties.Keys.ToArray();
        var set = typeName == "domain" ? "domains" : typeName;
        return Paging.Answer(request, set, items, Show, item => (string)item["id"]!);

        JsonNode Show(JsonObject item) => new JsonObject(names.Select(name => KeyValuePair.Create(
            name, item[name]?.DeepClone() ?? (type.Properties[name].IsCollection ? new JsonArray() : null))));
    }
}
