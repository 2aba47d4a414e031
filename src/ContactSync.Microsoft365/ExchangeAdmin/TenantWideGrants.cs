using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>The application permissions that Entra granted an app, which hold for every mailbox.</summary>
/// <remarks>https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments</remarks>
internal sealed class TenantWideGrants(TenantSession session)
{
    private readonly ResourcePrincipals resources = new(session);

    /// <summary>All of an app's.</summary>
    internal async Task<IReadOnlyList<TenantWideGrant>> ListAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var pages = GraphPages.ReadAsync<AppRoleAssignmentCollectionResponse, AppRoleAssignment>(
            session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheConsent), app.Name), ResourcePrincipals.ReadPermission),
            (link, token) =>
            {
                var list = session.Graph.ServicePrincipals[app.ServicePrincipalId].AppRoleAssignments;
                return link is null ? list.GetAsync(cancellationToken: token) : list.WithUrl(link).GetAsync(cancellationToken: token);
            },
            page => (page.Value, page.OdataNextLink),
            cancellationToken);
        var grants = new List<TenantWideGrant>();
        await foreach (var one in pages.ConfigureAwait(false))
        {
            if (one is not { Id: { } id, ResourceId: { } resourceId, AppRoleId: { } role } || role == Guid.Empty)
                continue;
            var resource = await resources.GetAsync(resourceId.ToString(), cancellationToken).ConfigureAwait(false);
            grants.Add(new TenantWideGrant(
                id, ResourcePrincipals.Describe(resource, Guid.Parse(resource.AppId!), role, PermissionType.Application)));
        }
        return grants;
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
