using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>Who calls, according to a token that has been checked.</summary>
internal sealed class GraphCaller
{
    /// <summary>App id of the client (claim <c>appid</c>).</summary>
    public required string AppId { get; init; }

    /// <summary>Object id of the user, or of the service principal where the app calls for itself.</summary>
    public required Guid ObjectId { get; init; }

    /// <summary>The signed-in user; null where the app calls for itself.</summary>
    public required DirectoryUser? User { get; init; }

    /// <summary><c>roles</c> of an app's own token, <c>scp</c> of a user's.</summary>
    public required IReadOnlySet<string> Permissions { get; init; }

    public bool IsAppOnly => User is null;

    public bool Has(params string[] anyOf) => anyOf.Any(Permissions.Contains);

    /// <exception cref="GraphException">403 Authorization_RequestDenied: the token has none of these permissions.</exception>
    public void RequireDirectory(params string[] anyOf)
    {
        if (!Has(anyOf))
            throw GraphException.Denied();
    }

    /// <summary>
    /// For changes to the directory: the permission, and for a signed-in user also a directory role. With delegated permissions an
    /// app can never do more than the user could.
    /// </summary>
    /// <exception cref="GraphException">403 Authorization_RequestDenied.</exception>
    public void RequireAdministrator(string[] roles, params string[] anyOf)
    {
        RequireDirectory(anyOf);
        RequireRole(roles);
    }

    /// <exception cref="GraphException">403 Authorization_RequestDenied: a user is signed in who has none of these roles.</exception>
    public void RequireRole(string[] roles)
    {
        if (User is not null && !User.Roles.Overlaps(roles))
            throw GraphException.Denied();
    }

    /// <summary>For a mailbox call: the permission, and for a signed-in user that it is the own mailbox.</summary>
    /// <exception cref="GraphException">403 ErrorAccessDenied.</exception>
    public void RequireMailbox(DirectoryUser owner, params string[] anyOf)
    {
        if (!Has(anyOf) || (User is not null && User != owner))
            throw GraphException.MailboxDenied();
    }
}
