namespace ContactSync;

/// <summary>Where a phone book's entries come from.</summary>
public enum PhoneBookSource
{
    /// <summary>The contacts of a mailbox.</summary>
    Mailbox,

    /// <summary>A file that was imported.</summary>
    File,

    /// <summary>Other phone books, merged.</summary>
    Merge,
}
