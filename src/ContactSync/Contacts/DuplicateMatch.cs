namespace ContactSync;

/// <summary>By what two entries are taken for the same person's.</summary>
public enum DuplicateMatch
{
    /// <summary>A phone number of a person (not a company's main number, a fax or a pager), where the names do not contradict.</summary>
    Number,

    /// <summary>A mail address, where the names do not contradict.</summary>
    Mail,

    /// <summary>The whole name, in any order of its words.</summary>
    Name,
}
