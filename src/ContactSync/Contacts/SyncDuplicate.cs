namespace ContactSync;

/// <summary>Entries that are the same person's.</summary>
public sealed class SyncDuplicate
{
    /// <summary>The name, as the first entry has it.</summary>
    public required string Name { get; init; }

    /// <summary>By what they were found: numbers, mail addresses, the name.</summary>
    public required IReadOnlyList<string> MatchedBy { get; init => field = PublicList.Of(value); }

    /// <summary>The entries, the first of the first phone book in front.</summary>
    public required IReadOnlyList<SyncPhoneBookEntry> Entries { get; init => field = PublicList.Of(value); }

    /// <summary>The name and how many entries there are.</summary>
    public override string ToString() => $"{Name} ({Entries.Count})";
}
