using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>What an administrator of Exchange Online has set up. Read and changed under the tenant's gate.</summary>
internal sealed class ExchangeOrganization(Tenant tenant, TimeProvider time)
{
    private readonly Dictionary<string, CachedRights> _cache = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ExchangePrincipal> _principals = [];
    private readonly List<RoleAssignment> _assignments = [];

    public ExchangeDirectory Directory { get; } = new(tenant);

    public List<ManagementScope> Scopes { get; } = [];

    /// <summary>Settings of EWS that were written and are not in force yet.</summary>
    public DelayedSettings Policy { get; } = new(time);

    /// <summary>How many cmdlets were run that may change something.</summary>
    public int Writes { get; set; }

    /// <summary>Those whose service principal the directory still has: its end is theirs.</summary>
    public IReadOnlyList<ExchangePrincipal> Principals => [.. _principals.Where(one => Exists(one.Principal))];

    public IReadOnlyList<RoleAssignment> Assignments => [.. _assignments.Where(one => Exists(one.Principal))];

    public void Add(ExchangePrincipal principal) => _principals.Add(principal);

    public void Remove(ExchangePrincipal principal)
    {
        _principals.Remove(principal);
        _assignments.RemoveAll(assignment => assignment.Principal == principal.Principal);
    }

    public void Add(RoleAssignment assignment) => _assignments.Add(assignment);

    public void Remove(RoleAssignment assignment) => _assignments.Remove(assignment);

    /// <summary>Whether Exchange itself gave an app one of these permissions for some mailbox, as far as it has noticed.</summary>
    public bool Holds(string appId, params string[] permissions)
    {
        lock (tenant.Gate)
            return Rights(appId).Any(assignment => Gives(assignment, permissions));
    }

    /// <summary>Whether it gave it for this mailbox.</summary>
    public bool Allows(string appId, DirectoryUser user, params string[] permissions)
    {
        lock (tenant.Gate)
            return Rights(appId).Any(assignment => Gives(assignment, permissions) && IsInScope(assignment, user));
    }

    public bool IsInScope(RoleAssignment assignment, DirectoryUser user) => assignment.Scope?.Contains(user, Directory) ?? true;

    /// <summary>Puts in force what it is time for.</summary>
    public void Apply()
    {
        lock (tenant.Gate)
            Policy.Apply();
    }

    /// <summary>Lets everything take effect at once.</summary>
    public void Settle()
    {
        lock (tenant.Gate)
        {
            _cache.Clear();
            Policy.Settle();
        }
    }

    private bool Exists(ServicePrincipal principal) => tenant.ServicePrincipals.Find(principal.Id) == principal;

    private static bool Gives(RoleAssignment assignment, string[] permissions) =>
        ApplicationRole.Permissions(assignment.Role).Intersect(permissions, StringComparer.Ordinal).Any();

    /// <summary>
    /// What was known of an app when it was last looked up: 30 minutes without a call, or two hours with, and it is anew.
    /// </summary>
    private IReadOnlyList<RoleAssignment> Rights(string appId)
    {
        var now = time.GetUtcNow();
        if (!_cache.TryGetValue(appId, out var cached)
            || now - cached.Used >= CachedRights.IdleLife || now - cached.Read >= CachedRights.Life)
        {
            var own = Assignments.Where(one => one.Principal.AppId.Equals(appId, StringComparison.OrdinalIgnoreCase));
            cached = new CachedRights([.. own], now, now);
        }
        _cache[appId] = cached with { Used = now };
        return cached.Assignments;
    }

    private sealed record CachedRights(IReadOnlyList<RoleAssignment> Assignments, DateTimeOffset Read, DateTimeOffset Used)
    {
        public static readonly TimeSpan IdleLife = TimeSpan.FromMinutes(30);
        public static readonly TimeSpan Life = TimeSpan.FromHours(2);
    }
}
