using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>What an app declares and what it was granted, in one tenant.</summary>
/// <param name="Declared">The permissions the registration declares.</param>
/// <param name="Granted">The permissions the organisation granted, declared or not.</param>
/// <param name="Grants">The grants of delegated scopes for all users, one a resource.</param>
/// <param name="ResourceIds">The resources' service principals, by application id.</param>
internal sealed record ConsentState(
    IReadOnlyList<SyncPermission> Declared, IReadOnlyList<SyncPermission> Granted, IReadOnlyList<OAuth2PermissionGrant> Grants,
    IReadOnlyDictionary<Guid, string> ResourceIds)
{
    private static readonly Guid MicrosoftGraph = new("00000003-0000-0000-c000-000000000000");

    /// <summary>Declared or granted, the declared first.</summary>
    internal IEnumerable<SyncPermission> All => Declared.Union(Granted);

    /// <summary>Declared and not granted.</summary>
    internal IReadOnlyList<SyncPermission> Missing => [.. Declared.Where(permission => !IsGranted(permission))];

    internal bool IsGranted(SyncPermission permission) => Granted.Contains(permission);

    /// <summary>The object id of a permission's resource.</summary>
    /// <exception cref="SyncException">The tenant has no such resource.</exception>
    internal string ResourceId(SyncPermission permission) =>
        ResourceIds.GetValueOrDefault(permission.ResourceAppId)
        ?? throw Texts.Catalog.Create(
            nameof(Errors.ResourcePrincipalMissing), SyncErrorKind.NotFound, permission.Resource, permission.Resource,
            permission.ResourceAppId, permission.Permission);

    /// <summary>The same after everything declared was granted.</summary>
    internal ConsentState AllGranted() => this with { Granted = [.. Granted.Union(Declared)] };

    /// <summary>The roles a fresh token must carry, by the resource it is asked for.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> GrantedRoles(SyncEnvironment environment) => Granted
        .Where(permission => permission.Type == PermissionType.Application)
        .GroupBy(permission => permission.ResourceAppId)
        .ToDictionary(
            resource => resource.Key == MicrosoftGraph ? environment.GraphResource : resource.Key.ToString(),
            IReadOnlyList<string> (resource) => [.. resource.Select(permission => permission.Permission)]);
}
