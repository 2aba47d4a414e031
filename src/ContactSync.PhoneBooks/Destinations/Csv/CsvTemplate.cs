namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>How a program wants its CSV. A file a template, see <see cref="CsvTemplates"/>.</summary>
public sealed record CsvTemplate
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in English.</summary>
    public required string Description { get; init; }

    /// <summary>What it is for, in German.</summary>
    public string? DescriptionDe { get; init; }

    /// <summary>Whether the layout is known from the program's maker. One that is not is a start, to be copied and corrected.</summary>
    public bool Verified { get; init; } = true;

    /// <summary>What stands between cells: one ASCII character.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>The name of the character encoding.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Whether the file begins with a byte-order mark, where the encoding has one.</summary>
    public bool ByteOrderMark { get; init; }

    /// <summary>Whether lines end with LF alone.</summary>
    public bool UnixLineEnds { get; init; }

    /// <summary>Whether the first line names the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Whether every cell is quoted; otherwise those that need it.</summary>
    public bool QuoteAll { get; init; }

    /// <summary>Whether spreadsheets open the file: texts that they would run as a formula are made harmless.</summary>
    public bool ForSpreadsheets { get; init; }

    /// <summary>Whether a row is a number; otherwise it is an entry.</summary>
    public bool OneRowANumber { get; init; }

    /// <summary>Whether entries without a number are left out.</summary>
    public bool OnlyWithNumber { get; init; }

    /// <summary>How numbers are written, where a destination does not say otherwise.</summary>
    public PhoneNumberForm NumberForm { get; init; } = PhoneNumberForm.International;

    /// <summary>
    /// Whether an international number is written with its extension, <c>+49… ext. 12</c>: not where a phone system would dial that.
    /// </summary>
    public bool Extensions { get; init; }

    /// <summary>How dates are written, as .NET formats them.</summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd";

    /// <summary>The columns, in their order.</summary>
    public IReadOnlyList<CsvTemplateColumn> Columns { get; init; } = [];
}

/// <summary>A column.</summary>
public sealed record CsvTemplateColumn
{
    /// <summary>Its heading.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// The fields that it may hold, see <see cref="CsvFields"/>: the first that an entry has or, with <see cref="Join"/>, all it has.
    /// </summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What stands between several values; null where a cell holds one.</summary>
    public string? Join { get; init; }

    /// <summary>A text that is the same in all rows; with <see cref="Fields"/>, in those that have one of them.</summary>
    public string? Text { get; init; }

    /// <summary>How many characters a cell may have.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The characters that a cell may have; others are left out.</summary>
    public string? Characters { get; init; }
}
