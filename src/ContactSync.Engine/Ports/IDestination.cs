namespace ContactSync.Engine.Ports;

/// <summary>
/// Something that phone books are written to. A kind of destination is one of the two below: <see cref="IFileDestination"/> is written anew
/// as a whole, <see cref="IItemDestination"/> item by item. What to write, and when, is decided by the publisher, never here.
/// </summary>
public interface IDestination : IAsyncDisposable
{
    /// <summary>The destination's place, as shown to people.</summary>
    string Place { get; }

    /// <summary>The fields it can carry, by their names in <see cref="Fields.ContactFields"/>; all others are counted as lost.</summary>
    IReadOnlySet<string> Fields { get; }

    /// <summary>Looks whether it could be written, writing nothing: a row a stage, a failed one where it could not.</summary>
    IAsyncEnumerable<SyncCheck> TestAsync(CancellationToken cancellationToken);
}

/// <summary>A destination that has no parts to be changed one by one: a file, or a few that belong together.</summary>
public interface IFileDestination : IDestination
{
    /// <summary>Whether all that was written last is still there. Only what is missing is found out, not what was changed.</summary>
    bool IsInPlace { get; }

    /// <summary>Writes all entries anew; what was there before stays until all is written.</summary>
    /// <param name="entries">The entries, by owner, phone book and name; they can be enumerated once.</param>
    /// <param name="losses">Told what cannot be carried beyond whole fields, for example a number that is too long.</param>
    /// <param name="cancellationToken">Leaves what was there before.</param>
    /// <returns>The number of entries written.</returns>
    /// <exception cref="SyncException">It cannot be written; it is as it was before.</exception>
    Task<int> WriteAsync(IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken);

    /// <summary>Removes all that was written.</summary>
    /// <exception cref="SyncException">It cannot be removed.</exception>
    Task EraseAsync(CancellationToken cancellationToken);
}

/// <summary>A destination of items, one an entry.</summary>
public interface IItemDestination : IDestination
{
    /// <summary>How many items may be written side by side.</summary>
    int Parallelism { get; }

    /// <summary>
    /// The items that are there: ours, and such as the destination lets be managed with them. Where <paramref name="token"/> is one that
    /// an earlier listing gave, only what changed since, as far as the destination can tell.
    /// </summary>
    /// <exception cref="SyncException">They cannot be read.</exception>
    Task<ItemListing> ListAsync(string? token, CancellationToken cancellationToken);

    /// <summary>Makes the item of an entry, or brings it up to date.</summary>
    /// <param name="entry">The entry, with the fields that are given out.</param>
    /// <param name="present">The item as it is known to be there; null where there is none.</param>
    /// <param name="losses">Told what cannot be carried beyond whole fields.</param>
    /// <param name="cancellationToken">The item is then as it was, or as it shall be.</param>
    /// <exception cref="SyncException">
    /// It cannot be written; <see cref="DestinationErrors.ItemChanged"/> where it is not as <paramref name="present"/> says any more. Where
    /// only this item is refused the kind is <see cref="SyncErrorKind.InvalidData"/>, and the others are written all the same.
    /// </exception>
    Task<DestinationItem> PutAsync(
        SyncPhoneBookEntry entry, DestinationItem? present, PublishLosses losses, CancellationToken cancellationToken);

    /// <summary>
    /// Takes away what holds the items, where it was made for them and nothing else is in it; called once all items are gone.
    /// </summary>
    /// <exception cref="SyncException">It cannot be taken away.</exception>
    Task CloseDownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes an item away; one that is gone already is no error.</summary>
    /// <exception cref="SyncException">It cannot be taken away; see <see cref="PutAsync"/>.</exception>
    Task DeleteAsync(DestinationItem item, CancellationToken cancellationToken);
}

/// <summary>An item at a destination.</summary>
/// <param name="Uid">The entry it was made for; null where it was not made for one.</param>
/// <param name="Reference">How the destination names it: a path, a distinguished name, an id.</param>
/// <param name="Version">What changes whenever the item does: an entity tag, a change key, a hash.</param>
public sealed record DestinationItem(Guid? Uid, string Reference, string Version);

/// <summary>What is at a destination.</summary>
/// <param name="Items">The items; with a token, those that are new or changed.</param>
/// <param name="GoneReferences">With a token, the items that are gone.</param>
/// <param name="IsWhole">Whether these are all items, not only what changed.</param>
/// <param name="Token">What to ask with next time; null where the destination tells no changes.</param>
public sealed record ItemListing(
    IReadOnlyList<DestinationItem> Items, IReadOnlyCollection<string> GoneReferences, bool IsWhole, string? Token);
