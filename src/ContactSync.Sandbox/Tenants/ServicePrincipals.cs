using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

internal static class ServicePrincipals
{
    /// <summary>The tenant that owns Microsoft's own apps.</summary>
    private const string MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    /// <summary>The service principal of an app registered in this tenant.</summary>
    public static ServicePrincipal Create(Guid id, Application application, Tenant tenant, string created)
    {
        var principal = new ServicePrincipal(id, application.AppId);
        var names = application.Properties["identifierUris"]!.AsArray().Select(name => (string)name!);
        Describe(principal, application.Text("displayName")!, names, created);
        principal.Properties["appOwnerOrganizationId"] = tenant.Id.ToString();
        principal.Properties["signInAudience"] = application.Text("signInAudience");
        principal.Properties["appRoles"] = application.Properties["appRoles"]?.DeepClone();
        return principal;
    }

    /// <summary>The apps of Microsoft's own that a tenant may have a service principal of.</summary>
    public static IEnumerable<string> MicrosoftAppIds => DataTable.Read("resources.tsv").Select(row => row[0]);

    /// <summary>The service principal of one of Microsoft's own apps, with the permissions it offers.</summary>
    public static ServicePrincipal CreateMicrosoft(Guid id, string appId, string created)
    {
        var row = DataTable.Read("resources.tsv").Single(cells => cells[0] == appId);
        var principal = new ServicePrincipal(id, appId)
        {
            Permissions = DataTable.Read("permissions.tsv").Where(cells => cells[0] == appId).Select(Permission).ToList(),
            FirstParty = row[2] == "public" ? new FirstPartyClient(row[4], row[5].Split(' ', StringSplitOptions.RemoveEmptyEntries)) : null,
        };
        Describe(principal, row[1], row[3].Split(' ', StringSplitOptions.RemoveEmptyEntries), created);
        return principal;
    }

    private static Permission Permission(string[] row) => new(row[1], Id(row[2]), row[3] == "yes", Id(row[4]));

    private static Guid? Id(string cell) => cell.Length == 0 ? null : Guid.Parse(cell);

    private static void Describe(ServicePrincipal principal, string displayName, IEnumerable<string> names, string created)
    {
        var properties = principal.Properties;
        properties["accountEnabled"] = true;
        properties["appDisplayName"] = displayName;
        properties["appId"] = principal.AppId;
        properties["appOwnerOrganizationId"] = MicrosoftTenant;
        properties["appRoleAssignmentRequired"] = false;
        properties["createdDateTime"] = created;
        properties["displayName"] = displayName;
        properties["servicePrincipalNames"] = new JsonArray([principal.AppId, .. names.Select(name => (JsonNode?)name)]);
        properties["servicePrincipalType"] = "Application";
        properties["signInAudience"] = "AzureADMultipleOrgs";
        properties["appRoles"] = new JsonArray(principal.Permissions.Where(one => one.RoleId is not null).Select(Role).ToArray());
        properties["oauth2PermissionScopes"] =
            new JsonArray(principal.Permissions.Where(one => one.ScopeId is not null).Select(Scope).ToArray());
    }

    private static JsonNode Role(Permission permission) => new JsonObject
    {
        ["allowedMemberTypes"] = new JsonArray("Application"),
        ["description"] = $"Allows the app to use {permission.Value} without a signed-in user.",
        ["displayName"] = permission.Value,
        ["id"] = permission.RoleId.ToString(),
        ["isEnabled"] = true,
        ["origin"] = "Application",
        ["value"] = permission.Value,
    };

    private static JsonNode Scope(Permission permission) => new JsonObject
    {
        ["adminConsentDescription"] = $"Allows the app to use {permission.Value} on behalf of the signed-in user.",
        ["adminConsentDisplayName"] = permission.Value,
        ["id"] = permission.ScopeId.ToString(),
        ["isEnabled"] = true,
        ["type"] = permission.ScopeNeedsAdministrator ? "Admin" : "User",
        ["userConsentDescription"] = $"Allows the app to use {permission.Value} on your behalf.",
        ["userConsentDisplayName"] = permission.Value,
        ["value"] = permission.Value,
    };
}
