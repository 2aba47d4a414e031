using System.Security.Cryptography;

namespace ContactSync.Sandbox.Tenants;

/// <summary>The directory of one organisation. Everything in it is read and changed under <see cref="Gate"/>.</summary>
internal sealed class Tenant(Guid id, string displayName, string initialDomain, string domain, SandboxOptions options)
{
    public object Gate { get; } = new();

    public Guid Id { get; } = id;

    public string DisplayName { get; } = displayName;

    /// <summary>The domain every tenant is born with, below onmicrosoft.com.</summary>
    public string InitialDomain { get; } = initialDomain;

    /// <summary>The organisation's own domain, the default one: mail addresses end with it.</summary>
    public string Domain { get; } = domain;

    /// <summary>Makes further people for this tenant.</summary>
    public People People { get; } = new(new Random(~options.Seed), domain, initialDomain);

    public DirectorySet<DirectoryUser> Users { get; } = [];

    public DirectorySet<DirectoryGroup> Groups { get; } = [];

    public DirectorySet<Application> Applications { get; } = [];

    public DirectorySet<ServicePrincipal> ServicePrincipals { get; } = [];

    public List<AppRoleAssignment> Assignments { get; } = [];

    public List<PermissionGrant> Grants { get; } = [];

    public AppManagementPolicies AppManagementPolicies { get; } = new();

    public DeletedItems Deleted { get; } = new(options.TimeProvider);

    /// <summary>Objects the directory may hold, deleted ones that can be restored included; null for no limit.</summary>
    public int? ObjectQuota { get; set; }

    /// <summary>Values of signInAudience that a policy of the organisation forbids.</summary>
    public IReadOnlyList<string> ForbiddenAudiences { get; set; } = [];

    /// <summary>Application ids that a Conditional Access policy gives no token.</summary>
    public IReadOnlyList<string> BlockedApps { get; set; } = [];

    public bool IsFull =>
        ObjectQuota <= Users.Count + Groups.Count + Applications.Count + ServicePrincipals.Count + Deleted.Count();

    public bool IsVerifiedDomain(string name) =>
        name.Equals(InitialDomain, StringComparison.OrdinalIgnoreCase) || name.Equals(Domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>A user by object id or user principal name, which is all that Graph takes in <c>users/{…}</c>.</summary>
    public DirectoryUser? FindUser(string idOrUserPrincipalName)
    {
        lock (Gate)
        {
            return Users.Find(idOrUserPrincipalName) ?? Users.FirstOrDefault(
                user => user.UserPrincipalName.Equals(idOrUserPrincipalName, StringComparison.OrdinalIgnoreCase));
        }
    }

    public DirectoryGroup? FindGroup(string idOrDisplayName)
    {
        lock (Gate)
            return Groups.Find(idOrDisplayName) ?? Groups.FirstOrDefault(group => group.Text("displayName") == idOrDisplayName);
    }

    public Application? FindApplication(string appId) =>
        Applications.FirstOrDefault(candidate => candidate.AppId.Equals(appId, StringComparison.OrdinalIgnoreCase));

    public ServicePrincipal? FindPrincipal(string appId) =>
        ServicePrincipals.FirstOrDefault(candidate => candidate.AppId.Equals(appId, StringComparison.OrdinalIgnoreCase));

    /// <summary>The resource that answers to an app id or one of its identifier URIs, with or without a slash at the end.</summary>
    public ServicePrincipal? FindResource(string name) => ServicePrincipals.FirstOrDefault(principal =>
        principal.Properties["servicePrincipalNames"]!.AsArray().Any(
            known => ((string)known!).TrimEnd('/').Equals(name.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Graph answers here under another name than in the world. National clouds have their own name too, and clients ask for
    /// a token of the host they are about to call: so that name is one of the resource's.
    /// </summary>
    public void NameGraphHost(int port)
    {
        var names = FindResource("https://graph.microsoft.com")!.Properties["servicePrincipalNames"]!.AsArray();
        foreach (var host in new[] { "localhost", "127.0.0.1", "[::1]" })
            names.Add($"https://{host}:{port}");
    }

    /// <summary>Removes a principal with all that was given to it or by it.</summary>
    public void RemovePrincipal(ServicePrincipal principal)
    {
        ServicePrincipals.Remove(principal);
        Assignments.RemoveAll(assignment => assignment.Principal == principal || assignment.Resource == principal);
        Grants.RemoveAll(grant => grant.Client == principal || grant.Resource == principal);
    }

    /// <summary>
    /// Deletes a registration and its service principal, so that each can be restored by itself.
    /// https://learn.microsoft.com/entra/architecture/recover-from-deletions
    /// </summary>
    public void Recycle(Application application)
    {
        Applications.Remove(application);
        Deleted.Add(new DeletedItem(application, [], []));
        if (FindPrincipal(application.AppId) is { } principal)
            Recycle(principal);
    }

    /// <summary>Deletes a principal so that it can be restored with all that was given to it or by it.</summary>
    public void Recycle(ServicePrincipal principal)
    {
        Deleted.Add(new DeletedItem(
            principal,
            [.. Assignments.Where(assignment => assignment.Principal == principal || assignment.Resource == principal)],
            [.. Grants.Where(grant => grant.Client == principal || grant.Resource == principal)]));
        RemovePrincipal(principal);
    }

    /// <summary>Brings back what was deleted; its restored parts become known like new ones.</summary>
    public void Restore(DeletedItem item)
    {
        Deleted.Remove(item);
        item.Object.KnownEverywhere = KnownEverywhere();
        if (item.Object is Application application)
            Applications.Add(application);
        else if (item.Object is ServicePrincipal principal)
            ServicePrincipals.Add(principal);
        Assignments.AddRange(item.Assignments.Where(assignment =>
            Find(assignment.Principal) && ServicePrincipals.Contains(assignment.Resource)));
        Grants.AddRange(item.Grants.Where(grant => ServicePrincipals.Contains(grant.Client) && ServicePrincipals.Contains(grant.Resource)));

        bool Find(DirectoryObject one) =>
            ServicePrincipals.Find(one.Id) is not null || Users.Find(one.Id) is not null || Groups.Find(one.Id) is not null;
    }

    /// <summary>When something made now is known everywhere.</summary>
    public DateTimeOffset KnownEverywhere() => options.TimeProvider.GetUtcNow() + options.ReplicationDelay;

    /// <summary>Makes everything known everywhere at once.</summary>
    public void Settle()
    {
        lock (Gate)
        {
            foreach (var item in Applications.Concat<DirectoryObject>(ServicePrincipals).Concat(Groups).Concat(Users))
                item.KnownEverywhere = DateTimeOffset.MinValue;
            foreach (var application in Applications)
            {
                application.Secrets.Replace(secret => secret with { Usable = DateTimeOffset.MinValue });
                application.Keys.Replace(key => key with { Usable = DateTimeOffset.MinValue });
                application.Federated.Replace(credential => credential with { Usable = DateTimeOffset.MinValue });
            }
            Assignments.Replace(assignment => assignment with { Effective = DateTimeOffset.MinValue });
            foreach (var grant in Grants)
                grant.Change(grant.Scopes, DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        }
    }

    /// <summary>An id as the directory gives to grants and assignments: 32 bytes in base64url.</summary>
    public static string NewLinkId() => Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
}
