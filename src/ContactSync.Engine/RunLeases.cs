using System.Collections.Concurrent;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine;

/// <summary>
/// The phone books that a run has for itself, so that two machines never work on one mailbox at once. They are renewed as long as the run
/// lives; where its machine dies, others may have them once their time is over.
/// </summary>
internal sealed class RunLeases : IAsyncDisposable
{
    /// <summary>How long a phone book stays taken once nobody renews it.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(3);

    private readonly IRunStore store;

    private readonly LeaseHolder holder = LeaseHolder.Create();

    private readonly ConcurrentDictionary<PhoneBookKey, bool> held = new();

    private readonly CancellationTokenSource stop = new();

    private readonly Task renewing;

    public RunLeases(IRunStore store, TimeProvider clock)
    {
        this.store = store;
        renewing = RenewAsync(clock);
    }

    /// <summary>Takes a phone book; false while another run has it.</summary>
    public async Task<bool> TryTakeAsync(PhoneBookKey key, CancellationToken cancellationToken)
    {
        if (held.ContainsKey(key))
            return true;
        if (!await store.TryLeaseAsync(key, holder, Duration, cancellationToken).ConfigureAwait(false))
            return false;
        held[key] = true;
        return true;
    }

    /// <summary>Gives a phone book back.</summary>
    public async Task ReturnAsync(PhoneBookKey key)
    {
        if (!held.TryRemove(key, out _))
            return;
        try
        {
            await store.ReturnLeaseAsync(key, holder, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SyncException)
        {
            // What the run did is done; the lease ends by itself.
        }
    }

    /// <summary>Gives back what is still held.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await renewing.ConfigureAwait(false);
        foreach (var key in held.Keys)
            await ReturnAsync(key).ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task RenewAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Duration / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
            {
                foreach (var key in held.Keys)
                    await RenewAsync(key).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task RenewAsync(PhoneBookKey key)
    {
        try
        {
            await store.TryLeaseAsync(key, holder, Duration, stop.Token).ConfigureAwait(false);
            // Given back meanwhile, it must not be held again.
            if (!held.ContainsKey(key))
                await store.ReturnLeaseAsync(key, holder, stop.Token).ConfigureAwait(false);
        }
        catch (SyncException)
        {
            // Tried again at the next turn. Where the lease is lost, the phone book's revision tells the run.
        }
    }
}
