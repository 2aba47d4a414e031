namespace ContactSync;

/// <summary>A number as it was typed and as it is dialled.</summary>
/// <param name="Kind">What the number is for.</param>
/// <param name="Raw">What was typed, unchanged.</param>
/// <param name="E164">The international form with <c>+</c>, where the text could be read as a number.</param>
/// <param name="Extension">The extension, where the text names one apart from the number.</param>
public sealed record SyncPhoneNumber(PhoneNumberKind Kind, string Raw, string? E164 = null, string? Extension = null)
{
    /// <summary>The international form, or what was typed.</summary>
    public override string ToString() => E164 ?? Raw;
}
