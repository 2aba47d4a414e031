namespace ContactSync;

/// <summary>Something that goes wrong in a sandbox on demand.</summary>
public sealed class SyncSandboxFault
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What a client sees of it.</summary>
    public required string Effect { get; init; }

    /// <summary>How many requests it will still hit; -1 for all until it is cleared, 0 for one that is only known.</summary>
    public int Count { get; init; }

    /// <summary>Matching requests that passed, or will pass, unharmed before the first is hit.</summary>
    public int Skip { get; init; }

    /// <summary>The requests it is aimed at; null for all.</summary>
    public string? Target { get; init; }

    /// <summary>How long a refused client is told to wait; null where it is not told.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How late an answer comes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The HTTP status of a server error.</summary>
    public int Status { get; init; }

    /// <summary>The fault's name.</summary>
    public override string ToString() => Name;
}
