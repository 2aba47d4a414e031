namespace ContactSync.Engine.Ports;

/// <summary>
/// The destinations that were registered, and what each of them has been served. Kept beside the phone books, so that a destination that
/// was down, or a run that was killed, is gone on with.
/// </summary>
public interface IDestinationStore
{
    /// <summary>The destinations, by name; <paramref name="name"/> takes wildcards.</summary>
    IAsyncEnumerable<StoredDestination> ListDestinationsAsync(string? name, CancellationToken cancellationToken);

    /// <summary>
    /// Registers a destination, or changes the settings of the one with that name. What it has been served stays known; under other
    /// settings its token does not.
    /// </summary>
    Task SaveDestinationAsync(string name, DestinationKind kind, string settings, CancellationToken cancellationToken);

    /// <summary>Forgets a destination. False where there is none.</summary>
    Task<bool> RemoveDestinationAsync(long destinationId, CancellationToken cancellationToken);

    /// <summary>Id and hash of each entry of a phone book.</summary>
    IAsyncEnumerable<EntryVersion> ReadVersionsAsync(long phoneBookId, CancellationToken cancellationToken);

    /// <summary>A phone book's entries with the given source ids; those that are gone meanwhile are left out.</summary>
    IAsyncEnumerable<SyncPhoneBookEntry> ReadPublishedAsync(
        long phoneBookId, IReadOnlyCollection<string> sourceIds, CancellationToken cancellationToken);

    /// <summary>The items that a destination has been served.</summary>
    IAsyncEnumerable<ServedItem> ReadServedAsync(long destinationId, CancellationToken cancellationToken);

    /// <summary>Notes items that were served and items that were taken away, in one transaction.</summary>
    Task NoteServedAsync(
        long destinationId, IReadOnlyCollection<ServedItem> served, IReadOnlyCollection<Guid> removed, CancellationToken cancellationToken);

    /// <summary>Notes how a publishing ended. With an error what was served before stays noted.</summary>
    Task NotePublishedAsync(long destinationId, PublishState state, string? error, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A destination as registered.</summary>
/// <param name="Id">The id within the store.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Settings">Its settings as JSON; a secret only encrypted.</param>
/// <param name="State">What it was last made equal to.</param>
/// <param name="LastPublished">When; null before.</param>
/// <param name="LastError">Why the last attempt failed; null where it did not.</param>
public sealed record StoredDestination(
    long Id, string Name, DestinationKind Kind, string Settings, PublishState State, DateTimeOffset? LastPublished, string? LastError);

/// <summary>What a destination was last made equal to.</summary>
/// <param name="Fingerprint">Names the phone books, how far each had been changed, and the settings; empty before.</param>
/// <param name="Token">What <see cref="IItemDestination.ListAsync"/> is asked with; null where there is none.</param>
public sealed record PublishState(string Fingerprint, string? Token)
{
    /// <summary>Nothing was served yet.</summary>
    public static PublishState None { get; } = new("", null);
}

/// <summary>An entry and its hash.</summary>
public readonly record struct EntryVersion(Guid Uid, string SourceId, string Hash);

/// <summary>An item as it was served.</summary>
/// <param name="Uid">The entry it was made for.</param>
/// <param name="Hash">The hash of what it was made of.</param>
/// <param name="Reference">How the destination names it.</param>
/// <param name="Version">Its version right after it was served.</param>
public sealed record ServedItem(Guid Uid, string Hash, string Reference, string Version);
