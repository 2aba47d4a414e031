namespace ContactSync;

/// <summary>Where phone books are written to, as it was registered.</summary>
public sealed class SyncDestination
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required DestinationKind Kind { get; init; }

    /// <summary>A file's or folder's path, a server's address, a mailbox and its folder.</summary>
    public required string Place { get; init; }

    /// <summary>The owners whose phone books it gets, with wildcards; null for all.</summary>
    public string? Owner { get; init; }

    /// <summary>The titles of the phone books it gets, with wildcards; null for all.</summary>
    public string? PhoneBook { get; init; }

    /// <summary>The connection whose phone books it gets, with wildcards; null for all.</summary>
    public string? Connection { get; init; }

    /// <summary>What of each entry is given out.</summary>
    public IReadOnlyList<ContactFieldGroup> Fields { get; init => field = PublicList.Of(value); } = [];

    /// <summary>When it was last made equal to its phone books; null before.</summary>
    public DateTimeOffset? LastPublished { get; init; }

    /// <summary>Why the last attempt failed; null where it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>The store it is registered in.</summary>
    public required string StorePath { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
