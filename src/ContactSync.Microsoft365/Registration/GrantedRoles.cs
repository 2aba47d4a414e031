using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>The application permissions that Entra granted an app: its app role assignments, each with what it permits.</summary>
/// <param name="session">The session that reads.</param>
/// <param name="resources">Names the permissions.</param>
/// <remarks>https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments</remarks>
internal sealed class GrantedRoles(TenantSession session, ResourcePrincipals resources)
{
    private readonly RoleAssignments assignments = new(session);

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
        var given = assignments.ListGrantedAsync(app, session.Call(target, permission), cancellationToken);
        await foreach (var assignment in given.ConfigureAwait(false))
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

    /// <summary>Grants one; one that is granted already is no error.</summary>
    /// <param name="app">The app.</param>
    /// <param name="resourceId">The service principal of the permission's resource.</param>
    /// <param name="permission">The permission.</param>
    /// <param name="replication">Waits until the directory knows the app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException">A refusal, a lost connection.</exception>
    internal Task GrantAsync(
        SyncAppRegistration app, string resourceId, SyncPermission permission, Replication replication, CancellationToken cancellationToken)
    {
        var call = Call(app, permission);
        return replication.RetryAsync(
            call.Target,
            async () =>
            {
                try
                {
                    return await call.RunAsync(
                        token => session.Graph.ServicePrincipals[resourceId].AppRoleAssignedTo.PostAsync(
                            new AppRoleAssignment
                            {
                                PrincipalId = Guid.Parse(app.ServicePrincipalId),
                                ResourceId = Guid.Parse(resourceId),
                                AppRoleId = permission.Id,
                            },
                            cancellationToken: token),
                        cancellationToken).ConfigureAwait(false);
                }
                catch (ServiceRefusedException error) when (IsGrantedAlready(error))
                {
                    return null;
                }
            },
            Replication.IsUnknownReference, Replication.PatienceFor(app), cancellationToken);
    }

    /// <summary>Takes one back; one that is gone already is no error. Tokens issued before carry it until they end.</summary>
    /// <exception cref="SyncException">A refusal, a lost connection.</exception>
    internal Task RevokeAsync(
        SyncAppRegistration app, AppRoleAssignment assignment, SyncPermission permission, CancellationToken cancellationToken) =>
        assignments.RemoveAsync(Call(app, permission), assignment.ResourceId.ToString()!, assignment.Id!, cancellationToken);

    /// <summary>Permissions of Graph are for fewer administrators to grant than others.</summary>
    private GraphCall Call(SyncAppRegistration app, SyncPermission permission) => session.Call(
        Texts.Catalog.Text(nameof(Errors.Text_ThePermission), permission.Permission, permission.Resource, app.Name),
        DirectoryPermission.AssignRoles,
        permission.ResourceAppId == ConsentState.MicrosoftGraph ? DirectoryPermission.PrivilegedRoleAdministrator : null);

    private static bool IsGrantedAlready(ServiceRefusedException error) =>
        error.StatusCode is 400 or 409 && error.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase);
}
