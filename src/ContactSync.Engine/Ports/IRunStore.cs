namespace ContactSync.Engine.Ports;

/// <summary>What a store knows of runs: which phone books they are working on, and how they ended.</summary>
public interface IRunStore
{
    /// <summary>
    /// Takes a phone book for a run alone, or keeps it for longer; false while another run has it. It is free again once it is given back,
    /// its time is over by the store's own clock, or the process that had it on this machine is gone.
    /// </summary>
    Task<bool> TryLeaseAsync(PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives a phone book back; nothing happens where another run has it.</summary>
    Task ReturnLeaseAsync(PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken);

    /// <summary>Notes how a run ended. The last thousand are kept.</summary>
    Task NoteRunAsync(StoredRun run, CancellationToken cancellationToken);

    /// <summary>The runs, the latest first.</summary>
    IAsyncEnumerable<StoredRun> ReadRunsAsync(CancellationToken cancellationToken);
}

/// <summary>How a run ended.</summary>
/// <param name="Connection">The connection; empty where a file was imported.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="Mailboxes">How many mailboxes, or files, it was for.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Stopped">How many a guard stopped.</param>
/// <param name="Added">Entries that came.</param>
/// <param name="Updated">Entries whose fields changed.</param>
/// <param name="Deleted">Entries that left.</param>
public sealed record StoredRun(
    string Connection, DateTimeOffset Start, DateTimeOffset End, int Mailboxes, int Failed, int Stopped, int Added, int Updated,
    int Deleted)
{
    /// <summary>How many runs a store keeps.</summary>
    public const int Kept = 1000;
}
