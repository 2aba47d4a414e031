using System.Collections.Concurrent;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// The tenant's own service principals of the resources that offer permissions. Object ids differ from tenant to tenant; values and ids
/// of permissions are read from them, by exact match, as look-alikes exist (<c>Exchange.ManageAsAppV2</c>).
/// </summary>
internal sealed class ResourcePrincipals(TenantSession session)
{
    internal const string ReadPermission = DirectoryPermission.ReadApps;

    private static readonly string[] Fields = ["id", "appId", "displayName", "appRoles", "oauth2PermissionScopes"];

    private readonly ConcurrentDictionary<Guid, ServicePrincipal> byAppId = new();

    /// <summary>The resource's service principal; null where the tenant has none.</summary>
    internal async Task<ServicePrincipal?> FindAsync(Guid appId, CancellationToken cancellationToken)
    {
        if (byAppId.TryGetValue(appId, out var known))
            return known;
        var found = await session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheResource), appId), ReadPermission).FindAsync(
            token => session.Graph.ServicePrincipalsWithAppId(appId.ToString())
                .GetAsync(request => request.QueryParameters.Select = Fields, token),
            cancellationToken).ConfigureAwait(false);
        return found is null ? null : byAppId.GetOrAdd(appId, found);
    }

    /// <summary>The resource's service principal by its object id.</summary>
    internal async Task<ServicePrincipal> GetAsync(string objectId, CancellationToken cancellationToken)
    {
        var known = byAppId.Values.FirstOrDefault(principal => principal.Id == objectId);
        if (known is not null)
            return known;
        var found = await session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheResource), objectId), ReadPermission).RequireAsync(
            token => session.Graph.ServicePrincipals[objectId].GetAsync(request => request.QueryParameters.Select = Fields, token),
            cancellationToken).ConfigureAwait(false);
        return byAppId.GetOrAdd(Guid.Parse(found.AppId!), found);
    }

    /// <summary>The service principals of a display name that offer permissions.</summary>
    internal async Task<IReadOnlyList<ServicePrincipal>> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        var page = await session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheResource), name), ReadPermission).RequireAsync(
            token => session.Graph.ServicePrincipals.GetAsync(
                request =>
                {
                    request.QueryParameters.Filter = $"displayName eq '{name.Replace("'", "''", StringComparison.Ordinal)}'";
                    request.QueryParameters.Select = Fields;
                },
                token),
            cancellationToken).ConfigureAwait(false);
        return [.. (page.Value ?? []).Where(one => one is { AppRoles.Count: > 0 } or { Oauth2PermissionScopes.Count: > 0 })];
    }

    /// <summary>A permission as the tenant's resource knows it.</summary>
    /// <param name="wanted">What is looked for: by value, else by the id it is known to have.</param>
    /// <param name="resource">The resource; null where the tenant has none yet, and then the known id stands.</param>
    /// <exception cref="SyncException">The resource has no such permission.</exception>
    internal static SyncPermission Resolve(PresetPermission wanted, ServicePrincipal? resource)
    {
        if (resource is null)
            return new SyncPermission(wanted.Resource, wanted.Permission, wanted.Type, wanted.Id, wanted.ResourceAppId);
        var offered = Offered(resource, wanted.Type).ToList();
        var match = offered.Where(one => one.Value == wanted.Permission).Concat(offered.Where(one => one.Id == wanted.Id)).FirstOrDefault();
        var name = resource.DisplayName ?? wanted.Resource;
        return match is { Id: { } id, Value: { } value }
            ? new SyncPermission(name, value, wanted.Type, id, wanted.ResourceAppId)
            : throw Texts.Catalog.Create(
                nameof(Errors.PermissionUnknown), SyncErrorKind.NotFound, wanted.Permission, wanted.Permission, name);
    }

    /// <summary>A permission by its id; its id stands for the value where the resource does not list it.</summary>
    internal static SyncPermission Describe(ServicePrincipal? resource, Guid resourceAppId, Guid id, PermissionType type)
    {
        var value = resource is null ? null : Offered(resource, type).FirstOrDefault(one => one.Id == id).Value;
        return new SyncPermission(resource?.DisplayName ?? resourceAppId.ToString(), value ?? id.ToString(), type, id, resourceAppId);
    }

    /// <summary>The permissions of a type that a resource offers.</summary>
    internal static IEnumerable<(Guid? Id, string? Value)> Offered(ServicePrincipal resource, PermissionType type) =>
        type == PermissionType.Application
            ? (resource.AppRoles ?? []).Select(role => (role.Id, role.Value))
            : (resource.Oauth2PermissionScopes ?? []).Select(scope => (scope.Id, scope.Value));
}
