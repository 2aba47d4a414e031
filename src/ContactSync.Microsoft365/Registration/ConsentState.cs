using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>What an app declares and what it was granted, in one tenant: by the organisation, or for one user.</summary>
/// <param name="Declared">The permissions the registration declares; for one user the delegated ones.</param>
/// <param name="Granted">The permissions granted, declared or not; for one user those of the organisation too.</param>
/// <param name="Grants">The grants of delegated scopes for all users or for the one, one a resource.</param>
/// <param name="ResourceIds">The resources' service principals, by application id.</param>
internal sealed record ConsentState(
    IReadOnlyList<SyncPermission> Declared, IReadOnlyList<SyncPermission> Granted, IReadOnlyList<OAuth2PermissionGrant> Grants,
    IReadOnlyDictionary<Guid, string> ResourceIds)
{
    internal static readonly Guid MicrosoftGraph = new("00000003-0000-0000-c000-000000000000");

    /// <summary>The one user it is about; null for the organisation.</summary>
    internal DirectoryPrincipal? User { get; init; }

    /// <summary>The assignments of app roles, with what each gives.</summary>
    internal IReadOnlyList<(AppRoleAssignment Assignment, SyncPermission Permission)> Assignments { get; init; } = [];

    /// <summary>What the user was granted alone.</summary>
    internal IReadOnlyList<SyncPermission> GrantedToUser { get; init; } = [];

    /// <summary>Where it is about one user, what the organisation granted for him as for everybody.</summary>
    internal IReadOnlyList<SyncPermission> GrantedToAll { get; init; } = [];

    /// <summary>What was just taken back.</summary>
    internal IReadOnlyList<SyncPermission> Revoked { get; init; } = [];

    /// <summary>Declared or granted, the declared first.</summary>
    internal IEnumerable<SyncPermission> All => Declared.Union(Granted).Union(Revoked);

    /// <summary>Declared and not granted.</summary>
    internal IReadOnlyList<SyncPermission> Missing => [.. Declared.Where(permission => !IsGranted(permission))];

    internal bool IsGranted(SyncPermission permission) => Granted.Contains(permission);

    /// <summary>What a revocation may take: of one user only what he alone was granted.</summary>
    internal IReadOnlyList<SyncPermission> Revocable(ConsentSelection selection) =>
    [
        .. (User is null ? Granted : GrantedToUser).Where(permission =>
            (selection.Permissions is not { } chosen || chosen.Contains(permission.Permission, StringComparer.OrdinalIgnoreCase))
            && (!selection.NotDeclared || !Declared.Contains(permission))),
    ];

    /// <summary>The object id of a permission's resource.</summary>
    /// <exception cref="SyncException">The tenant has no such resource.</exception>
    internal string ResourceId(SyncPermission permission) =>
        ResourceIds.GetValueOrDefault(permission.ResourceAppId)
        ?? throw Texts.Catalog.Create(
            nameof(Errors.ResourcePrincipalMissing), SyncErrorKind.NotFound, permission.Resource, permission.Resource,
            permission.ResourceAppId, permission.Permission);

    /// <summary>The same after more was granted.</summary>
    internal ConsentState With(IReadOnlyList<SyncPermission> granted) => this with
    {
        Granted = [.. Granted.Union(granted)],
        GrantedToUser = User is null ? [] : [.. GrantedToUser.Union(granted)],
    };

    /// <summary>The same after some of it was taken back.</summary>
    internal ConsentState Without(IReadOnlyList<SyncPermission> revoked) => this with
    {
        Revoked = revoked,
        // What the organisation granted stays a user's after his own was taken.
        Granted = [.. Granted.Except(revoked).Union(GrantedToAll)],
        GrantedToUser = [.. GrantedToUser.Except(revoked)],
    };

    /// <summary>The roles a fresh token must carry, by the resource it is asked for.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> GrantedRoles(SyncEnvironment environment) => Granted
        .Where(permission => permission.Type == PermissionType.Application)
        .GroupBy(permission => permission.ResourceAppId)
        .ToDictionary(
            resource => resource.Key == MicrosoftGraph ? environment.GraphResource : resource.Key.ToString(),
            IReadOnlyList<string> (resource) => [.. resource.Select(permission => permission.Permission)]);
}
