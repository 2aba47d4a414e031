using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// Consent to application permissions, and users and groups assigned to an app; seen from the resource (appRoleAssignedTo) and from the
/// client (appRoleAssignments). https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto
/// </summary>
internal sealed class AppRoleAssignmentEndpoints(SandboxContext sandbox)
{
    private static readonly EntityType _type = EntityType.Of("appRoleAssignment");
    private static readonly string[] _read = ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"];

    private Tenant Tenant => sandbox.Tenant;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var key in ServicePrincipalEndpoints.Keys)
        {
            Map(endpoints, key + "/appRoleAssignedTo", assignment => assignment.Resource);
            Map(endpoints, key + "/appRoleAssignments", assignment => assignment.Principal);
        }
    }

    private void Map(IEndpointRouteBuilder endpoints, string path, Func<AppRoleAssignment, DirectoryObject> side)
    {
        endpoints.MapDirectory(sandbox, "GET", path, request => List(request, side));
        endpoints.MapDirectory(sandbox, "POST", path, request => Create(request, path.EndsWith("AssignedTo", StringComparison.Ordinal)));
        endpoints.MapDirectory(sandbox, "GET", path + "/{assignment}", request =>
        {
            request.Caller.RequireDirectory(_read);
            return LinkQuery.Get(request, "appRoleAssignments", _type, Show(Find(request, side)));
        });
        endpoints.MapDirectory(sandbox, "DELETE", path + "/{assignment}", request =>
        {
            RequireWriter(request.Caller);
            var assignment = Find(request, side);
            RequireRole(request.Caller, assignment.Principal, assignment.Resource);
            Tenant.Assignments.Remove(assignment);
            return GraphResponse.NoContent();
        });
    }

    private GraphResponse List(GraphRequest request, Func<AppRoleAssignment, DirectoryObject> side)
    {
        request.Caller.RequireDirectory(_read);
        var principal = ServicePrincipalEndpoints.Find(request, sandbox);
        return LinkQuery.List(
            request, "appRoleAssignments", _type, Tenant.Assignments.Where(assignment => side(assignment) == principal).Select(Show));
    }

    private GraphResponse Create(GraphRequest request, bool byResource)
    {
        RequireWriter(request.Caller);
        var named = ServicePrincipalEndpoints.Find(request, sandbox);
        var body = request.RequireBody();
        BodyCheck.Create(_type, body);
        var now = sandbox.Time.GetUtcNow();
        var principal = FindPrincipal((string)body["principalId"]!);
        var resource = Tenant.ServicePrincipals.Find((string)body["resourceId"]!);
        if (principal is null || resource is null || !principal.IsSeen(now) || !resource.IsSeen(now))
            throw GraphException.InvalidRequest("Not a valid reference update.");
        if (named != (byResource ? resource : principal))
            throw GraphException.InvalidRequest("The service principal in the path is not the one in the body.");
        RequireRole(request.Caller, principal, resource);
        var roleId = Guid.Parse((string)body["appRoleId"]!);
        if (!AppRoles.MayHold(principal, resource, roleId, Tenant))
            throw GraphException.InvalidRequest($"Permission being assigned was not found on application '{resource.AppId}'.");
        if (Tenant.Assignments.Exists(one => one.Principal == principal && one.Resource == resource && one.RoleId == roleId))
            throw GraphException.InvalidRequest("Permission being assigned already exists on the object");
        var assignment = new AppRoleAssignment(Tenant.NewLinkId(), principal, resource, roleId, now, Tenant.KnownEverywhere());
        Tenant.Assignments.Add(assignment);
        return LinkQuery.Get(request, "appRoleAssignments", _type, Show(assignment), status: 201);
    }

    private DirectoryObject? FindPrincipal(string id) =>
        (DirectoryObject?)Tenant.ServicePrincipals.Find(id) ?? (DirectoryObject?)Tenant.Users.Find(id) ?? Tenant.Groups.Find(id);

    private static void RequireWriter(GraphCaller caller)
    {
        caller.RequireAdministrator(DirectoryRoles.Consent, "AppRoleAssignment.ReadWrite.All");
        caller.RequireDirectory(_read);
    }

    /// <summary>App roles of Microsoft Graph are for few administrators to give; users and groups for those of applications.</summary>
    private static void RequireRole(GraphCaller caller, DirectoryObject principal, ServicePrincipal resource) => caller.RequireRole(
        principal is not ServicePrincipal ? DirectoryRoles.Applications :
        resource.AppId == GraphAuthentication.GraphAppId ? DirectoryRoles.GraphConsent : DirectoryRoles.Consent);

    private AppRoleAssignment Find(GraphRequest request, Func<AppRoleAssignment, DirectoryObject> side)
    {
        var principal = ServicePrincipalEndpoints.Find(request, sandbox);
        var id = request.Route("assignment");
        return Tenant.Assignments.Find(assignment => assignment.Id == id && side(assignment) == principal)
            ?? throw GraphException.NotFound(id);
    }

    private static JsonObject Show(AppRoleAssignment assignment) => new()
    {
        ["id"] = assignment.Id,
        ["appRoleId"] = assignment.RoleId.ToString(),
        ["createdDateTime"] = GraphTime.Format(assignment.Created),
        ["principalDisplayName"] = assignment.Principal.Text("displayName"),
        ["principalId"] = assignment.Principal.Id.ToString(),
        ["principalType"] = assignment.Principal switch
        {
            DirectoryUser => "User",
            DirectoryGroup => "Group",
            _ => "ServicePrincipal",
        },
        ["resourceDisplayName"] = assignment.Resource.Text("displayName"),
        ["resourceId"] = assignment.Resource.Id.ToString(),
    };
}
