namespace ContactSync;

/// <summary>What was erased of a phone book, from the store and from every destination.</summary>
public sealed class SyncErasure
{
    /// <summary>The owner's address.</summary>
    public required string Owner { get; init; }

    /// <summary>The phone book's title.</summary>
    public required string PhoneBook { get; init; }

    /// <summary>How many entries it had.</summary>
    public required int Entries { get; init; }

    /// <summary>The destinations that were made equal to what is left, and looked through after that.</summary>
    public required IReadOnlyList<string> Destinations { get; init => field = PublicList.Of(value); }

    /// <summary>The destinations that could not be, and may still have entries.</summary>
    public required IReadOnlyList<string> Failed { get; init => field = PublicList.Of(value); }

    /// <summary>How many of the entries were still found anywhere afterwards.</summary>
    public required int Left { get; init; }

    /// <summary>Whether nothing is left anywhere.</summary>
    public bool IsComplete => Left == 0 && Failed.Count == 0;

    /// <summary>0 complete, 2 not.</summary>
    public int ExitCode => IsComplete ? 0 : 2;

    /// <summary>Owner and title.</summary>
    public override string ToString() => $"{Owner}: {PhoneBook}";
}
