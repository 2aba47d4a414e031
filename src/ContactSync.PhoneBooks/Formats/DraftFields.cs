using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>
/// The fields of a draft by name, for formats that have a value a field: those of <see cref="ContactFields"/>, the parts of addresses, and
/// the headings of our own CSV files.
/// </summary>
internal static class DraftFields
{
    private static readonly Dictionary<string, Setter> Setters = MakeSetters();

    /// <summary>Puts a value that is not blank into its field.</summary>
    /// <returns>What is wrong with the value, in the session's language; null where nothing is.</returns>
    public delegate string? Setter(ContactDraft draft, string value);

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => Setters.Keys;

    /// <summary>The field of that name, without regard to case; null where there is none.</summary>
    public static Setter? Find(string name) => Setters.GetValueOrDefault(name);

    private static Dictionary<string, Setter> MakeSetters()
    {
        var setters = new Dictionary<string, Setter>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in ContactFields.Rows)
        {
            if (Enum.TryParse<PhoneNumberKind>(row.Name, out var kind))
                setters[row.Name] = Take((draft, value) => draft.AddNumber(kind, value));
            else if (typeof(SyncContact).GetProperty(row.Name)?.PropertyType == typeof(string))
                setters[row.Name] = Take((draft, value) => draft.SetText(row.Name, value));
        }
        setters.Remove(nameof(SyncContact.FolderId));
        setters["Name"] = setters[nameof(SyncContact.DisplayName)];
        setters["Company"] = setters[nameof(SyncContact.CompanyName)];
        setters["Office"] = setters[nameof(SyncContact.OfficeLocation)];
        setters[nameof(SyncContact.Notes)] = Take((draft, value) => draft.AddLine(nameof(SyncContact.Notes), value));
        setters[nameof(SyncContact.Children)] = Take((draft, value) => draft.AddEach(draft.Children, List(value)));
        setters[nameof(SyncContact.Categories)] = Take((draft, value) => draft.AddEach(draft.Categories, List(value)));
        setters[nameof(SyncContact.ImAddresses)] = Take((draft, value) => draft.AddEach(draft.ImAddresses, List(value)));
        setters[nameof(SyncContact.Birthday)] = Day((draft, day) => draft.Birthday ??= day);
        setters[nameof(SyncContact.Anniversary)] = Day((draft, day) => draft.Anniversary ??= day);
        setters[nameof(SyncContact.Sensitivity)] = SetSensitivity;
        setters["Private"] = SetPrivate;
        foreach (var slot in Enumerable.Range(1, 3))
        {
            setters[$"Email{slot}"] = Take((draft, value) => draft.AddEmail(value, slot: slot));
            setters[$"Email{slot}Name"] = Take((draft, value) => draft.NameEmail(slot, value));
        }
        foreach (var kind in Enum.GetValues<PostalAddressKind>())
        {
            setters[$"{kind}Street"] = Take((draft, value) => draft.Postal(kind).AddStreet(value));
            setters[$"{kind}PostalCode"] = Take((draft, value) => draft.Postal(kind).PostalCode ??= ContactDraft.Clean(value));
            setters[$"{kind}City"] = Take((draft, value) => draft.Postal(kind).City ??= ContactDraft.Clean(value));
            setters[$"{kind}State"] = Take((draft, value) => draft.Postal(kind).State ??= ContactDraft.Clean(value));
            setters[$"{kind}Country"] = Take((draft, value) => draft.Postal(kind).Country ??= ContactDraft.Clean(value));
        }
        return setters;
    }

    private static Setter Take(Action<ContactDraft, string> set) => (draft, value) =>
    {
        set(draft, value);
        return null;
    };

    private static Setter Day(Action<ContactDraft, DateOnly> set) => (draft, value) =>
    {
        if (DayText.TryRead(value, draft.IsDayFirst, out var day))
            set(draft, day);
        else if (!DayText.IsNone(value))
            return Texts.Catalog.Text(nameof(Errors.Text_NoDay));
        return null;
    };

    private static string[] List(string value) => value.Split(value.Contains(":::", StringComparison.Ordinal) ? ":::" : ";");

    private static string? SetSensitivity(ContactDraft draft, string value)
    {
        ContactSensitivity? sensitivity = value.Trim().ToUpperInvariant() switch
        {
            "NORMAL" or "PUBLIC" or "0" => ContactSensitivity.Normal,
            "PERSONAL" or "PERSÖNLICH" or "1" => ContactSensitivity.Personal,
            "PRIVATE" or "PRIVAT" or "2" => ContactSensitivity.Private,
            "CONFIDENTIAL" or "VERTRAULICH" or "COMPANY-CONFIDENTIAL" or "3" => ContactSensitivity.Confidential,
            _ => null,
        };
        if (sensitivity is null)
            return Texts.Catalog.Text(nameof(Errors.Text_NoSensitivity));
        draft.Sensitivity = (ContactSensitivity)Math.Max((int)draft.Sensitivity, (int)sensitivity);
        return null;
    }

    private static string? SetPrivate(ContactDraft draft, string value)
    {
        switch (value.Trim().ToUpperInvariant())
        {
            case "TRUE" or "WAHR" or "EIN" or "ON" or "YES" or "JA" or "1":
                draft.Sensitivity = (ContactSensitivity)Math.Max((int)draft.Sensitivity, (int)ContactSensitivity.Private);
                return null;
            case "FALSE" or "FALSCH" or "AUS" or "OFF" or "NO" or "NEIN" or "0":
                return null;
            default:
                return Texts.Catalog.Text(nameof(Errors.Text_NoYesOrNo));
        }
    }
}
