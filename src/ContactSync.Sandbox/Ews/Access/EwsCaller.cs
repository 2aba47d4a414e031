using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>Who signed in, and to which Exchange.</summary>
internal sealed record EwsCaller
{
    public required bool IsOnline { get; init; }

    /// <summary>App id of the token; null for an account with a password.</summary>
    public string? AppId { get; init; }

    /// <summary>The user whose own mailbox it is; null for an app or a service account.</summary>
    public DirectoryUser? User { get; init; }

    /// <summary>May act for others: full_access_as_app, or ApplicationImpersonation.</summary>
    public bool CanImpersonate { get; init; }

    /// <summary>Only for the mailboxes in the scope that Exchange itself gave the app.</summary>
    public bool IsScoped { get; init; }
}
