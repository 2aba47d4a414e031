using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles.VCard;

/// <summary>Which of the nineteen phone keys a TEL goes to.</summary>
internal static class VCardPhone
{
    public static void Add(ContactDraft draft, IReadOnlySet<string> types, string label, string value)
    {
        if (value.StartsWith("sip:", StringComparison.OrdinalIgnoreCase))
        {
            draft.SetText(ContactFields.ImAddress, value);
            return;
        }
        draft.AddPhone(WithoutScheme(value), Places(types, label));
    }

    private static MapiProperty[] Places(IReadOnlySet<string> types, string label)
    {
        bool Is(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (types.Contains(name) || label.Contains(name, StringComparison.Ordinal))
                    return true;
            }
            return false;
        }

        var work = Is("work");
        var home = Is("home");
        if (Is("fax"))
            return work ? [ContactFields.BusinessFax, ContactFields.OtherFax] : home ? [ContactFields.HomeFax, ContactFields.OtherFax]
                : [ContactFields.OtherFax, ContactFields.BusinessFax, ContactFields.HomeFax];
        if (Is("pager"))
            return [ContactFields.Pager];
        if (Is("cell", "mobile", "iphone"))
            return [ContactFields.MobilePhone];
        if (Is("car"))
            return [ContactFields.CarPhone];
        if (Is("isdn"))
            return [ContactFields.Isdn];
        if (Is("ttytdd", "tty-tdd", "tty", "textphone"))
            return [ContactFields.TtyTddPhone];
        if (Is("assistant", "x-assistant", "x-evolution-assistant"))
            return [ContactFields.AssistantPhone];
        if (Is("company", "x-company", "x-evolution-company", "main"))
            return [ContactFields.CompanyMainPhone];
        if (Is("callback", "x-callback", "x-evolution-callback"))
            return [ContactFields.CallbackPhone];
        if (Is("radio", "x-radio", "x-evolution-radio"))
            return [ContactFields.RadioPhone];
        if (Is("telex", "x-telex", "x-evolution-telex"))
            return [ContactFields.Telex];
        if (work)
            return [ContactFields.BusinessPhone, ContactFields.BusinessPhone2, ContactFields.CompanyMainPhone];
        if (home)
            return [ContactFields.HomePhone, ContactFields.HomePhone2];
        return types.Contains("pref") ? [ContactFields.PrimaryPhone] : [];
    }

    private static string WithoutScheme(string value)
    {
        if (!value.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            return value;
        var parts = Uri.UnescapeDataString(value["tel:".Length..]).Split(';');
        var extension = parts.FirstOrDefault(p => p.StartsWith("ext=", StringComparison.OrdinalIgnoreCase));
        return extension is null ? parts[0] : $"{parts[0]} ext. {extension["ext=".Length..]}";
    }
}
