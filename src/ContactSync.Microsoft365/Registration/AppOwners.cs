using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Finds, reads and changes the owners of app registrations.</summary>
/// <remarks>Specification: https://learn.microsoft.com/graph/api/application-post-owners</remarks>
internal sealed class AppOwners(TenantSession session, AppRegistrationReader reader, Replication replication)
{
    private const string ReadPermission = "User.ReadBasic.All";

    /// <summary>Each of them by sign-in name, object id or application id.</summary>
    /// <exception cref="SyncException"><c>OwnerNotFound</c>.</exception>
    internal async Task<IReadOnlyList<AppOwner>> ResolveAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var found = new List<AppOwner>();
        foreach (var name in names)
            found.Add(await ResolveAsync(name, cancellationToken).ConfigureAwait(false));
        return [.. found.DistinctBy(owner => owner.Id)];
    }

    internal async Task<IReadOnlyList<AppOwner>> ReadAsync(Application app, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheOwners), app.DisplayName), AppRegistrationReader.ReadPermission);
        var pages = GraphPages.ReadAsync<DirectoryObjectCollectionResponse, DirectoryObject>(
            call,
            (link, token) => link is not null
                ? session.Graph.Applications[app.Id].Owners.WithUrl(link).GetAsync(cancellationToken: token)
                : session.Graph.Applications[app.Id].Owners.GetAsync(cancellationToken: token),
            page => (page.Value, page.OdataNextLink),
            cancellationToken);
        var owners = new List<AppOwner>();
        await foreach (var owner in pages.ConfigureAwait(false))
            owners.Add(Describe(owner));
        return owners;
    }

    internal Task AddAsync(Application app, AppOwner owner, CancellationToken cancellationToken)
    {
        var call = CallOf(app);
        var reference = new Uri(session.Environment.GraphEndpoint, $"directoryObjects/{owner.Id}").AbsoluteUri;
        return replication.RetryAsync(
            call.Target,
            () => call.RunAsync(
                async token =>
                {
                    await session.Graph.Applications[app.Id].Owners.Ref.PostAsync(
                        new ReferenceCreate { OdataId = reference }, cancellationToken: token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken),
            Replication.IsUnknownObject, patience: null, cancellationToken);
    }

    internal Task RemoveAsync(Application app, AppOwner owner, CancellationToken cancellationToken) => CallOf(app).RunAsync(
        token => session.Graph.Applications[app.Id].Owners[owner.Id].Ref.DeleteAsync(cancellationToken: token), cancellationToken);

    private GraphCall CallOf(Application app) => session.Call(
        Texts.Catalog.Text(nameof(Errors.Text_TheOwners), app.DisplayName), AppRegistrationService.WritePermission);

    private async Task<AppOwner> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheOwner), name), ReadPermission);
        var user = await call.FindAsync(
            token => session.Graph.Users[name].GetAsync(
                request => request.QueryParameters.Select = ["id", "displayName", "userPrincipalName"], token),
            cancellationToken).ConfigureAwait(false);
        if (user is not null)
            return Describe(user);
        if (Guid.TryParse(name, out _))
        {
            var principal = await reader.FindPrincipalAsync(name, cancellationToken).ConfigureAwait(false)
                ?? await call.FindAsync(
                    token => session.Graph.ServicePrincipals[name].GetAsync(cancellationToken: token), cancellationToken)
                    .ConfigureAwait(false);
            if (principal is not null)
                return Describe(principal);
        }
        throw Texts.Catalog.Create(nameof(Errors.OwnerNotFound), SyncErrorKind.NotFound, name, name);
    }

    private static AppOwner Describe(DirectoryObject owner) => new(owner.Id!, owner switch
    {
        User user => user.UserPrincipalName ?? user.DisplayName ?? owner.Id!,
        ServicePrincipal principal => principal.DisplayName ?? owner.Id!,
        _ => owner.Id!,
    });
}
