using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>What a person at a browser consents to: for himself during a sign-in, or as an administrator for everybody.</summary>
internal sealed class Consents(SandboxContext sandbox)
{
    private Tenant Tenant => sandbox.Tenant;

    /// <summary>The delegated permissions in effect for a user.</summary>
    public IEnumerable<string> Granted(ServicePrincipal client, ServicePrincipal resource, DirectoryUser user)
    {
        var now = sandbox.Time.GetUtcNow();
        return Tenant.Grants
            .Where(grant => grant.Client == client && grant.Resource == resource && (grant.User is null || grant.User == user))
            .SelectMany(grant => grant.EffectiveAt(now))
            .Concat(client.FirstParty is { } own && own.ResourceAppId == resource.AppId ? own.Preauthorized : [])
            .Distinct(StringComparer.Ordinal);
    }

    /// <exception cref="EntraException">A client of Microsoft's own asks another resource than the one it was made for.</exception>
    public static void CheckFirstParty(ServicePrincipal client, ServicePrincipal resource)
    {
        if (client.FirstParty is { } own && own.ResourceAppId != resource.AppId)
            throw EntraErrors.NotPreauthorized(client, resource);
    }

    /// <summary>Whether a user may consent for himself: to all but what wants an administrator.</summary>
    public static bool MayConsent(DirectoryUser user, ServicePrincipal resource, IEnumerable<string> values) =>
        user.Roles.Overlaps(DirectoryRoles.Consent)
        || values.All(value => resource.FindScope(value) is { ScopeNeedsAdministrator: false });

    /// <summary>What is consented to during a sign-in is in the token of that sign-in.</summary>
    public void GrantTo(ServicePrincipal client, ServicePrincipal resource, DirectoryUser? user, IEnumerable<string> values)
    {
        var wanted = values.ToList();
        if (wanted.Count == 0)
            return;
        var grant = Tenant.Grants.Find(one => one.Client == client && one.Resource == resource && one.User == user);
        if (grant is null)
        {
            grant = new PermissionGrant(Tenant.NewLinkId(), client, resource, user);
            Tenant.Grants.Add(grant);
        }
        var now = sandbox.Time.GetUtcNow();
        grant.Change(grant.Scopes.Union(wanted).ToList(), now, now);
    }

    /// <summary>The permissions of a resource that an app's registration declares.</summary>
    public static (IReadOnlyList<Permission> Roles, IReadOnlyList<Permission> Scopes) Declared(
        Application application, ServicePrincipal resource)
    {
        var access = application.Properties["requiredResourceAccess"]?.AsArray()
            .Where(one => string.Equals((string?)one!["resourceAppId"], resource.AppId, StringComparison.OrdinalIgnoreCase))
            .SelectMany(one => one!["resourceAccess"]!.AsArray())
            .Select(one => (Id: Guid.Parse((string)one!["id"]!), Type: (string?)one["type"]))
            .ToList() ?? [];
        return (Of("Role", (one, id) => one.RoleId == id), Of("Scope", (one, id) => one.ScopeId == id));

        List<Permission> Of(string type, Func<Permission, Guid, bool> isThe) => access
            .Where(one => one.Type == type)
            .Select(one => resource.Permissions.FirstOrDefault(permission => isThe(permission, one.Id)))
            .OfType<Permission>()
            .ToList();
    }

    /// <summary>Whether a user may consent for everybody; app roles of Graph are for few.</summary>
    public static bool MayConsentForAll(DirectoryUser user, ServicePrincipal resource, IReadOnlyList<Permission> roles) =>
        user.Roles.Overlaps(roles.Count > 0 && resource.AppId == GraphAuthentication.GraphAppId
            ? DirectoryRoles.GraphConsent
            : DirectoryRoles.Consent);

    /// <summary>Gives an app its app roles; new tokens carry them once they are known everywhere.</summary>
    public void Assign(ServicePrincipal client, ServicePrincipal resource, IEnumerable<Permission> roles)
    {
        foreach (var role in roles)
        {
            var id = role.RoleId!.Value;
            if (Tenant.Assignments.Exists(one => one.Principal == client && one.Resource == resource && one.RoleId == id))
                continue;
            Tenant.Assignments.Add(new AppRoleAssignment(
                Tenant.NewLinkId(), client, resource, id, sandbox.Time.GetUtcNow(), Tenant.KnownEverywhere()));
        }
    }
}
