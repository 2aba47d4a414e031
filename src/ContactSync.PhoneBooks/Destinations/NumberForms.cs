namespace ContactSync.PhoneBooks.Destinations;

/// <summary>How numbers are written.</summary>
internal static class NumberForms
{
    /// <summary>Writes numbers in a form; what cannot be read as a number is as it was typed.</summary>
    public static Func<SyncPhoneNumber, string> Writer(this PhoneNumberForm form) => number => form.Dialled(number) ?? number.Raw;

    /// <summary>The number in a form that a phone can dial; null where it could not be read as a number.</summary>
    public static string? Dialled(this PhoneNumberForm form, SyncPhoneNumber number) => form switch
    {
        PhoneNumberForm.Dial => number.DialForm ?? number.E164,
        PhoneNumberForm.International => number.E164 ?? number.DialForm,
        _ => number.DialForm is null && number.E164 is null ? null : number.Raw,
    };
}
