namespace ContactSync.Engine.Ports;

/// <summary>A store as a whole: phone books, what their destinations were served, and its upkeep.</summary>
public interface IStore : IPhoneBookStore, IDestinationStore, IListingStore
{
    /// <summary>What the store is and how much is in it.</summary>
    Task<SyncStore> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Checks that the store is whole; then makes it as small and quick as it can be. May take minutes.</summary>
    /// <exception cref="SyncException">The store is damaged: nothing was changed.</exception>
    Task OptimizeAsync(CancellationToken cancellationToken);
}
