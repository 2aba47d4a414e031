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
    private static readonly SearchValues<char> Separators = SearchValues.Create("/;,|\t\r\n\u2028oueaOUEAbB");

    /// <summary>The ways a text may be read, the likeliest first.</summary>
    public static IEnumerable<string> Candidates(string raw)
    {
        if (!raw.AsSpan().ContainsAnyExcept(Plain))
        {
            yield return raw;
        }
        else
        {
            var text = Clean(raw);
            if (text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
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
    public static IEnumerable<List<string>> Splits(string raw)
    {
        if (raw.AsSpan().IndexOfAny(Separators) < 0)
            yield break;
        foreach (var separator in (Regex[])[Separator(), SeparatorOrSlash()])
        {
            List<string> parts = [.. separator.Split(raw).Select(part => part.Trim()).Where(part => part.Length > 0)];
            if (parts.Count > 1)
                yield return parts;
        }
    }

    /// <summary>
    /// What the keys of a phone say of a text that is a number and nothing else but for what it is called (<c>Nst. 47</c>): digits,
    /// <c>*</c> and <c>#</c>. Null for any other text, and for one that begins with <c>+</c>.
    /// </summary>
    public static string? Dialled(string raw)
    {
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

    private static string Clean(string raw)
    {
        var text = CarrierCode().Replace(Tidy(raw), "(0");
        text = Remark().Replace(text, " ");
        text = DirectDial().Replace(text, "-$1");
        text = InternalNumber().Replace(text, " ext. $1");
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
        return visible.ToString().Trim();
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

    [GeneratedRegex(@"[;,|\t\r\n\u2028]|\s(?:oder|or|und|and|ou|et|bzw\.?)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"[/;,|\t\r\n\u2028]|\s(?:oder|or|und|and|ou|et|bzw\.?)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeparatorOrSlash();

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
    [GeneratedRegex(@"(?<=\d)[\s,;(-]*(?:Durchwahl|DW|D\.W\.|Klappe|Kl\.)[\s:.-]*(\d{1,6})\)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DirectDial();

    [GeneratedRegex(@"(?<=\d)[\s,;(-]*(?:Nebenstelle|Nebenst\.?|NSt\.?|Apparat|App\.?|intern)[\s:.-]*(\d{1,7})\)?$",
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
