namespace ContactSync.Bench;

/// <summary>Looks at the process's working set every few milliseconds and keeps the highest.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly Timer timer;
    private long peak;

    private MemoryWatch() => timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));

    /// <summary>The highest working set seen, in bytes.</summary>
    public long Peak
    {
        get
        {
            Look();
            return Interlocked.Read(ref peak);
        }
    }

    public static MemoryWatch Start() => new();

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var now = Environment.WorkingSet;
        for (var seen = Interlocked.Read(ref peak); now > seen; seen = Interlocked.Read(ref peak))
            Interlocked.CompareExchange(ref peak, now, seen);
    }
}
