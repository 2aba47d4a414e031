using System.Globalization;

namespace ContactSync.Sandbox.ContactFiles;

/// <summary>Reads a calendar day in the forms that contact files use.</summary>
internal static class DayParser
{
    /// <summary>Outlook and the iPhone store a birthday without a year in this one.</summary>
    private const int NoYear = 1604;

    private static readonly string[] Iso = ["yyyy-M-d", "yyyyMMdd", "yyyy/M/d"];
    private static readonly string[] German = ["d.M.yyyy", "d.M.yy"];
    private static readonly string[] American = ["M/d/yyyy", "M-d-yyyy"];

    public static bool TryParse(string text, out DateOnly day)
    {
        text = text.Trim();
        if (text.StartsWith("--", StringComparison.Ordinal))
            text = $"{NoYear}{text.Replace("-", "", StringComparison.Ordinal)}";
        var time = text.IndexOfAny(['T', ' ']);
        if (time > 0)
            text = text[..time];
        return DateOnly.TryParseExact(text, [.. Iso, .. German, .. American], CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
            && day.Year >= NoYear;
    }

    /// <summary>Outlook writes an empty date as zeros.</summary>
    public static bool IsEmpty(string text) => text.All(c => c is '0' or '/' or '.' or '-' or ' ');
}
