namespace ContactSync.Sandbox.Hosting;

/// <summary>Something that shall go wrong with the next matching requests.</summary>
/// <param name="Name">One of <see cref="FaultBoard.Names"/>.</param>
public sealed record Fault(string Name)
{
    /// <summary>How many requests it hits; -1 for all until it is cleared.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Matching requests that pass unharmed before the first is hit.</summary>
    public int Skip { get; init; }

    /// <summary>
    /// A request kind (<c>token</c>, <c>directory</c>, <c>mailbox</c>, <c>batch</c>, <c>ews</c> …), the address of a mailbox or,
    /// beginning with <c>/</c>, a piece of the decoded path and query; null for every request but the control API's.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>
    /// What <c>throttle</c>, <c>serverError</c> and their like put into Retry-After, or EWS into BackOffMilliseconds; null sends neither.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long <c>delay</c> waits.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The status of <c>serverError</c>.</summary>
    public int Status { get; init; } = StatusCodes.Status503ServiceUnavailable;
}
