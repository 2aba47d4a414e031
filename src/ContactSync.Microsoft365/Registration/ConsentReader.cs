using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Reads what an app declares and what it was granted.</summary>
internal sealed class ConsentReader
{
    internal const string AllPrincipals = "AllPrincipals";

    private const string ReadPermission = "Directory.Read.All";

    private readonly TenantSession session;
    private readonly Replication replication;
    private readonly ResourcePrincipals resources;
    private readonly AppRegistrationReader apps;
    private string? organisation;

    internal ConsentReader(TenantSession session, Replication replication)
    {
        this.session = session;
        this.replication = replication;
        resources = new ResourcePrincipals(session);
        apps = new AppRegistrationReader(session, resources);
    }

    /// <exception cref="SyncException">The app is gone, or has no enterprise application (<c>EnterpriseAppMissing</c>).</exception>
    internal async Task<ConsentState> ReadAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        if (app.ServicePrincipalId.Length == 0)
            throw Texts.Catalog.Create(nameof(Errors.EnterpriseAppMissing), SyncErrorKind.NotFound, app, app.Name, app.AppId);
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheConsent), app.Name);
        return await replication.RetryAsync(
            target,
            async () =>
            {
                var declared = await ReadDeclaredAsync(app, cancellationToken).ConfigureAwait(false);
                var granted = new List<SyncPermission>();
                await AddRolesAsync(app, target, granted, cancellationToken).ConfigureAwait(false);
                var grants = await ReadGrantsAsync(app, target, cancellationToken).ConfigureAwait(false);
                foreach (var grant in grants)
                    await AddScopesAsync(grant, granted, cancellationToken).ConfigureAwait(false);
                var ids = await ReadResourceIdsAsync(declared, cancellationToken).ConfigureAwait(false);
                return new ConsentState(declared, [.. granted.Distinct()], grants, ids);
            },
            Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
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
        var page = await session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheOrganisation)), "Organization.Read.All").RequireAsync(
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

    private async Task AddRolesAsync(
        SyncAppRegistration app, string target, List<SyncPermission> granted, CancellationToken cancellationToken)
    {
        var assignments = GraphPages.ReadAsync<AppRoleAssignmentCollectionResponse, AppRoleAssignment>(
            session.Call(target, ReadPermission),
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
            granted.Add(ResourcePrincipals.Describe(resource, Guid.Parse(resource.AppId!), role, PermissionType.Application));
        }
    }

    /// <summary>The grants for all users; what one user granted for himself is not the organisation's consent.</summary>
    private async Task<List<OAuth2PermissionGrant>> ReadGrantsAsync(
        SyncAppRegistration app, string target, CancellationToken cancellationToken)
    {
        var pages = GraphPages.ReadAsync<OAuth2PermissionGrantCollectionResponse, OAuth2PermissionGrant>(
            session.Call(target, ReadPermission),
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
            if (grant is { ConsentType: AllPrincipals, ResourceId: not null })
                grants.Add(grant);
        }
        return grants;
    }

    private async Task AddScopesAsync(OAuth2PermissionGrant grant, List<SyncPermission> granted, CancellationToken cancellationToken)
    {
        var resource = await resources.GetAsync(grant.ResourceId!, cancellationToken).ConfigureAwait(false);
        foreach (var value in (grant.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var id = resource.Oauth2PermissionScopes?.Find(scope => scope.Value == value)?.Id ?? Guid.Empty;
            granted.Add(new SyncPermission(
                resource.DisplayName ?? resource.AppId!, value, PermissionType.Delegated, id, Guid.Parse(resource.AppId!)));
        }
    }

    private async Task<Dictionary<Guid, string>> ReadResourceIdsAsync(
        IReadOnlyList<SyncPermission> declared, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<Guid, string>();
        foreach (var appId in declared.Select(permission => permission.ResourceAppId).Distinct())
        {
            if (await resources.FindAsync(appId, cancellationToken).ConfigureAwait(false) is { Id: { } id })
                ids[appId] = id;
        }
        return ids;
    }
}
