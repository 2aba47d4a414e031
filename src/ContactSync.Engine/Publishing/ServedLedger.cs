using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Publishing;

/// <summary>
/// Notes what was served in batches: what a killed run wrote and could not note any more is found at the destination by its entry's id.
/// Thread-safe.
/// </summary>
internal sealed class ServedLedger(IDestinationStore store, long destinationId)
{
    private const int BatchSize = 200;

    private readonly SemaphoreSlim turn = new(1);

    private readonly List<ServedItem> served = [];

    private readonly List<Guid> removed = [];

    public Task ServedAsync(ServedItem item, CancellationToken cancellationToken) => AddAsync(() => served.Add(item), cancellationToken);

    public Task RemovedAsync(Guid uid, CancellationToken cancellationToken) => AddAsync(() => removed.Add(uid), cancellationToken);

    /// <summary>Writes what is not written yet; also after a failure, and not to be cancelled.</summary>
    public async Task FlushAsync()
    {
        await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await WriteAsync().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task AddAsync(Action add, CancellationToken cancellationToken)
    {
        // What was served must be noted, cancelled or not.
        await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            add();
            if (served.Count + removed.Count >= BatchSize && !cancellationToken.IsCancellationRequested)
                await WriteAsync().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task WriteAsync()
    {
        if (served.Count + removed.Count == 0)
            return;
        await store.NoteServedAsync(destinationId, served, removed, CancellationToken.None).ConfigureAwait(false);
        served.Clear();
        removed.Clear();
    }
}
