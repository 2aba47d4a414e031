using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>The application permissions that Entra granted an app: its app role assignments, each with what it permits.</summary>
/// <param name="session">The session that reads.</param>
/// <param name="resources">Names the permissions.</param>
/// <remarks>https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments</remarks>
internal sealed class GrantedRoles(TenantSession session, ResourcePrincipals resources)
{
    /// <summary>All of an app's.</summary>
    /// <param name="app">The app.</param>
    /// <param name="target">What the call is about, for its error.</param>
    /// <param name="permission">The permission that it needs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SyncException">A refusal, a lost connection.</exception>
    internal async Task<List<(AppRoleAssignment Assignment, SyncPermission Permission)>> ListAsync(
        SyncAppRegistration app, string target, string permission, CancellationToken cancellationToken)
    {
        var found = new List<(AppRoleAssignment, SyncPermission)>();
        var assignments = GraphPages.ReadAsync<AppRoleAssignmentCollectionResponse, AppRoleAssignment>(
            session.Call(target, permission),
            (link, token) =>
            {
                var list = session.Graph.ServicePrincipals[app.ServicePrincipalId].AppRoleAssignments;
                return link is null ? list.GetAsync(cancellationToken: token) : list.WithUrl(link).GetAsync(cancellationToken: token);
            },
            page => (page.Value, page.OdataNextLink),
            cancellationToken);
        await foreach (var assignment in assignments.ConfigureAwait(false))
        {
            // The empty id stands for an assignment without a role.
            if (assignment.ResourceId is not { } resourceId || assignment.AppRoleId is not { } role || role == Guid.Empty)
                continue;
            var resource = await resources.GetAsync(resourceId.ToString(), cancellationToken).ConfigureAwait(false);
            found.Add((
                assignment, ResourcePrincipals.Describe(resource, Guid.Parse(resource.AppId!), role, PermissionType.Application)));
        }
        return found;
    }
}
