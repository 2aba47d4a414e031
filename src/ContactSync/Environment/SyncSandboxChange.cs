namespace ContactSync;

/// <summary>Something done to a contact in a sandbox, as a person would have done it in Outlook.</summary>
public sealed class SyncSandboxChange
{
    /// <summary>What was done: <c>Edited</c>, <c>Added</c> or <c>Deleted</c>.</summary>
    public required string Change { get; init; }

    /// <summary>The mailbox's address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The folder the contact lies in.</summary>
    public string? Folder { get; init; }

    /// <summary>The name shown.</summary>
    public string? Contact { get; init; }

    /// <summary>The field edited.</summary>
    public string? Field { get; init; }

    /// <summary>What the field held.</summary>
    public string? Before { get; init; }

    /// <summary>What the field holds now.</summary>
    public string? After { get; init; }
}
