namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// A permission of Microsoft Graph that setting a tenant up takes: what an app needs, what a signed-in administrator's token needs, and
/// the least directory role that makes the administrator's calls succeed. Cmdlets declare permissions by name; errors and sign-in read
/// the rest here.
/// </summary>
/// <param name="Name">The application permission; by it calls name what they need.</param>
/// <param name="Role">The least directory role for a signed-in user; null where every user of the tenant will do.</param>
/// <remarks>
/// Least permissions: https://learn.microsoft.com/graph/permissions-reference; least roles:
/// https://learn.microsoft.com/entra/identity/role-based-access-control/delegate-by-task
/// </remarks>
public sealed record DirectoryPermission(string Name, string? Role)
{
    /// <summary>Finds apps, enterprise applications and the permissions that resources offer.</summary>
    public const string ReadApps = "Application.Read.All";

    /// <summary>Registers apps and changes those the caller owns.</summary>
    public const string WriteApps = "Application.ReadWrite.OwnedBy";

    /// <summary>Registers apps and changes any.</summary>
    public const string WriteAllApps = "Application.ReadWrite.All";

    /// <summary>Gives apps application permissions, and users and groups access to apps.</summary>
    public const string AssignRoles = "AppRoleAssignment.ReadWrite.All";

    /// <summary>Gives apps delegated permissions.</summary>
    public const string GrantScopes = "DelegatedPermissionGrant.ReadWrite.All";

    /// <summary>Reads what apps were given.</summary>
    public const string ReadDirectory = "Directory.Read.All";

    /// <summary>Reads the organisation's name.</summary>
    public const string ReadOrganisation = "Organization.Read.All";

    /// <summary>Reads what the organisation allows of credentials.</summary>
    public const string ReadPolicies = "Policy.Read.All";

    /// <summary>Finds users.</summary>
    public const string ReadUsers = "User.ReadBasic.All";

    /// <summary>Finds groups and their members.</summary>
    public const string ReadGroups = "GroupMember.Read.All";

    /// <summary>Who may give app roles of Microsoft Graph itself.</summary>
    internal const string PrivilegedRoleAdministrator = "Privileged Role Administrator";

    private const string CloudApplicationAdministrator = "Cloud Application Administrator";

    private const string DirectoryReaders = "Directory Readers";

    /// <summary>The permission a signed-in user's token carries in its place.</summary>
    public string Scope { get; init; } = Name;

    /// <summary>Further permissions any of which is enough.</summary>
    public IReadOnlyList<string> OrElse { get; init; } = [];

    /// <summary>A permission that calls need beside it; null where it is enough.</summary>
    public string? And { get; init; }

    /// <summary>The permissions known, each once.</summary>
    public static IReadOnlyList<DirectoryPermission> All { get; } =
    [
        new(ReadApps, DirectoryReaders) { OrElse = [WriteAllApps, ReadDirectory] },
        new(WriteApps, CloudApplicationAdministrator) { Scope = WriteAllApps, OrElse = [WriteAllApps] },
        new(WriteAllApps, CloudApplicationAdministrator),
        new(AssignRoles, CloudApplicationAdministrator) { And = ReadApps },
        new(GrantScopes, CloudApplicationAdministrator),
        new(ReadDirectory, DirectoryReaders),
        new(ReadOrganisation, null) { OrElse = [ReadDirectory] },
        new(ReadPolicies, CloudApplicationAdministrator),
        new(ReadUsers, null) { OrElse = ["User.Read.All", "User.ReadWrite.All", ReadDirectory] },
        new(ReadGroups, DirectoryReaders) { OrElse = ["Group.Read.All", ReadDirectory] },
    ];

    /// <summary>The permission of that name; one that is not listed stands for itself.</summary>
    public static DirectoryPermission Of(string name) => All.FirstOrDefault(known => known.Name == name) ?? new(name, null);

    /// <summary>This one, and what calls need beside it.</summary>
    internal IEnumerable<DirectoryPermission> AndAlso() => And is null ? [this] : [this, Of(And)];

    /// <summary>Whether a token carries it, or more.</summary>
    internal bool IsIn(AccessToken token)
    {
        var held = token.IsOfUser ? token.Scopes : token.Roles;
        return held.Contains(token.IsOfUser ? Scope : Name) || OrElse.Any(held.Contains);
    }
}
