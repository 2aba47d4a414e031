namespace ContactSync.Tests.Graph;

/// <summary>
/// A clock on which nobody waits: a wait shorter than <paramref name="limits"/> is noted, the clock jumps to its end, and it is over.
/// Longer ones, the time limits of requests, end when the test says so.
/// </summary>
internal sealed class JumpingClock(DateTimeOffset start, TimeSpan limits) : TimeProvider
{
    private readonly object gate = new();
    private readonly List<TimeSpan> waits = [];
    private readonly List<TimeLimit> running = [];
    private DateTimeOffset now = start;

    /// <summary>The waits there were, in seconds.</summary>
    public IReadOnlyList<double> Waits
    {
        get
        {
            lock (gate)
                return [.. waits.Select(wait => Math.Round(wait.TotalSeconds, 3))];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Lets every time limit that is running end now.</summary>
    public void EndTimeLimits()
    {
        TimeLimit[] ended;
        lock (gate)
        {
            ended = [.. running];
            running.Clear();
            now += ended.Length == 0 ? TimeSpan.Zero : ended.Max(limit => limit.DueTime);
        }
        foreach (var limit in ended)
            limit.End();
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TimeLimit(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Start(TimeLimit timer)
    {
        lock (gate)
        {
            if (timer.DueTime >= limits)
            {
                running.Add(timer);
                return;
            }
            waits.Add(timer.DueTime);
            now += timer.DueTime;
        }
        ThreadPool.QueueUserWorkItem(_ => timer.End());
    }

    private void Stop(TimeLimit timer)
    {
        lock (gate)
            running.Remove(timer);
    }

    private sealed class TimeLimit(JumpingClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan DueTime { get; private set; }

        public void End() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Stop(this);
            DueTime = dueTime;
            if (dueTime >= TimeSpan.Zero)
                clock.Start(this);
            return true;
        }

        public void Dispose() => clock.Stop(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
