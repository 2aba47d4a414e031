namespace ContactSync;

/// <summary>What became of one step of an app's way from EWS to Microsoft Graph.</summary>
public sealed class SyncAppConversion
{
    /// <summary>The app's display name.</summary>
    public required string App { get; init; }

    /// <summary>The application (client) id.</summary>
    public required string AppId { get; init; }

    /// <summary>The step.</summary>
    public required ConversionStep Step { get; init; }

    /// <summary><c>Done</c>, or <c>Unchanged</c> where there was nothing to do.</summary>
    public required string Change { get; init; }

    /// <summary>What was done or seen, a sentence each.</summary>
    public required IReadOnlyList<string> Detail { get; init => field = PublicList.Of(value); }

    /// <summary>The step and what became of it.</summary>
    public override string ToString() => $"{Step}: {Change}";
}
