namespace ContactSync;

/// <summary>What kind of store it is.</summary>
public enum StoreKind
{
    /// <summary>One file.</summary>
    Sqlite,

    /// <summary>A schema of a database on a server.</summary>
    PostgreSql,
}

/// <summary>A store of phone books, and how much is in it.</summary>
public sealed class SyncStore
{
    /// <summary>What kind it is.</summary>
    public required StoreKind Kind { get; init; }

    /// <summary>Its place: a file, or a database's address, which holds no password.</summary>
    public required string StorePath { get; init; }

    /// <summary>The version of its tables.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>How many phone books.</summary>
    public required long PhoneBooks { get; init; }

    /// <summary>How many entries they have together.</summary>
    public required long Entries { get; init; }

    /// <summary>How many numbers these have together.</summary>
    public required long Numbers { get; init; }

    /// <summary>How many destinations are registered.</summary>
    public required long Destinations { get; init; }

    /// <summary>What it takes up on its disk, indexes included, in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When the last run ended; null before the first.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>How many mailboxes failed in it or were stopped by a guard.</summary>
    public int LastRunTroubles { get; init; }

    /// <summary>Its place.</summary>
    public override string ToString() => StorePath;
}
