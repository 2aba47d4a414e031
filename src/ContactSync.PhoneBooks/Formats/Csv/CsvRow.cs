namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>A row of a file.</summary>
/// <param name="Fields">Its cells.</param>
/// <param name="Line">The line where it begins, counted from 1.</param>
/// <param name="Problem">What is wrong with its quotation marks or its length; null where nothing is.</param>
/// <param name="Raw">Its first line as it stands in the file, where something is wrong with it.</param>
internal sealed record CsvRow(string[] Fields, long Line, string? Problem = null, string? Raw = null)
{
    /// <summary>Whether it cannot be told what its cells are.</summary>
    public bool IsLost { get; init; }

    /// <summary>Whether it swallowed the lines after it, which have to be read anew.</summary>
    public bool IsRunaway { get; init; }
}
