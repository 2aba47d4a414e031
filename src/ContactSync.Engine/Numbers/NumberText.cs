using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ContactSync.Engine.Numbers;

/// <summary>What people write around a number, so that the number library sees the number only.</summary>
internal static partial class NumberText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("+0123456789 -/().");

    private static readonly SearchValues<char> Keys = SearchValues.Create("0123456789*# -\u2010\u2011\u2012\u2013().");

    // Every word that separates has one of these letters.
    private static readonly SearchValues<char> Separators = SearchValues.Create("/;,|&\\<\u2022\t\r\n\u2028oueaOUEAbB");

    private const string Separating = @"[;,|&\\\u2022\t\r\n\u2028]|<br\s*/?>|\s(?:oder|or|und|and|ou|et|bzw\.?|od?\.)\s";

    // The library reads no longer text. A field with more is no number, though it may hold several.
    private const int LongestNumber = 250;

    private const int LongestField = 4000;

    // Two numbers in one field have more digits together than one that nothing separates.
    private const int FewestDigitsOfTwo = 14;

    /// <summary>The ways a text may be read, the likeliest first.</summary>
    public static IEnumerable<string> Candidates(string raw)
    {
        if (raw.Length > LongestNumber)
            yield break;
        if (!raw.AsSpan().ContainsAnyExcept(Plain))
        {
            if (raw.Contains('/'))
                raw = OtherEnding().Replace(raw, "");
            yield return raw;
        }
        else
        {
            var text = Clean(raw);
            if (IsUri(text))
            {
                yield return text;
                yield break;
            }
            // A remark behind the number, before its letters are taken for a vanity number: "030 901820 privat", but "0800 TELEKOM".
            var remark = TrailingWords().Match(text);
            if (remark.Success)
                yield return text[..remark.Index];
            if (HasStrayLetter(text))
                yield break;
            yield return text;
            raw = text;
        }
        // "+36 (0)1 …": the library drops the 0 only where it is that country's own trunk prefix.
        if (BracketedZero().IsMatch(raw))
            yield return BracketedZero().Replace(raw, " ", 1);
    }

    /// <summary>
    /// The ways to take a field for several numbers: the parts between what always separates, then also between slashes, which mostly
    /// stand within a number. None where there is only one part.
    /// </summary>
    public static IEnumerable<List<string>> Splits(string raw) => raw.Length > LongestField || raw.AsSpan().IndexOfAny(Separators) < 0
        ? []
        : new[] { Split(raw, Separator()), Split(raw, SeparatorOrSlash()) }.Where(parts => parts.Count > 1);

    /// <summary>
    /// The parts of a field with enough digits for two numbers, each beginning where one may begin. They are numbers only if all of them
    /// are. None where there is only one part.
    /// </summary>
    public static IEnumerable<List<string>> SplitsWithoutSeparator(string raw) =>
        raw.Length <= LongestField && raw.Count(char.IsDigit) >= FewestDigitsOfTwo && Split(raw, BeforeNumber()) is { Count: > 1 } parts
            ? [parts]
            : [];

    /// <summary>
    /// Whether a text has a word between its digits. The library would dial the word's letters, as if it were <c>0800 TELEKOM</c>.
    /// </summary>
    public static bool HasWordWithin(string text)
    {
        if (IsUri(text))
            return false;
        var within = text.AsSpan();
        within = within[..(within.LastIndexOfAnyInRange('0', '9') + 1)];
        within = within[Math.Max(within.IndexOfAnyInRange('0', '9'), 0)..];
        return Word().IsMatch(within);
    }

    /// <summary>
    /// What the keys of a phone say of a text that is a number and nothing else but for what it is called (<c>Nst. 47</c>): digits,
    /// <c>*</c> and <c>#</c>. Null for any other text, and for one that begins with <c>+</c>.
    /// </summary>
    public static string? Dialled(string raw)
    {
        if (raw.Length > LongestNumber)
            return null;
        var text = LeadingWords().Replace(Remark().Replace(Tidy(raw), " "), "");
        text = TrailingWords().Replace(text, "");
        if (text.Length == 0 || text.AsSpan().ContainsAnyExcept(Keys))
            return null;
        var dialled = text.Where(character => char.IsAsciiDigit(character) || character is '*' or '#');
        return dialled.Any() ? string.Concat(dialled) : null;
    }

    /// <summary>What the number begins with: a digit (as ASCII), <c>+</c>, or NUL where there is neither.</summary>
    public static char FirstDigitOrPlus(string text)
    {
        foreach (var character in text)
        {
            if (character is '+' or '\uFF0B')
                return '+';
            if (char.IsDigit(character))
                return (char)('0' + (int)char.GetNumericValue(character));
        }
        return '\0';
    }

    private static bool IsUri(string text) => text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase);

    private static List<string> Split(string raw, Regex separator) =>
        [.. separator.Split(raw).Select(part => part.Trim()).Where(part => part.Length > 0)];

    private static string Clean(string raw)
    {
        var text = CarrierCode().Replace(Tidy(raw), "(0");
        text = Remark().Replace(text, " ");
        text = DirectDial().Replace(text, "-$1");
        text = InternalNumber().Replace(text, " ext. $1");
        text = TimeOfDay().Replace(RemarkWithDigits().Replace(text, ""), "");
        text = OtherEnding().Replace(text, "");
        text = OddSeparator().Replace(text, " ");
        return Pause().Replace(text, ";ext=$1").Trim();
    }

    // What is seen of a text, in plain letters and digits.
    private static string Tidy(string raw)
    {
        var visible = new StringBuilder(raw.Length);
        // The compatibility form makes wide digits and letters plain ones. A lone surrogate has none.
        foreach (var character in IsWellFormed(raw) ? raw.Normalize(NormalizationForm.FormKC) : raw)
        {
            // Direction marks, zero-width spaces and soft hyphens come along when a number is copied from a web page.
            var category = CharUnicodeInfo.GetUnicodeCategory(character);
            if (category == UnicodeCategory.Format)
                continue;
            visible.Append(category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator ? ' ' : character);
        }
        return visible.Replace("&nbsp;", " ").ToString().Trim();
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return false;
        }
        return true;
    }

    // The library leaves one or two letters among the digits out, and so makes another number of "030 90I820".
    private static bool HasStrayLetter(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('0', '9');
        var last = text.AsSpan().LastIndexOfAnyInRange('0', '9');
        var letters = 0;
        for (var i = first; i >= 0 && i < last; i++)
        {
            if (char.IsLetter(text[i]))
                letters++;
        }
        return letters is 1 or 2 && !ShortExtension().IsMatch(text);
    }

    [GeneratedRegex(Separating, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex($"/|{Separating}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeparatorOrSlash();

    // "06 69821 - 333 1234567", "Tel. 06 69821 Fax 06 69822", "(W) 212-736-5000 (C) 917-736-5000", "030 901820 0170 1234567"
    [GeneratedRegex(@"\s+[-\u2013+]\s+|\s+(?=(?:\(\p{L}+\)|\p{L}[\p{L}.]*:?)\s*\(?[\d+])|(?<=\d)\s+(?=\(?[+0])")]
    private static partial Regex BeforeNumber();

    [GeneratedRegex(@"\p{Ll}{3}")]
    private static partial Regex Word();

    // "901820/21", "901820 oder -21", "901820 bis 29": the last digits of another number. Behind an area code and a slash, the second slash
    // is one of direct dialling.
    [GeneratedRegex(
        @"(?<=\d\)?)\s*(?:(?<=\A(?:[^/\d]*\d){6,}[^/\d]*)/\s*-?\d{1,2}|(?:\b(?:oder|od\.|or|und|u\.|and|bis|et|ou)|&)\s*-?\s?\d{1,3})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OtherEnding();

    // "(9-12 Uhr)", "(Zimmer 12)", but no extension and no other number.
    [GeneratedRegex(@"\s*\((?!\s*(?:e?xt|int|доб|anexo))(?=[^()]*\p{L}{2})(?![^()]*\d{5})[^()+]*\)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RemarkWithDigits();

    // "ab 18 Uhr", "after 6:30 pm"
    [GeneratedRegex(
        @"[\s,;]+(?:ab|bis|von|nach|vor|zwischen|from|after|before|until)\s+\d[\d:.]{0,4}(?:\s*[-–]\s*\d[\d:.]{0,4})?"
        + @"\s*(?:Uhr|h|[ap]\.?m)\b\D*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(@"(?<=\d\)?)\s*[_'’´·\\]\s*(?=\(?\d)")]
    private static partial Regex OddSeparator();

    // Brazilians and Argentinians write xx where the caller's carrier goes: "(0xx11) 3123-4567".
    [GeneratedRegex(@"\(0xx", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CarrierCode();

    [GeneratedRegex(@"\([^()\d+]*\)")]
    private static partial Regex Remark();

    [GeneratedRegex(@"\A\p{L}[\p{L}.]*[\s.:-]*(?=[\d*#])")]
    private static partial Regex LeadingWords();

    [GeneratedRegex(@"(?<=\d\)?)[\s,;:–-]+\p{L}[\p{L}\s.:-]*$")]
    private static partial Regex TrailingWords();

    // Direct dialling: in German and Austrian numbers these digits follow the company's number.
    [GeneratedRegex(@"(?<=\d)[\s,;(/-]*(?:Durchwahl|DW|D\.W\.|Klappe|Kl\.)[\s:.-]*(\d{1,6})\)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DirectDial();

    [GeneratedRegex(@"(?<=\d)[\s,;(-]*(?:Nebenstelle|Nebenst\.?|NSt\.?|Apparat|App\.?|interno?|poste|extension|ext)[\s:.-]*(\d{1,7})\)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InternalNumber();

    // Phones write a pause or a wait before digits that are dialled once the call is answered.
    [GeneratedRegex(@"(?<=\d)\s*[wp]+\s*(\d{1,9})#?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pause();

    [GeneratedRegex(@"\d[\s,.]*(?:x|ex|xt)[\s.:]*\d{1,9}#?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ShortExtension();

    [GeneratedRegex(@"\(\s*0\s*\)")]
    private static partial Regex BracketedZero();
}
