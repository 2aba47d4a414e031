namespace ContactSync;

/// <summary>A contact folder of a mailbox, and whether a run would read it.</summary>
public sealed class SyncSourceFolder
{
    /// <summary>The mailbox's primary mail address; of a public folder the word the source is called by.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The names from the top, parted by slashes.</summary>
    public required string Path { get; init; }

    /// <summary>The id in the source.</summary>
    public required string Id { get; init; }

    /// <summary>The container class, for example <c>IPF.Contact</c>.</summary>
    public string? Class { get; init; }

    /// <summary>How many items it has, where the source tells.</summary>
    public int? Items { get; init; }

    /// <summary>Whether Outlook hides it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether a run would read it.</summary>
    public required bool IsRead { get; init; }

    /// <summary>Why it is read, or why not.</summary>
    public required string Reason { get; init; }

    /// <summary>The protocol it was listed by.</summary>
    public required SyncProtocol Protocol { get; init; }

    /// <summary>The names from the top.</summary>
    public override string ToString() => Path;
}
