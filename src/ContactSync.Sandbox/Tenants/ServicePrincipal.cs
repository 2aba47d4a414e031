namespace ContactSync.Sandbox.Tenants;

/// <summary>An app as it exists in the tenant: a client that may be given permissions, or a resource that offers them.</summary>
internal sealed class ServicePrincipal(Guid id, string appId) : DirectoryObject(id, "servicePrincipal")
{
    public string AppId { get; } = appId;

    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    public List<DirectoryObject> Owners { get; } = [];

    /// <summary>The names of the directory roles it holds.</summary>
    public HashSet<string> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>For a client of Microsoft's own that signs users in and is registered in no customer's tenant.</summary>
    public FirstPartyClient? FirstParty { get; init; }

    public bool IsEnabled => (bool?)Properties["accountEnabled"] ?? true;

    public Permission? FindRole(Guid id) => Permissions.FirstOrDefault(permission => permission.RoleId == id);

    public Permission? FindScope(string value) =>
        Permissions.FirstOrDefault(permission => permission.ScopeId is not null && permission.Value == value);
}

/// <summary>What Microsoft has settled between a client and a resource that are both its own.</summary>
/// <param name="ResourceAppId">The one resource that the client may ask tokens of.</param>
/// <param name="Preauthorized">The delegated permissions it has there without anybody's consent.</param>
internal sealed record FirstPartyClient(string ResourceAppId, IReadOnlyList<string> Preauthorized);

/// <summary>A permission that a resource offers: to apps (<paramref name="RoleId"/>), to apps acting for a user, or both.</summary>
internal sealed record Permission(string Value, Guid? ScopeId, bool ScopeNeedsAdministrator, Guid? RoleId);

/// <summary>An application permission given to a client. <paramref name="Effective"/> is when new tokens carry it.</summary>
internal sealed record AppRoleAssignment(
    string Id, DirectoryObject Principal, ServicePrincipal Resource, Guid RoleId, DateTimeOffset Created, DateTimeOffset Effective);

/// <summary>Delegated permissions given to a client, for all users or for one.</summary>
internal sealed class PermissionGrant(string id, ServicePrincipal client, ServicePrincipal resource, DirectoryUser? user)
{
    public string Id { get; } = id;

    public ServicePrincipal Client { get; } = client;

    public ServicePrincipal Resource { get; } = resource;

    /// <summary>The one user it was given for; null for all (AllPrincipals).</summary>
    public DirectoryUser? User { get; } = user;

    public IReadOnlyList<string> Scopes { get; private set; } = [];

    private IReadOnlyList<string> _before = [];
    private DateTimeOffset _effective;

    public void Change(IReadOnlyList<string> scopes, DateTimeOffset now, DateTimeOffset effective)
    {
        _before = EffectiveAt(now);
        Scopes = scopes;
        _effective = effective;
    }

    /// <summary>What new tokens carry.</summary>
    public IReadOnlyList<string> EffectiveAt(DateTimeOffset now) => now >= _effective ? Scopes : _before;
}
