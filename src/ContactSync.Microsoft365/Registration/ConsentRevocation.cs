using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Takes permissions back: assignments of app roles are deleted, scopes taken out of their grant, and the grant with the last of them.
/// What is gone already is left alone.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignedto,
/// https://learn.microsoft.com/graph/api/oauth2permissiongrant-delete
/// </remarks>
internal sealed class ConsentRevocation(TenantSession session)
{
    private readonly GrantedRoles roles = new(session, new ResourcePrincipals(session));

    internal async Task RevokeAsync(
        SyncAppRegistration app, ConsentState state, IReadOnlyList<SyncPermission> revoked, CancellationToken cancellationToken)
    {
        foreach (var (assignment, permission) in state.Assignments.Where(one => revoked.Contains(one.Permission)))
            await roles.RevokeAsync(app, assignment, permission, cancellationToken).ConfigureAwait(false);
        var scopes = revoked.Where(permission => permission.Type == PermissionType.Delegated);
        foreach (var resource in scopes.GroupBy(permission => permission.ResourceAppId))
        {
            foreach (var grant in state.Grants.Where(grant => grant.ResourceId == state.ResourceIds.GetValueOrDefault(resource.Key)))
                await NarrowAsync(app, grant, [.. resource], cancellationToken).ConfigureAwait(false);
        }
    }

    private Task NarrowAsync(
        SyncAppRegistration app, OAuth2PermissionGrant grant, List<SyncPermission> revoked, CancellationToken cancellationToken)
    {
        var names = revoked.ConvertAll(permission => permission.Permission);
        var kept = (grant.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(names).ToList();
        var item = session.Graph.Oauth2PermissionGrants[grant.Id];
        return RunAsync(
            session.Call(Target(app, revoked[0].Resource, string.Join(' ', names)), DirectoryPermission.GrantScopes),
            token => kept.Count == 0
                ? item.DeleteAsync(cancellationToken: token)
                : item.PatchAsync(new OAuth2PermissionGrant { Scope = string.Join(' ', kept) }, cancellationToken: token),
            cancellationToken);
    }

    private static async Task RunAsync(GraphCall call, Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        try
        {
            await call.RunAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (Replication.IsUnknownObject(error))
        {
            // Somebody else was faster.
        }
    }

    private static string Target(SyncAppRegistration app, string resource, string names) =>
        Texts.Catalog.Text(nameof(Errors.Text_ThePermission), names, resource, app.Name);
}
