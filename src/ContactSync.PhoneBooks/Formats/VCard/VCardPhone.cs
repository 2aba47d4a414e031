namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>Which kind a TEL is of.</summary>
internal static class VCardPhone
{
    /// <summary>The parameter that tells the kind where the types do not.</summary>
    public const string KindParameter = "X-KIND";

    private static readonly (string[] Words, PhoneNumberKind Kind)[] Special =
    [
        (["PAGER"], PhoneNumberKind.Pager),
        (["ASSISTANT"], PhoneNumberKind.AssistantPhone),
        (["CAR"], PhoneNumberKind.CarPhone),
        (["CELL", "MOBILE", "IPHONE"], PhoneNumberKind.MobilePhone),
        (["ISDN"], PhoneNumberKind.Isdn),
        (["TEXTPHONE", "TTYTDD", "TTY-TDD", "TTY"], PhoneNumberKind.TtyTddPhone),
        (["COMPANY", "MAIN"], PhoneNumberKind.CompanyMainPhone),
        (["CALLBACK"], PhoneNumberKind.Callback),
        (["RADIO"], PhoneNumberKind.RadioPhone),
        (["TELEX"], PhoneNumberKind.Telex),
    ];

    /// <summary>The kind of the next number of a card.</summary>
    /// <param name="types">Its types.</param>
    /// <param name="label">The label that Apple's address book gives it; else empty.</param>
    /// <param name="before">The numbers of the card that came before.</param>
    public static PhoneNumberKind Find(IReadOnlySet<string> types, string label, IEnumerable<SyncPhoneNumber> before)
    {
        PhoneNumberKind[] kinds = Candidates(types, label);
        return kinds.FirstOrDefault(kind => before.All(number => number.Kind != kind), kinds[^1]);
    }

    private static PhoneNumberKind[] Candidates(IReadOnlySet<string> types, string label)
    {
        bool Is(string word) => types.Contains(word)
            || types.Contains("X-" + word)
            || types.Contains("X-EVOLUTION-" + word)
            || label.Contains(word, StringComparison.OrdinalIgnoreCase);

        var (isWork, isHome) = (Is("WORK"), Is("HOME"));
        if (Is("FAX"))
            return [isWork ? PhoneNumberKind.BusinessFax : isHome ? PhoneNumberKind.HomeFax : PhoneNumberKind.OtherFax];
        foreach (var (words, kind) in Special)
        {
            if (words.Any(Is))
                return [kind];
        }
        if (isWork)
            return [PhoneNumberKind.BusinessPhone, PhoneNumberKind.BusinessPhone2];
        if (isHome)
            return [PhoneNumberKind.HomePhone, PhoneNumberKind.HomePhone2];
        return [types.Contains("PREF") ? PhoneNumberKind.PrimaryPhone : PhoneNumberKind.OtherTelephone];
    }

    /// <summary>The number of a <c>tel:</c> URI (RFC 3966) as people write it; another text as it is.</summary>
    public static string WithoutScheme(string value)
    {
        if (!value.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            return value;
        var parts = Uri.UnescapeDataString(value["tel:".Length..]).Split(';');
        var extension = Array.Find(parts, part => part.StartsWith("ext=", StringComparison.OrdinalIgnoreCase));
        return extension is null ? parts[0] : $"{parts[0]} ext. {extension["ext=".Length..]}";
    }
}
