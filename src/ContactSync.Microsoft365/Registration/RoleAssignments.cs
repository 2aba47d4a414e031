using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Assignments of app roles, whoever holds them: apps (consent), users and groups.</summary>
/// <remarks>https://learn.microsoft.com/graph/api/resources/approleassignment</remarks>
internal sealed class RoleAssignments(TenantSession session)
{
    /// <summary>Those that an app was granted, of other apps' roles.</summary>
    internal IAsyncEnumerable<AppRoleAssignment> ListGrantedAsync(
        SyncAppRegistration app, GraphCall call, CancellationToken cancellationToken)
    {
        var list = session.Graph.ServicePrincipals[app.ServicePrincipalId].AppRoleAssignments;
        return ReadAsync(
            call,
            (link, token) => link is null ? list.GetAsync(cancellationToken: token) : list.WithUrl(link).GetAsync(cancellationToken: token),
            cancellationToken);
    }

    /// <summary>Those of an app's own roles.</summary>
    internal IAsyncEnumerable<AppRoleAssignment> ListGivenAsync(
        SyncAppRegistration app, GraphCall call, CancellationToken cancellationToken)
    {
        var list = session.Graph.ServicePrincipals[app.ServicePrincipalId].AppRoleAssignedTo;
        return ReadAsync(
            call,
            (link, token) => link is null ? list.GetAsync(cancellationToken: token) : list.WithUrl(link).GetAsync(cancellationToken: token),
            cancellationToken);
    }

    /// <summary>Deletes one; one that is gone already is no error.</summary>
    /// <param name="call">What it is, for errors.</param>
    /// <param name="resourceId">The service principal of the app whose role it is.</param>
    /// <param name="assignmentId">Its id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task RemoveAsync(GraphCall call, string resourceId, string assignmentId, CancellationToken cancellationToken)
    {
        try
        {
            await call.RunAsync(
                token => session.Graph.ServicePrincipals[resourceId].AppRoleAssignedTo[assignmentId].DeleteAsync(cancellationToken: token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (Replication.IsUnknownObject(error))
        {
            // Somebody else was faster.
        }
    }

    private static IAsyncEnumerable<AppRoleAssignment> ReadAsync(
        GraphCall call, Func<string?, CancellationToken, Task<AppRoleAssignmentCollectionResponse?>> read,
        CancellationToken cancellationToken) =>
        GraphPages.ReadAsync<AppRoleAssignmentCollectionResponse, AppRoleAssignment>(
            call, read, page => (page.Value, page.OdataNextLink), cancellationToken);
}
