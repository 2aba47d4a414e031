using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Numbers;

/// <summary>How numbers are written.</summary>
public static class NumberForms
{
    /// <summary>Writes numbers in a form; what cannot be read as a number is as it was typed.</summary>
    /// <param name="form">The form.</param>
    /// <param name="takesExtensions">Whether whatever reads an international number can tell an extension from it.</param>
    public static Func<SyncPhoneNumber, string> Writer(this PhoneNumberForm form, bool takesExtensions = true) =>
        number => takesExtensions && form == PhoneNumberForm.International && number.E164 is not null
            ? number.ToString()
            : form.Dialled(number) ?? number.Raw;

    /// <summary>The number in a form that a phone can dial; null where it could not be read as a number.</summary>
    public static string? Dialled(this PhoneNumberForm form, SyncPhoneNumber number) => form switch
    {
        PhoneNumberForm.Dial => number.DialForm ?? number.E164,
        PhoneNumberForm.International => number.E164 ?? number.DialForm,
        _ => number.DialForm is null && number.E164 is null ? null : number.Raw,
    };

    /// <summary>Counts the extensions of an entry's numbers that are not in the texts they are written as.</summary>
    /// <param name="losses">Counts.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="carried">The fields that are written.</param>
    /// <param name="write">Writes a number.</param>
    public static void AddExtensions(
        this PublishLosses losses, SyncPhoneBookEntry entry, IReadOnlySet<string> carried, Func<SyncPhoneNumber, string> write)
    {
        foreach (var number in entry.Numbers.Where(number => carried.Contains(number.Kind.ToString())))
            losses.AddExtension(number, write(number));
    }

    /// <summary>Counts an extension that is not in the text that its number is written as.</summary>
    public static void AddExtension(this PublishLosses losses, SyncPhoneNumber number, string text)
    {
        if (number.Extension is { Length: > 0 } extension && text != number.Raw && !EndsWith(text, extension))
            losses.Add(number.Kind.ToString(), Texts.Catalog.Text(nameof(Errors.Text_ExtensionLeftOut)));
    }

    // Behind something that is no part of the number itself.
    private static bool EndsWith(string text, string extension) =>
        text.Length > extension.Length && text.EndsWith(extension, StringComparison.Ordinal)
        && !char.IsAsciiDigit(text[^(extension.Length + 1)]) && text[^(extension.Length + 1)] != '+';
}
