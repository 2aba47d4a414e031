using System.Text;

namespace ContactSync.Engine.Search;

/// <summary>
/// The words of a name as they are searched for: without case and accents, <c>Müller</c>, <c>Mueller</c> and <c>Muller</c> being one.
/// A word is a run of letters and digits.
/// </summary>
public static class NameWords
{
    /// <summary>
    /// All that the words of some texts are found by, by their beginnings: each word with its umlauts written as one letter (<c>MULLER</c>)
    /// and as two (<c>MUELLER</c>), so that half a name, <c>Mue</c>, finds it too.
    /// </summary>
    public static IReadOnlyList<string> ToIndex(params IEnumerable<string?> texts) =>
        [.. texts.SelectMany(Split).SelectMany(word => (string[])[Contract(word), word]).Distinct(StringComparer.Ordinal)];

    /// <summary>The beginnings to look for, all of which must be found.</summary>
    public static IReadOnlyList<string> ToQuery(string text) =>
        [.. Split(text).Select(word => EndsOpen(word) ? word : Contract(word)).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Whether a text is looked for within words where none begins so: fewer than three characters stand in half of all names.
    /// </summary>
    public static bool IsPart(string text) => TextKey.Of(text).EnumerateRunes().Skip(2).Any();

    // "Mue" may be the beginning of "Müller" and "Sue" a name: contracted they would find all that begins with "Mu" and "Su".
    private static bool EndsOpen(string word) => word.Length > 1 && IsUmlaut(word, word.Length - 1);

    private static string Contract(string word) =>
        string.Concat(word.Where((_, place) => place == 0 || !IsUmlaut(word, place)));

    private static bool IsUmlaut(string word, int place) => word[place] == 'E' && word[place - 1] is 'A' or 'O' or 'U';

    private static IEnumerable<string> Split(string? text)
    {
        var word = new StringBuilder();
        foreach (var character in TextKey.Of(Expand(text)))
        {
            if (char.IsLetterOrDigit(character))
            {
                word.Append(character);
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0)
            yield return word.ToString();
    }

    // With umlauts, the letters that no accent can be taken from.
    private static string? Expand(string? text)
    {
        if (text is null || Ascii.IsValid(text))
            return text;
        var expanded = new StringBuilder(text.Length + 4);
        foreach (var character in text)
        {
            _ = character switch
            {
                'ä' or 'Ä' or 'æ' or 'Æ' => expanded.Append("AE"),
                'ö' or 'Ö' or 'ø' or 'Ø' or 'œ' or 'Œ' => expanded.Append("OE"),
                'ü' or 'Ü' => expanded.Append("UE"),
                'ł' or 'Ł' => expanded.Append('L'),
                'đ' or 'Đ' => expanded.Append('D'),
                // The second half of an umlaut written as two characters.
                '\u0308' when expanded.Length > 0 && char.ToUpperInvariant(expanded[^1]) is 'A' or 'O' or 'U' => expanded.Append('E'),
                _ => expanded.Append(character),
            };
        }
        return expanded.ToString();
    }
}
