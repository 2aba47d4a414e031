using System.Globalization;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>A calendar day in the forms that contact files use.</summary>
internal static class DayText
{
    /// <summary>Outlook and the iPhone keep a birthday without a year in this one.</summary>
    public const int NoYear = 1604;

    private static readonly string[] Forms =
    [
        "yyyy-M-d", "yyyyMMdd", "yyyy/M/d", "yyyy.M.d", "d.M.yyyy", "d.M.yy", "d. M. yyyy", "M/d/yyyy", "M-d-yyyy", "d/M/yyyy", "d-M-yyyy",
    ];

    /// <summary>Reads a day; a time after it is passed over. Of <c>3/4/2001</c> the month comes first, as Outlook writes it.</summary>
    public static bool TryRead(string text, out DateOnly day)
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
        return DateOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year >= NoYear;
    }

    /// <summary>Whether it is Outlook's word for none: <c>0/0/00</c>.</summary>
    public static bool IsNone(string text) => text.All(character => character is '0' or '/' or '.' or '-' or ' ');
}
