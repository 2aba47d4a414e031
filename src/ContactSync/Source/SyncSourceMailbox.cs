namespace ContactSync;

/// <summary>A mailbox that a source knows, as an admin finds it before anything is read.</summary>
public sealed class SyncSourceMailbox
{
    /// <summary>The primary mail address.</summary>
    public required string PrimarySmtpAddress { get; init; }

    /// <summary>The name shown.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The user principal name, where the source tells it.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Further addresses of the mailbox, where the source tells them.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The directory id; the address in lower case where the source has none.</summary>
    public required string Id { get; init; }

    /// <summary>The protocol the source speaks.</summary>
    public required SyncProtocol Protocol { get; init; }

    /// <summary>The primary mail address.</summary>
    public override string ToString() => PrimarySmtpAddress;
}
