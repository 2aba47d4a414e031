namespace ContactSync.Microsoft365.Registration;

/// <summary>How a credential is rotated.</summary>
public sealed record RotationOptions
{
    /// <summary>Whole days that must be left for nothing to be done.</summary>
    public int MinDaysLeft { get; init; } = 30;

    /// <summary>How long the old credential stays beside the new one.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long the new one is valid; null for what its kind usually is.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>Removes the old one even where it was not made here.</summary>
    public bool IncludeForeign { get; init; }

    /// <summary>Told of each step after it was written down.</summary>
    public Action<RotationStep>? StepDone { get; init; }
}
