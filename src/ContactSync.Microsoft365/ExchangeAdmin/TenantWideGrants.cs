using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;

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
        return [.. found.Where(one => one.Assignment.Id is not null).Select(one => new TenantWideGrant(one.Assignment, one.Permission))];
    }

    /// <summary>Takes one back. Tokens issued before carry it until they end.</summary>
    internal Task RemoveAsync(SyncAppRegistration app, TenantWideGrant grant, CancellationToken cancellationToken) =>
        roles.RevokeAsync(app, grant.Assignment, grant.Permission, cancellationToken);
}

/// <summary>An application permission that Entra granted.</summary>
/// <param name="Assignment">The assignment of its role.</param>
/// <param name="Permission">The permission.</param>
internal sealed record TenantWideGrant(AppRoleAssignment Assignment, SyncPermission Permission);
