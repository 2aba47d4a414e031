namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>Thunderbird spreads a birthday over three columns, and calls the day alone <c>Geburtstag</c> in German.</summary>
internal static class CsvBirthday
{
    /// <summary>The three columns as one; null where they are not all there.</summary>
    public static CsvReadColumn? Find(string[] headings)
    {
        int Index(params string[] names) =>
            Array.FindIndex(headings, heading => names.Contains(CsvNames.Normalize(heading), StringComparer.Ordinal));
        var (year, month, day) = (Index("birthyear", "geburtsjahr"), Index("birthmonth", "geburtsmonat"), Index("birthday", "geburtstag"));
        if (year < 0 || month < 0 || day < 0)
            return null;
        var setter = DraftFields.Find(nameof(SyncContact.Birthday))!;
        return new CsvReadColumn(
            headings[day],
            row => Join(CsvReadColumn.Cell(row, year), CsvReadColumn.Cell(row, month), CsvReadColumn.Cell(row, day)),
            (draft, value, _) => setter(draft, value));
    }

    /// <summary>Whether a heading is that of one of the three.</summary>
    public static bool IsPart(string heading) =>
        CsvNames.Normalize(heading) is "birthyear" or "geburtsjahr" or "birthmonth" or "geburtsmonat" or "birthday" or "geburtstag";

    private static string Join(string year, string month, string day) => (year.Trim(), month.Trim(), day.Trim()) switch
    {
        (_, "", _) or (_, _, "") => "",
        ("", var m, var d) => $"{DayText.NoYear}-{m}-{d}",
        var (y, m, d) => $"{y}-{m}-{d}",
    };
}
