using System.Text.Json.Serialization;

namespace ContactSync;

/// <summary>A number as it was typed and as it is dialled.</summary>
/// <param name="Kind">What the number is for.</param>
/// <param name="Raw">What was typed, unchanged.</param>
/// <param name="E164">The international form with <c>+</c>, where the text could be read as a number.</param>
/// <param name="Extension">The extension, where the text names one apart from the number.</param>
/// <param name="DialForm">What the phone system dials, see <see cref="SyncDialRule"/>; null where the text is no number to dial.</param>
public sealed record SyncPhoneNumber(
    PhoneNumberKind Kind, string Raw, string? E164 = null, string? Extension = null, string? DialForm = null)
{
    /// <summary>Whether a fax answers.</summary>
    [JsonIgnore]
    public bool IsFax => Kind is PhoneNumberKind.BusinessFax or PhoneNumberKind.HomeFax or PhoneNumberKind.OtherFax;

    /// <summary>Whether it is a pager's.</summary>
    [JsonIgnore]
    public bool IsPager => Kind == PhoneNumberKind.Pager;

    /// <summary>The international form with the extension behind it (<c>+49… ext. 12</c>), or what was typed.</summary>
    public override string ToString() => E164 is null ? Raw : Extension is { Length: > 0 } ? $"{E164} ext. {Extension}" : E164;
}
