namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>A column of a file that is read.</summary>
/// <param name="Heading">Its heading; its number where it has none.</param>
/// <param name="Read">Its value in a row.</param>
/// <param name="Set">Puts a value of a row into a contact, and returns what is wrong with it.</param>
/// <param name="IsLastResort">Whether a value counts only where no other column gave one.</param>
internal sealed record CsvReadColumn(
    string Heading, Func<string[], string> Read, Func<ContactDraft, string, string[], string?> Set, bool IsLastResort = false)
{
    /// <summary>Whether it holds days.</summary>
    public bool IsDay { get; init; }

    /// <summary>The cell of a row; blank where the row is too short, or there is no such column.</summary>
    public static string Cell(string[] row, int index) => index >= 0 && index < row.Length ? row[index] : "";
}
