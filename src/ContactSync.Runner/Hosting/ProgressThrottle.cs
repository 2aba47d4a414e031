namespace ContactSync.Runner.Hosting;

/// <summary>Lets a progress line through ten times a second: a slow terminal must not slow the work.</summary>
internal sealed class ProgressThrottle(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private long? last;

    public bool IsDue()
    {
        if (last is { } before && time.GetElapsedTime(before) < Pause)
            return false;
        last = time.GetTimestamp();
        return true;
    }
}
