using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>App registrations and enterprise applications that were deleted less than thirty days ago.</summary>
/// <remarks>
/// Specifications: https://learn.microsoft.com/graph/api/directory-deleteditems-list,
/// https://learn.microsoft.com/graph/api/directory-deleteditems-restore
/// </remarks>
internal sealed class DeletedApps(TenantSession session)
{
    internal const int Days = 30;

    private static readonly string[] AppFields = [.. AppRegistrationReader.AppFields, "deletedDateTime"];

    private static readonly string[] PrincipalFields = ["id", "appId", "displayName"];

    /// <summary>All of them: the directory filters deleted apps by few properties, and the key is none of these.</summary>
    internal IAsyncEnumerable<Application> ListAsync(CancellationToken cancellationToken) =>
        GraphPages.ReadAsync<ApplicationCollectionResponse, Application>(
            ReadCall(),
            (link, token) => link is not null
                ? session.Graph.Directory.DeletedItems.GraphApplication.WithUrl(link).GetAsync(cancellationToken: token)
                : session.Graph.Directory.DeletedItems.GraphApplication.GetAsync(
                    request => request.QueryParameters.Select = AppFields, token),
            page => (page.Value, page.OdataNextLink),
            cancellationToken);

    internal async Task<Application?> FindAsync(Func<Application, bool> isMeant, CancellationToken cancellationToken)
    {
        await foreach (var app in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (isMeant(app))
                return app;
        }
        return null;
    }

    /// <summary>The enterprise application that went with an app.</summary>
    internal async Task<ServicePrincipal?> FindPrincipalAsync(string appId, CancellationToken cancellationToken)
    {
        var pages = GraphPages.ReadAsync<ServicePrincipalCollectionResponse, ServicePrincipal>(
            ReadCall(),
            (link, token) => link is not null
                ? session.Graph.Directory.DeletedItems.GraphServicePrincipal.WithUrl(link).GetAsync(cancellationToken: token)
                : session.Graph.Directory.DeletedItems.GraphServicePrincipal.GetAsync(
                    request => request.QueryParameters.Select = PrincipalFields, token),
            page => (page.Value, page.OdataNextLink),
            cancellationToken);
        await foreach (var principal in pages.ConfigureAwait(false))
        {
            if (principal.AppId == appId)
                return principal;
        }
        return null;
    }

    internal Task RestoreAsync(string id, string target, CancellationToken cancellationToken) =>
        session.Call(target, AppRegistrationService.WritePermission).RunAsync(
            async token =>
            {
                await session.Graph.Directory.DeletedItems[id].Restore.PostAsync(cancellationToken: token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Deletes for good.</summary>
    internal Task DeleteAsync(string id, string target, CancellationToken cancellationToken) =>
        session.Call(target, AppRegistrationService.WritePermission).RunAsync(
            token => session.Graph.Directory.DeletedItems[id].DeleteAsync(cancellationToken: token), cancellationToken);

    private GraphCall ReadCall() =>
        session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheDeletedApps)), AppRegistrationReader.ReadPermission);
}
