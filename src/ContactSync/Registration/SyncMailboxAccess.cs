namespace ContactSync;

/// <summary>A permission that Exchange Online itself gives an app, and for which mailboxes.</summary>
public sealed class SyncMailboxAccess
{
    /// <summary>The app's display name.</summary>
    public required string App { get; init; }

    /// <summary>The application (client) id.</summary>
    public required string AppId { get; init; }

    /// <summary>The role of Exchange, for example <c>Application Contacts.Read</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The name of the management scope; <c>Organization</c> for all mailboxes.</summary>
    public required string Scope { get; init; }

    /// <summary>The mailbox that was asked about; null where none was.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Whether the scope holds the mailbox, as Exchange says, past its cache; null where none was asked about.</summary>
    public bool? InScope { get; init; }

    /// <summary>True where a grant of Entra opens the same for all mailboxes, so that the scope has no effect.</summary>
    public required bool IsCancelled { get; init; }

    /// <summary>What the command did: <c>Created</c>, <c>Removed</c> or <c>Unchanged</c>.</summary>
    public required string Change { get; init; }

    /// <summary>Role and scope.</summary>
    public override string ToString() => $"{Role} ({Scope})";
}
