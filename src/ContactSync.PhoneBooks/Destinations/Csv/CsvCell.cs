using System.Text.RegularExpressions;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>Keeps a cell from being run as a formula when a spreadsheet opens the file.</summary>
/// <remarks>https://owasp.org/www-community/attacks/CSV_Injection</remarks>
internal static partial class CsvCell
{
    /// <summary>The text, with an apostrophe before it where a spreadsheet would take it for a formula.</summary>
    public static string Neutralize(string? text, bool isNumber)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        // Also the wide forms, which East Asian spreadsheets treat alike.
        var isFormula = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
        return isFormula && !(isNumber && HarmlessNumber().IsMatch(text)) ? "'" + text : text;
    }

    [GeneratedRegex(@"\A[+-][0-9 ()/.;+-]*\z")]
    private static partial Regex HarmlessNumber();
}
