namespace ContactSync.Tests.Microsoft365;

/// <summary>A clock whose timers are due at once and move it on by what they were set to: waiting costs nothing.</summary>
internal sealed class HastyTime : TimeProvider
{
    private readonly DateTimeOffset start = DateTimeOffset.UtcNow;
    private long passed;

    public TimeSpan Passed => TimeSpan.FromTicks(Interlocked.Read(ref passed));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + Passed;

    public override long GetTimestamp() => Interlocked.Read(ref passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Add(ref passed, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
