namespace ContactSync;

/// <summary>Where phone books are written to, as it was registered.</summary>
public sealed class SyncDestination
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required DestinationKind Kind { get; init; }

    /// <summary>A file's or folder's path, a server's address, a mailbox's.</summary>
    public required string Place { get; init; }

    /// <summary>The contact folder, where it is one of a mailbox.</summary>
    public string? Folder { get; init; }

    /// <summary>The connection that the mailbox is reached through.</summary>
    public string? MailboxConnection { get; init; }

    /// <summary>The owners whose phone books it gets, with wildcards; null for all.</summary>
    public string? Owner { get; init; }

    /// <summary>The titles of the phone books it gets, with wildcards; null for all.</summary>
    public string? PhoneBook { get; init; }

    /// <summary>The connection whose phone books it gets, with wildcards; null for all.</summary>
    public string? Connection { get; init; }

    /// <summary>What of each entry is given out.</summary>
    public IReadOnlyList<ContactFieldGroup> Fields { get; init => field = PublicList.Of(value); } = [];

    /// <summary>How numbers are written.</summary>
    public PhoneNumberForm NumberForm { get; init; }

    /// <summary>Whether what is made or changed there by hand stays.</summary>
    public bool KeepManualEntries { get; init; }

    /// <summary>The template, where the kind has templates and one was chosen.</summary>
    public string? Template { get; init; }

    /// <summary>The user who signs in, where the kind asks for one.</summary>
    public string? UserName { get; init; }

    /// <summary>When it was last made equal to its phone books; null before.</summary>
    public DateTimeOffset? LastPublished { get; init; }

    /// <summary>Why the last attempt failed; null where it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>The store it is registered in.</summary>
    public required string StorePath { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
