using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

/// <summary>Who may hold which app role, and who may use an app that wants an assignment.</summary>
internal static class AppRoles
{
    /// <summary>
    /// Apps hold permissions that a resource offers to apps. Users and groups hold a role that the registration declares for users; the
    /// default access, whose id is empty, only where it declares none.
    /// </summary>
    public static bool MayHold(DirectoryObject principal, ServicePrincipal resource, Guid roleId, Tenant tenant)
    {
        var declared = Declared(resource, tenant).ToList();
        if (principal is ServicePrincipal)
            return resource.FindRole(roleId) is not null || declared.Exists(role => IsFor(role, "Application") && Id(role) == roleId);
        var forUsers = declared.Where(role => IsFor(role, "User")).ToList();
        return roleId == Guid.Empty ? forUsers.Count == 0 : forUsers.Exists(role => Id(role) == roleId);
    }

    /// <summary>
    /// Whether a user was assigned to an app, directly or as a direct member of a group; groups within groups do not count.
    /// https://learn.microsoft.com/entra/identity/enterprise-apps/assign-user-or-group-access-portal
    /// </summary>
    public static bool IsAssigned(DirectoryUser user, ServicePrincipal app, Tenant tenant, DateTimeOffset now) =>
        tenant.Assignments.Exists(assignment => assignment.Resource == app && assignment.Effective <= now
            && (assignment.Principal == user || (assignment.Principal is DirectoryGroup group && group.Members.Contains(user))));

    /// <summary>Whether only those may use the app who were assigned to it.</summary>
    public static bool IsAssignmentRequired(ServicePrincipal app) => (bool?)app.Properties["appRoleAssignmentRequired"] ?? false;

    private static IEnumerable<JsonObject> Declared(ServicePrincipal resource, Tenant tenant) =>
        tenant.FindApplication(resource.AppId)?.Properties["appRoles"]?.AsArray().OfType<JsonObject>() ?? [];

    private static bool IsFor(JsonObject role, string member) =>
        ((bool?)role["isEnabled"] ?? true) && role["allowedMemberTypes"]?.AsArray().Any(type => (string?)type == member) == true;

    private static Guid? Id(JsonObject role) => Guid.TryParse((string?)role["id"], out var id) ? id : null;
}
