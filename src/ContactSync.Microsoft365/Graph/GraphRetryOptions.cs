namespace ContactSync.Microsoft365.Graph;

/// <summary>How long and how often a request is tried.</summary>
public sealed record GraphRetryOptions
{
    /// <summary>Time for one try, reading the whole body included. A page that never arrives is given up after it.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// Bound for all tries of a request and the waits between them. A wait that would go beyond it is not begun: the refusal
    /// is handed to the caller instead.
    /// </summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Repetitions after the service asked to slow down or said that it is busy (429, 503, 504).</summary>
    public int BusyRetries { get; init; } = 12;

    /// <summary>
    /// Repetitions after a connection that broke, could not be made, a try that timed out, or a service that failed (500, 502).
    /// Fewer: nobody answers at a misspelt host however often it is asked.
    /// </summary>
    public int ConnectionRetries { get; init; } = 3;

    /// <summary>The first wait where the service names none; it doubles with each repetition.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait where the service names none.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gives numbers from 0 to 1 for the jitter, so that many requests refused together do not come back together.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>The clock of the waits and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told of every repetition: method, path, cause, wait. Never a query or a header.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>How often a request is repeated after an answer with a status.</summary>
    internal int RepetitionsAfter(int status) =>
        !GraphRetry.IsTransient(status) ? 0 : status is 500 or 502 ? ConnectionRetries : BusyRetries;

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="repetition">0 before the first repetition.</param>
    /// <param name="retryAfter">What the service asked for; null or not positive where it named nothing.</param>
    public TimeSpan DelayFor(int repetition, TimeSpan? retryAfter)
    {
        if (retryAfter > TimeSpan.Zero)
            return retryAfter.Value + Random() * Min(FirstDelay, retryAfter.Value / 5);
        var doubled = FirstDelay * Math.Pow(2, Math.Min(repetition, 16));
        return Min(doubled, LongestDelay) * (0.5 + Random() / 2);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
