using System.Globalization;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>A calendar day in the forms that contact files use.</summary>
internal static class DayText
{
    /// <summary>Outlook and the iPhone keep a birthday without a year in this one.</summary>
    public const int NoYear = 1604;

    private static readonly string[] Forms =
        ["yyyy-M-d", "yyyyMMdd", "yyyy/M/d", "yyyy.M.d", "d.M.yyyy", "d.M.yy", "d. M. yyyy", "M/d/yyyy", "M-d-yyyy"];

    private static readonly string[] DayFirst = ["d/M/yyyy", "d-M-yyyy"];

    private static readonly char[] Separators = ['/', '-'];

    /// <summary>Reads a day; a time after it is passed over.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isDayFirst">Whether <c>3/4/2001</c> is in April; without a sign of that, its month comes first.</param>
    /// <param name="day">The day.</param>
    public static bool TryRead(string text, bool isDayFirst, out DateOnly day)
    {
        text = text.Trim();
        if (text.StartsWith("--", StringComparison.Ordinal))
        {
            var rest = text[2..].Replace("-", "", StringComparison.Ordinal);
            return DateOnly.TryParseExact($"{NoYear}{rest}", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
        }
        var time = text.IndexOf('T', StringComparison.Ordinal) is var mark and > 0 ? mark : text.IndexOf(' ', StringComparison.Ordinal);
        if (time > 0 && text.Contains(':', StringComparison.Ordinal) || time > 7)
            text = text[..time];
        // The first form that fits counts.
        string[] forms = isDayFirst ? [.. DayFirst, .. Forms] : [.. Forms, .. DayFirst];
        return DateOnly.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year >= NoYear;
    }

    /// <summary>Whether the day comes first in a text like <c>17/6/1980</c>; null where it does not tell.</summary>
    public static bool? IsDayFirst(string text)
    {
        var parts = text.Trim().Split(Separators);
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? (first, second) switch { ( > 12 and <= 31, <= 12) => true, ( <= 12, > 12) => false, _ => null }
            : null;
    }

    /// <summary>Whether it is Outlook's word for none: <c>0/0/00</c>.</summary>
    public static bool IsNone(string text) => text.All(character => character is '0' or '/' or '.' or '-' or ' ');
}
