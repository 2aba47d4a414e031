using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles.Csv;

/// <summary>Thunderbird spreads a birthday over three columns, and calls the day alone "Geburtstag" in German.</summary>
internal sealed record ThunderbirdBirthday(int Year, int Month, int Day)
{
    public static ThunderbirdBirthday? Find(string[] header)
    {
        int Index(params string[] names) => Array.FindIndex(header, h => names.Contains(CsvColumns.Normalise(h)));
        var (year, month, day) = (Index("birthyear", "geburtsjahr"), Index("birthmonth", "geburtsmonat"), Index("birthday", "geburtstag"));
        return year < 0 || month < 0 || day < 0 ? null : new ThunderbirdBirthday(year, month, day);
    }

    public bool Covers(int column) => column == Year || column == Month || column == Day;

    /// <summary>Sets the birthday; answers what is wrong with it, else null.</summary>
    public string? Apply(ContactDraft draft, string[] record)
    {
        string Value(int column) => column < record.Length ? record[column].Trim() : "";
        if (Value(Month).Length == 0 || Value(Day).Length == 0)
            return null;
        var text = $"{(Value(Year).Length == 0 ? "1604" : Value(Year))}-{Value(Month)}-{Value(Day)}";
        if (!DayParser.TryParse(text, out var day))
            return $"The birthday '{text}' is no day.";
        draft.SetDay(ContactFields.Birthday, day);
        return null;
    }
}
