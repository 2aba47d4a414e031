using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Reads app registrations and their service principals.</summary>
internal sealed class AppRegistrationReader(TenantSession session, ResourcePrincipals resources)
{
    internal const string ReadPermission = DirectoryPermission.ReadApps;

    internal static readonly string[] AppFields =
    [
        "id", "appId", "displayName", "uniqueName", "signInAudience", "requiredResourceAccess", "tags", "web", "publicClient", "spa",
        "isFallbackPublicClient", "notes", "info",
    ];

    private static readonly string[] PrincipalFields = ["id", "appId", "displayName", "tags"];

    internal Task<Application?> FindByAppIdAsync(string appId, CancellationToken cancellationToken) =>
        session.Call(Text(nameof(Errors.Text_TheAppOfId), appId), ReadPermission).FindAsync(
            token => session.Graph.ApplicationsWithAppId(appId).GetAsync(request => request.QueryParameters.Select = AppFields, token),
            cancellationToken);

    internal Task<Application?> FindByUniqueNameAsync(string uniqueName, CancellationToken cancellationToken) =>
        session.Call(Text(nameof(Errors.Text_TheAppOfId), uniqueName), ReadPermission).FindAsync(
            token => session.Graph.ApplicationsWithUniqueName(uniqueName)
                .GetAsync(request => request.QueryParameters.Select = AppFields, token),
            cancellationToken);

    internal Task<ServicePrincipal?> FindPrincipalAsync(string appId, CancellationToken cancellationToken) =>
        session.Call(Text(nameof(Errors.Text_TheAppOfId), appId), ReadPermission).FindAsync(
            token => session.Graph.ServicePrincipalsWithAppId(appId)
                .GetAsync(request => request.QueryParameters.Select = PrincipalFields, token),
            cancellationToken);

    /// <summary>The registrations of a display name, whoever made them.</summary>
    internal IAsyncEnumerable<Application> ListByNameAsync(string name, CancellationToken cancellationToken) =>
        ListAsync($"displayName eq '{Escape(name)}'", Text(nameof(Errors.Text_TheApp), name), cancellationToken);

    /// <summary>The registrations this module looks after.</summary>
    internal IAsyncEnumerable<Application> ListOwnAsync(CancellationToken cancellationToken) =>
        ListAsync($"tags/any(tag:tag eq '{AppRegistrationPlan.AppTag}')", Text(nameof(Errors.Text_TheApps)), cancellationToken);

    /// <summary>What the directory has of each resource.</summary>
    internal async Task<Dictionary<Guid, ServicePrincipal?>> ReadResourcesAsync(
        IEnumerable<Guid> appIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, ServicePrincipal?>();
        foreach (var appId in appIds.Distinct())
            found[appId] = await resources.FindAsync(appId, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>The registration in the words a user meets.</summary>
    internal async Task<SyncAppRegistration> DescribeAsync(
        Application app, ServicePrincipal? principal, string change, CancellationToken cancellationToken) => new()
        {
            Name = app.DisplayName ?? "",
            AppId = app.AppId!,
            ObjectId = app.Id!,
            ServicePrincipalId = principal?.Id ?? "",
            UniqueName = app.UniqueName,
            TenantId = await ReadTenantIdAsync(cancellationToken).ConfigureAwait(false),
            SignInAudience = app.SignInAudience ?? "",
            Permissions = await ReadPermissionsAsync(app, cancellationToken).ConfigureAwait(false),
            RedirectUris = RedirectSet.Of(app),
            IsFallbackPublicClient = app.IsFallbackPublicClient == true,
            Notes = string.IsNullOrEmpty(app.Notes) ? null : app.Notes,
            Presets = [.. PresetTags.In(app.Tags)],
            Deleted = app.DeletedDateTime,
            Environment = session.Environment,
            Change = change,
        };

    /// <summary>The permissions an app declares, by name.</summary>
    internal async Task<IReadOnlyList<SyncPermission>> ReadPermissionsAsync(Application app, CancellationToken cancellationToken)
    {
        var permissions = new List<SyncPermission>();
        foreach (var resource in app.RequiredResourceAccess ?? [])
        {
            if (!Guid.TryParse(resource.ResourceAppId, out var appId))
                continue;
            var principal = await resources.FindAsync(appId, cancellationToken).ConfigureAwait(false);
            foreach (var access in resource.ResourceAccess ?? [])
            {
                var type = access.Type == "Role" ? PermissionType.Application : PermissionType.Delegated;
                if (access.Id is { } id)
                    permissions.Add(ResourcePrincipals.Describe(principal, appId, id, type));
            }
        }
        return permissions;
    }

    /// <summary>The tenant's directory id: the session may have been given a domain, the token knows.</summary>
    private async Task<string> ReadTenantIdAsync(CancellationToken cancellationToken)
    {
        if (Guid.TryParse(session.TenantId, out var id))
            return id.ToString();
        var token = await session.GetTokenAsync(session.Environment.GraphResource, false, cancellationToken).ConfigureAwait(false);
        return token.TenantId ?? session.TenantId;
    }

    private async IAsyncEnumerable<Application> ListAsync(
        string filter, string target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = GraphPages.ReadAsync<ApplicationCollectionResponse, Application>(
            session.Call(target, ReadPermission),
            (link, token) => link is not null
                ? session.Graph.Applications.WithUrl(link).GetAsync(cancellationToken: token)
                : session.Graph.Applications.GetAsync(
                    request =>
                    {
                        request.QueryParameters.Filter = filter;
                        request.QueryParameters.Select = AppFields;
                    },
                    token),
            page => (page.Value, page.OdataNextLink),
            cancellationToken);
        await foreach (var app in pages.ConfigureAwait(false))
            yield return app;
    }

    private static string Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}
