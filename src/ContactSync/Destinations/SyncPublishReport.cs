namespace ContactSync;

/// <summary>What was done to make a destination equal to its phone books.</summary>
public sealed class SyncPublishReport
{
    /// <summary>The destination's name.</summary>
    public required string Destination { get; init; }

    /// <summary>What it is.</summary>
    public required DestinationKind Kind { get; init; }

    /// <summary>Where it is.</summary>
    public required string Place { get; init; }

    /// <summary>How many phone books it gets.</summary>
    public int PhoneBooks { get; init; }

    /// <summary>Entries that are new there.</summary>
    public int Added { get; init; }

    /// <summary>Entries that were written again because they changed, here or there.</summary>
    public int Updated { get; init; }

    /// <summary>Entries that were taken away.</summary>
    public int Removed { get; init; }

    /// <summary>Entries that stayed as they were.</summary>
    public int Unchanged { get; init; }

    /// <summary>Entries made or changed there by hand, and left alone as asked for.</summary>
    public int Kept { get; init; }

    /// <summary>What the destination cannot carry, and so was dropped: field, reason, how often.</summary>
    public IReadOnlyList<SyncPublishLoss> Losses { get; init => field = PublicList.Of(value); } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How it ended. After a failure the destination may have part of the changes; the next run goes on from there.</summary>
    public required SyncStatus Status { get; init; }

    /// <summary>Why, where it did not succeed.</summary>
    public string? Reason { get; init; }

    /// <summary>The id of the error, where there is one.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What to do next, where there is something to do.</summary>
    public string? Advice { get; init; }

    /// <summary>0 succeeded, what-if or skipped; 2 failed; 3 stopped by a guard.</summary>
    public int ExitCode => Status switch { SyncStatus.Failed => 2, SyncStatus.Stopped => 3, _ => 0 };

    /// <summary>The error behind it, for the error stream.</summary>
    public SyncException? Error { get; init; }
}

/// <summary>What a destination could not carry.</summary>
/// <param name="Field">The field.</param>
/// <param name="Reason">Why, in the session's language.</param>
/// <param name="Count">In how many entries.</param>
public sealed record SyncPublishLoss(string Field, string Reason, int Count)
{
    /// <summary>All three.</summary>
    public override string ToString() => $"{Field}: {Reason} ({Count})";
}
