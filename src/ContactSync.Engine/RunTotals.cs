namespace ContactSync.Engine;

/// <summary>What a run takes away from all phone books together. Thread-safe.</summary>
/// <param name="entries">How many entries there were when it began.</param>
internal sealed class RunTotals(long entries)
{
    private long deletes;

    /// <summary>How many entries there were when the run began.</summary>
    public long Entries => entries;

    /// <summary>Counts entries that are going to be taken away, or with a negative number are not; returns how many those are.</summary>
    public long Add(int count) => Interlocked.Add(ref deletes, count);
}
