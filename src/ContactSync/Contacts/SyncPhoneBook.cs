namespace ContactSync;

/// <summary>A phone book in the store: the contacts of a mailbox or a file, or merged ones, ready for a phone system.</summary>
public sealed class SyncPhoneBook
{
    /// <summary>The id within its store.</summary>
    public required long Id { get; init; }

    /// <summary>The owner's primary mail address.</summary>
    public required string Owner { get; init; }

    /// <summary>The title shown on the phone.</summary>
    public required string Title { get; init; }

    /// <summary>Where its entries come from.</summary>
    public PhoneBookSource Source { get; init; }

    /// <summary>The tenant whose mailbox it was filled from; empty where it was filled from none.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The name of the connection that fills it; empty where none does.</summary>
    public required string Connection { get; init; }

    /// <summary>How many entries it has.</summary>
    public required int Entries { get; init; }

    /// <summary>When a run last brought it up to date, changed or not.</summary>
    public required DateTimeOffset? LastSync { get; init; }

    /// <summary>Counts up with each change of what it shows, so that a destination knows whether it has the latest.</summary>
    public long Change { get; init; }

    /// <summary>The store it lies in.</summary>
    public required string StorePath { get; init; }

    /// <summary>Owner and title.</summary>
    public override string ToString() => $"{Owner}: {Title}";
}
