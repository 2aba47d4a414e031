namespace ContactSync;

/// <summary>How the run ended for one mailbox.</summary>
public enum SyncStatus
{
    /// <summary>The phone book is equal to the mailbox.</summary>
    Succeeded,

    /// <summary>Nothing was written because the caller asked what would happen.</summary>
    WhatIf,

    /// <summary>The mailbox is not one to read, for example a member without a mailbox; the reason says why.</summary>
    Skipped,

    /// <summary>The mailbox could not be read or its phone book not be written; the phone book is as it was.</summary>
    Failed,

    /// <summary>A guard stopped it; the phone book is as it was.</summary>
    Stopped,
}

/// <summary>What a run did for one mailbox.</summary>
public sealed class SyncReport
{
    /// <summary>The mailbox's primary address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The phone book's title.</summary>
    public required string PhoneBook { get; init; }

    /// <summary>The protocol the mailbox was read by; <see cref="SyncProtocol.Auto"/> where it was not read.</summary>
    public required SyncProtocol Protocol { get; init; }

    /// <summary>Entries that are new.</summary>
    public int Added { get; init; }

    /// <summary>Entries whose fields changed.</summary>
    public int Updated { get; init; }

    /// <summary>Entries that left.</summary>
    public int Deleted { get; init; }

    /// <summary>Entries that stayed as they were.</summary>
    public int Unchanged { get; init; }

    /// <summary>Items that were read but are no entries: private ones, others that the filter leaves out, unreadable ones.</summary>
    public int Skipped { get; init; }

    /// <summary>HTTP requests sent for this mailbox, repeated ones included.</summary>
    public int Requests { get; init; }

    /// <summary>From the first request to the commit.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required SyncStatus Status { get; init; }

    /// <summary>Why, where it did not succeed.</summary>
    public string? Reason { get; init; }

    /// <summary>The id of the error or the name of the guard, where there is one.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What to do next, where there is something to do.</summary>
    public string? Advice { get; init; }

    /// <summary>What is worth knowing beside the numbers: what was left out and why, an alias, a folder that is not there.</summary>
    public IReadOnlyList<string> Notes { get; init => field = PublicList.Of(value); } = [];

    /// <summary>0 succeeded, what-if or skipped; 2 failed; 3 stopped by a guard.</summary>
    public int ExitCode => Status switch { SyncStatus.Failed => 2, SyncStatus.Stopped => 3, _ => 0 };

    /// <summary>The error behind it, for the error stream.</summary>
    public SyncException? Error { get; init; }
}
