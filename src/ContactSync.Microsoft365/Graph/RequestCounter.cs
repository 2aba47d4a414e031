namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// Counts the HTTP requests of one piece of work, a mailbox for example, repeated ones included. What is awaited between
/// <see cref="Begin"/> and <see cref="Dispose"/> counts here, on whatever thread it goes on; of nested counters the inner one.
/// </summary>
public sealed class RequestCounter : IDisposable
{
    private static readonly AsyncLocal<RequestCounter?> Current = new();

    private readonly RequestCounter? outer;
    private int count;

    private RequestCounter(RequestCounter? outer) => this.outer = outer;

    /// <summary>Requests sent so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Begins to count in the calling method and in all it awaits.</summary>
    public static RequestCounter Begin() => Current.Value = new RequestCounter(Current.Value);

    /// <summary>Ends counting; the counter around this one counts again.</summary>
    public void Dispose() => Current.Value = outer;

    internal static void CountOne()
    {
        if (Current.Value is { } counter)
            Interlocked.Increment(ref counter.count);
    }
}
