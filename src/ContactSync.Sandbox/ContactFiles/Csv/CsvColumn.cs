using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles.Csv;

/// <summary>What a column of a contact list does with its values.</summary>
internal sealed class CsvColumn(Action<ContactDraft, string> set, Func<string, string?>? check = null, bool takesEmpty = false)
{
    /// <summary>Sets the value; answers what is wrong with it, else null.</summary>
    public string? Apply(ContactDraft draft, string value)
    {
        if (!takesEmpty && string.IsNullOrWhiteSpace(value))
            return null;
        var problem = check?.Invoke(value);
        if (problem is null)
            set(draft, value);
        return problem;
    }

    public static CsvColumn Text(MapiProperty field) => new((draft, value) => draft.SetText(field, value));

    public static CsvColumn Phone(params MapiProperty[] places) => new((draft, value) => draft.AddPhone(value, places));

    public static CsvColumn Email(int slot) => new((draft, value) =>
    {
        var place = ContactFields.Emails[slot];
        draft.SetEmail(place, value.Trim(), draft[place.DisplayName]);
    });

    /// <summary>The name that belongs to an e-mail address; without an address it says nothing.</summary>
    public static CsvColumn EmailName(int slot) => new((draft, value) =>
    {
        var place = ContactFields.Emails[slot];
        if (draft.Has(place.Address))
            draft.SetText(place.DisplayName, value);
    });

    /// <summary>A further line of a street.</summary>
    public static CsvColumn Line(MapiProperty field) => new((draft, value) =>
        draft.SetText(field, draft.Has(field) ? draft[field] + "\r\n" + value.Trim() : value));

    public static CsvColumn List(MapiProperty field) => new((draft, value) => draft.SetList(field, value.Split(';')));

    public static CsvColumn Note() => new((draft, value) => draft.AddNote(value));

    public static CsvColumn Day(MapiProperty field) => new(
        (draft, value) =>
        {
            if (DayParser.TryParse(value, out var day))
                draft.SetDay(field, day);
        },
        value => DayParser.IsEmpty(value) || DayParser.TryParse(value, out _) ? null : $"'{value}' is no day.");

    public static CsvColumn Flag(MapiProperty field) => new((draft, value) =>
    {
        if (value.Trim().ToUpperInvariant() is "TRUE" or "WAHR" or "1" or "JA" or "YES")
            draft.Values[field] = true;
    });

    public static CsvColumn Sensitivity() => new((draft, value) =>
    {
        var level = value.Trim().ToUpperInvariant() switch { "PERSONAL" or "PERSÖNLICH" => 1, "PRIVATE" or "PRIVAT" => 2,
            "CONFIDENTIAL" or "VERTRAULICH" => 3, _ => 0 };
        if (level == 0)
            return;
        draft.Values[ContactFields.Sensitivity] = level;
        if (level == 2)
            draft.Values[ContactFields.Private] = true;
    });

    public static CsvColumn Gender() => new((draft, value) =>
    {
        var gender = value.Trim().ToUpperInvariant() switch { "FEMALE" or "WEIBLICH" => 1, "MALE" or "MÄNNLICH" => 2, _ => 0 };
        if (gender > 0)
            draft.Values[ContactFields.Gender] = (short)gender;
    });
}
