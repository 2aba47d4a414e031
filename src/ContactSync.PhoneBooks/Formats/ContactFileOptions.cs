using System.Text;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>What a reader of contact files is told and need not find out.</summary>
/// <param name="Encoding">
/// What bytes are that nothing else tells of; null for UTF-8 where they are, else Windows-1252. A byte-order mark and a card's own
/// character set come first.
/// </param>
/// <param name="Delimiter">
/// What stands between cells; null for the one of comma, semicolon, tab and bar that the first line has most of.
/// </param>
/// <param name="Map">The fields of columns by heading, or by number from 1; an empty field leaves a column out.</param>
public sealed record ContactFileOptions(
    Encoding? Encoding = null, char? Delimiter = null, IReadOnlyDictionary<string, string>? Map = null)
{
    /// <summary>The fields that a column can be put into.</summary>
    public static IReadOnlyCollection<string> Fields => DraftFields.Names;
}
