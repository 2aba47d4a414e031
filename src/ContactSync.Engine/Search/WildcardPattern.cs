using System.Text;
using System.Text.RegularExpressions;

namespace ContactSync.Engine.Search;

/// <summary>
/// A pattern as PowerShell's users write it: <c>*</c>, <c>?</c>, <c>[a-z]</c>, and a backtick before a character that stands for itself.
/// Case does not matter, accents neither.
/// </summary>
public sealed class WildcardPattern
{
    private readonly List<Part> parts = [];

    private Regex? regex;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="anywhere">Whether a pattern without wildcards may match any part of the text.</param>
    public WildcardPattern(string pattern, bool anywhere = false)
    {
        var key = TextKey.Of(pattern);
        for (var i = 0; i < key.Length; i++)
        {
            var end = key[i] == '[' ? key.IndexOf(']', i + 1) : -1;
            if (key[i] == '`' && i + 1 < key.Length)
                parts.Add(new Part(PartKind.Literal, key[++i].ToString()));
            else if (key[i] == '*')
                parts.Add(new Part(PartKind.AnyText, "*"));
            else if (key[i] == '?')
                parts.Add(new Part(PartKind.AnyCharacter, "?"));
            else if (end > i + 1)
                parts.Add(new Part(PartKind.Set, key[(i + 1)..(i = end)]));
            else
                parts.Add(new Part(PartKind.Literal, key[i].ToString()));
        }
        if (anywhere && parts.TrueForAll(part => part.Kind == PartKind.Literal))
        {
            parts.Insert(0, new Part(PartKind.AnyText, "*"));
            parts.Add(new Part(PartKind.AnyText, "*"));
        }
    }

    /// <summary>The pattern that matches a text and no other.</summary>
    public static string Escape(string text) => string.Concat(text.Select(character => character is '*' or '?' or '[' or ']' or '`'
        ? $"`{character}"
        : character.ToString()));

    /// <summary>Whether a pattern has a wildcard or a backtick.</summary>
    public static bool HasWildcards(string pattern) => pattern.AsSpan().IndexOfAny("*?[`") >= 0;

    private enum PartKind
    {
        Literal,
        AnyText,
        AnyCharacter,
        Set,
    }

    /// <summary>The pattern in the language of SQLite's GLOB, to be matched against a <see cref="TextKey"/>.</summary>
    public string ToGlob() => Join(part => part.Kind switch
    {
        PartKind.Literal => part.Text is "*" or "?" or "[" ? $"[{part.Text}]" : part.Text,
        PartKind.Set => $"[{Set(part.Text)}]",
        _ => part.Text,
    });

    /// <summary>
    /// The pattern as a regular expression over the whole of a <see cref="TextKey"/>, in what .NET and PostgreSQL have in common.
    /// </summary>
    /// <remarks>https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-POSIX-REGEXP</remarks>
    public string ToRegex() => "^" + Join(part => part.Kind switch
    {
        PartKind.Literal => Escape(part.Text[0]),
        PartKind.AnyText => ".*",
        PartKind.AnyCharacter => ".",
        _ => RegexSet(part.Text),
    }) + "$";

    /// <summary>Whether a text matches.</summary>
    public bool IsMatch(string? text) =>
        (regex ??= new Regex(ToRegex()[..^1] + @"\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)).IsMatch(TextKey.Of(text));

    private static string Escape(char character) =>
        char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) && character != '_' ? $"\\{character}" : character.ToString();

    // A range from behind to before is an error there; in GLOB it is a set of nothing.
    private static string RegexSet(string characters)
    {
        var set = new StringBuilder();
        for (var i = 0; i < characters.Length; i++)
        {
            var isRange = i + 2 < characters.Length && characters[i + 1] == '-';
            if (!isRange)
                set.Append(Escape(characters[i]));
            else if (characters[i] <= characters[i + 2])
                set.Append(Escape(characters[i])).Append('-').Append(Escape(characters[i + 2]));
            i += isRange ? 2 : 0;
        }
        return set.Length == 0 ? "(?!.)." : $"[{set}]";
    }

    // A leading ^ would negate the set in GLOB, and does not in PowerShell.
    private static string Set(string characters) => characters[0] == '^' && characters.Length > 1 ? characters[1..] + "^" : characters;

    private string Join(Func<Part, string> write) => string.Concat(parts.Select(write));

    private readonly record struct Part(PartKind Kind, string Text);
}
