namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// Lets only so many requests out at a time, and none at all while the server asked to be left alone. Where the server counts too many
/// connections, the limit is lowered for good.
/// </summary>
internal sealed class EwsGate(int limit, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim slots = new(limit);
    private readonly object gate = new();
    private DateTimeOffset openFrom = DateTimeOffset.MinValue;
    private int limit = limit;
    private int owed;

    /// <summary>Requests that may be under way at once.</summary>
    public int Limit
    {
        get
        {
            lock (gate)
                return limit;
        }
    }

    /// <summary>Waits for a place and for the end of a pause. Gives the limit at that time.</summary>
    public async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var pause = Pause(); pause > TimeSpan.Zero; pause = Pause())
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            return Limit;
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (owed > 0)
            {
                owed--;
                return;
            }
        }
        slots.Release();
    }

    /// <summary>Holds all requests back for a while.</summary>
    public void Close(TimeSpan pause)
    {
        lock (gate)
        {
            var until = time.GetUtcNow() + pause;
            if (until > openFrom)
                openFrom = until;
        }
    }

    /// <summary>Halves the limit, once for all requests that were let out under it. False where it was lowered already, or is 1.</summary>
    /// <param name="entered">The limit under which the refused request was let out.</param>
    public bool Lower(int entered)
    {
        lock (gate)
        {
            if (limit == 1 || limit != entered)
                return false;
            var lowered = limit / 2;
            owed += limit - lowered;
            limit = lowered;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    // In whole milliseconds: a wait of less is none, and the caller would ask again and again.
    private TimeSpan Pause()
    {
        lock (gate)
            return TimeSpan.FromMilliseconds(Math.Ceiling((openFrom - time.GetUtcNow()).TotalMilliseconds));
    }
}
