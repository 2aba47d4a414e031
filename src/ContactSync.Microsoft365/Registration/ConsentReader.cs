using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Reads what an app declares and what it was granted.</summary>
internal sealed class ConsentReader
{
    internal const string AllPrincipals = "AllPrincipals", Principal = "Principal";

    private readonly TenantSession session;
    private readonly Replication replication;
    private readonly ResourcePrincipals resources;
    private readonly AppRegistrationReader apps;
    private readonly PrincipalFinder principals;
    private string? organisation;

    internal ConsentReader(TenantSession session, Replication replication)
    {
        this.session = session;
        this.replication = replication;
        resources = new ResourcePrincipals(session);
        apps = new AppRegistrationReader(session, resources);
        principals = new PrincipalFinder(session);
    }

    /// <summary>As below, for the organisation.</summary>
    internal Task<ConsentState> ReadAsync(SyncAppRegistration app, CancellationToken cancellationToken) =>
        ReadAsync(app, null, cancellationToken);

    /// <exception cref="SyncException">The app is gone, or has no enterprise application (<c>EnterpriseAppMissing</c>).</exception>
    /// <param name="app">The app.</param>
    /// <param name="userName">The one user it is about, by user principal name or object id; null for the organisation.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<ConsentState> ReadAsync(SyncAppRegistration app, string? userName, CancellationToken cancellationToken)
    {
        if (app.ServicePrincipalId.Length == 0)
            throw Texts.Catalog.Create(nameof(Errors.EnterpriseAppMissing), SyncErrorKind.NotFound, app, app.Name, app.AppId);
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheConsent), app.Name);
        var user = userName is null ? null : await principals.FindUserAsync(userName, cancellationToken).ConfigureAwait(false);
        return await replication.RetryAsync(
            target,
            () => user is null
                ? ReadOrganisationsAsync(app, target, cancellationToken)
                : ReadUsersAsync(app, user, target, cancellationToken),
            Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
    }

    private async Task<ConsentState> ReadOrganisationsAsync(SyncAppRegistration app, string target, CancellationToken cancellationToken)
    {
        var declared = await ReadDeclaredAsync(app, cancellationToken).ConfigureAwait(false);
        var assignments = await new GrantedRoles(session, resources)
            .ListAsync(app, target, DirectoryPermission.ReadDirectory, cancellationToken).ConfigureAwait(false);
        var grants = (await ReadGrantsAsync(app, target, cancellationToken).ConfigureAwait(false)).FindAll(IsForAll);
        var granted = assignments.ConvertAll(one => one.Permission);
        granted.AddRange(await ReadScopesAsync(grants, cancellationToken).ConfigureAwait(false));
        var ids = await ReadResourceIdsAsync(declared.Concat(granted), cancellationToken).ConfigureAwait(false);
        return new ConsentState(declared, [.. granted.Distinct()], grants, ids) { Assignments = assignments };
    }

    /// <summary>Of one user: the delegated permissions, which the organisation's grants hold for him too.</summary>
    private async Task<ConsentState> ReadUsersAsync(
        SyncAppRegistration app, DirectoryPrincipal user, string target, CancellationToken cancellationToken)
    {
        var declared = (await ReadDeclaredAsync(app, cancellationToken).ConfigureAwait(false))
            .Where(permission => permission.Type == PermissionType.Delegated).ToList();
        var all = await ReadGrantsAsync(app, target, cancellationToken).ConfigureAwait(false);
        var own = all.FindAll(grant => grant.ConsentType == Principal && grant.PrincipalId == user.Id.ToString());
        var alone = await ReadScopesAsync(own, cancellationToken).ConfigureAwait(false);
        var granted = await ReadScopesAsync(all.FindAll(IsForAll), cancellationToken).ConfigureAwait(false);
        var ids = await ReadResourceIdsAsync(declared.Concat(alone), cancellationToken).ConfigureAwait(false);
        return new ConsentState(declared, [.. granted.Union(alone)], own, ids)
        {
            User = user, GrantedToUser = alone, GrantedToAll = granted,
        };
    }

    /// <summary>The organisation's name; the tenant id where the caller may not read the name.</summary>
    internal async Task<string> ReadOrganisationAsync(CancellationToken cancellationToken)
    {
        try
        {
            organisation ??= await ReadNameAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.StatusCode == 403)
        {
            organisation = session.TenantId;
        }
        return organisation;
    }

    private async Task<string> ReadNameAsync(CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheOrganisation)), DirectoryPermission.ReadOrganisation);
        var page = await call.RequireAsync(
            token => session.Graph.Organization.GetAsync(request => request.QueryParameters.Select = ["id", "displayName"], token),
            cancellationToken).ConfigureAwait(false);
        return page.Value?.FirstOrDefault()?.DisplayName ?? session.TenantId;
    }

    private async Task<IReadOnlyList<SyncPermission>> ReadDeclaredAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var registration = await apps.FindByAppIdAsync(app.AppId, cancellationToken).ConfigureAwait(false)
            ?? throw GraphErrors.FromAnswer(
                session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name)), 404, "Request_ResourceNotFound", null);
        return await apps.ReadPermissionsAsync(registration, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<OAuth2PermissionGrant>> ReadGrantsAsync(
        SyncAppRegistration app, string target, CancellationToken cancellationToken)
    {
        var pages = GraphPages.ReadAsync<OAuth2PermissionGrantCollectionResponse, OAuth2PermissionGrant>(
            session.Call(target, DirectoryPermission.ReadDirectory),
            (link, token) =>
            {
                var list = session.Graph.ServicePrincipals[app.ServicePrincipalId].Oauth2PermissionGrants;
                return link is null ? list.GetAsync(cancellationToken: token) : list.WithUrl(link).GetAsync(cancellationToken: token);
            },
            page => (page.Value, page.OdataNextLink),
            cancellationToken);
        var grants = new List<OAuth2PermissionGrant>();
        await foreach (var grant in pages.ConfigureAwait(false))
        {
            if (grant.ResourceId is not null)
                grants.Add(grant);
        }
        return grants;
    }

    /// <summary>What one user granted for himself is not the organisation's consent.</summary>
    private static bool IsForAll(OAuth2PermissionGrant grant) => grant.ConsentType == AllPrincipals;

    private async Task<List<SyncPermission>> ReadScopesAsync(
        IEnumerable<OAuth2PermissionGrant> grants, CancellationToken cancellationToken)
    {
        var found = new List<SyncPermission>();
        foreach (var grant in grants)
        {
            var resource = await resources.GetAsync(grant.ResourceId!, cancellationToken).ConfigureAwait(false);
            foreach (var value in (grant.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var id = resource.Oauth2PermissionScopes?.Find(scope => scope.Value == value)?.Id ?? Guid.Empty;
                found.Add(new SyncPermission(
                    resource.DisplayName ?? resource.AppId!, value, PermissionType.Delegated, id, Guid.Parse(resource.AppId!)));
            }
        }
        return found;
    }

    private async Task<Dictionary<Guid, string>> ReadResourceIdsAsync(
        IEnumerable<SyncPermission> permissions, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<Guid, string>();
        foreach (var appId in permissions.Select(permission => permission.ResourceAppId).Distinct())
        {
            if (await resources.FindAsync(appId, cancellationToken).ConfigureAwait(false) is { Id: { } id })
                ids[appId] = id;
        }
        return ids;
    }
}
