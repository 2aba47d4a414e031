namespace ContactSync;

/// <summary>What Update-SyncAppCredential did to the credential of one connection.</summary>
public sealed class SyncCredentialRotation
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The app's display name.</summary>
    public required string App { get; init; }

    /// <summary>The application (client) id.</summary>
    public required string AppId { get; init; }

    /// <summary>What it did: <c>Unchanged</c>, <c>Renewed</c>, or <c>Removed</c> where only old ones were taken away.</summary>
    public required string Change { get; init; }

    /// <summary>True where it went on with a rotation that had been interrupted.</summary>
    public bool IsResumed { get; init; }

    /// <summary>The key id of the credential that the connection uses now, where known.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>When that ends, where known.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Whole days until then.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>
    /// When the first of the old credentials is due to be removed, by a call at that time or later; null where none waits.
    /// </summary>
    public DateTimeOffset? RemovesOldAfter { get; init; }

    /// <summary>The key ids of the old credentials that were removed.</summary>
    public IReadOnlyList<Guid> Removed { get; init => field = PublicList.Of(value); } = [];

    /// <summary>What else an admin should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init => field = PublicList.Of(value); } = [];

    /// <summary>Connection and change.</summary>
    public override string ToString() => $"{Connection}: {Change}";
}
