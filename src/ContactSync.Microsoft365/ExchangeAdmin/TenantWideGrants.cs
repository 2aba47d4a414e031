using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>The application permissions that Entra granted an app, which hold for every mailbox.</summary>
/// <remarks>https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments</remarks>
internal sealed class TenantWideGrants(TenantSession session)
{
    private readonly GrantedRoles roles = new(session, new ResourcePrincipals(session));

    /// <summary>All of an app's.</summary>
    internal async Task<IReadOnlyList<TenantWideGrant>> ListAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheConsent), app.Name);
        var found = await roles.ListAsync(app, target, ResourcePrincipals.ReadPermission, cancellationToken).ConfigureAwait(false);
        return [.. from role in found where role.Assignment.Id is not null select new TenantWideGrant(role.Assignment.Id!, role.Permission)];
    }

    /// <summary>Takes one back. Tokens issued before carry it until they end.</summary>
    internal async Task RemoveAsync(SyncAppRegistration app, TenantWideGrant grant, CancellationToken cancellationToken)
    {
        var permission = grant.Permission;
        var target = Texts.Catalog.Text(nameof(Errors.Text_ThePermission), permission.Permission, permission.Resource, app.Name);
        try
        {
            await session.Call(target, "AppRoleAssignment.ReadWrite.All").RunAsync(
                token => session.Graph.ServicePrincipals[app.ServicePrincipalId].AppRoleAssignments[grant.Id]
                    .DeleteAsync(cancellationToken: token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (Replication.IsUnknownObject(error))
        {
            // Somebody was quicker.
        }
    }
}

/// <summary>An application permission that Entra granted.</summary>
/// <param name="Id">The id of the assignment.</param>
/// <param name="Permission">The permission.</param>
internal sealed record TenantWideGrant(string Id, SyncPermission Permission);
