using ContactSync.Tests.PhoneBooks.Destinations;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>What tells how far a run is: requests, bytes in a file, packets on their way.</summary>
internal abstract class ProgressMeter
{
    /// <summary>How far it is since <see cref="Begin"/>.</summary>
    public abstract long Done { get; }

    /// <summary>A run begins.</summary>
    public abstract void Begin();

    /// <summary>Waits until the run is so far; where the meter can, it holds the run up there.</summary>
    public abstract Task ReachAsync(long done, CancellationToken cancellationToken);

    /// <summary>Lets go what was held up.</summary>
    public virtual void Release()
    {
    }

    /// <summary>How far a run goes that nobody disturbs.</summary>
    public async Task<long> MeasureAsync(Func<Task> run)
    {
        using var stop = new CancellationTokenSource();
        Begin();
        var watching = ReachAsync(long.MaxValue, stop.Token);
        await run();
        await stop.CancelAsync();
        await watching.ContinueWith(_ => { }, TaskScheduler.Default);
        Release();
        return Done;
    }
}

/// <summary>A number that is to be looked at again and again, and that may fall back.</summary>
internal sealed class WatchedMeter(Func<long> read) : ProgressMeter
{
    private long start;

    private long highest;

    public override long Done => highest - start;

    public override void Begin() => start = highest = read();

    public override async Task ReachAsync(long done, CancellationToken cancellationToken)
    {
        while (Done < done)
        {
            await Task.Delay(1, cancellationToken);
            highest = Math.Max(highest, read());
        }
    }
}

/// <summary>The packets that go through a relay; none goes on after the one that was waited for.</summary>
internal sealed class RelayMeter : ProgressMeter
{
    private long packets;

    private volatile Goal? goal;

    public RelayMeter(ServerRelay relay) => relay.Sent = _ => CountAsync();

    public override long Done => Interlocked.Read(ref packets);

    public override void Begin() => Interlocked.Exchange(ref packets, 0);

    public override Task ReachAsync(long done, CancellationToken cancellationToken)
    {
        var awaited = new Goal(done);
        goal = awaited;
        return awaited.Reached.Task.WaitAsync(cancellationToken);
    }

    public override void Release()
    {
        goal?.Released.TrySetResult();
        goal = null;
    }

    private Task CountAsync()
    {
        var count = Interlocked.Increment(ref packets);
        if (goal is not { } awaited || count < awaited.Done)
            return Task.CompletedTask;
        awaited.Reached.TrySetResult();
        return awaited.Released.Task;
    }

    private sealed record Goal(long Done)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
