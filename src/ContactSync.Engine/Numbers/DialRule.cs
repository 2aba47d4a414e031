using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ContactSync.Engine.Search;
using PhoneNumbers;

namespace ContactSync.Engine.Numbers;

/// <summary>Makes the number that a phone system dials. Immutable and thread-safe.</summary>
public sealed partial class DialRule
{
    // A longer number is dialled outside, whatever the patterns say: "4*" means no number of Germany without its plus.
    private const int MostInternalDigits = 8;

    // In North America nobody reaches the own country code by the exit code.
    private const int NorthAmerica = 1;

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    private readonly string region;

    private readonly int countryCode;

    private readonly string trunkPrefix;

    private readonly string? exitCode;

    private readonly string? areaCode;

    private readonly WildcardPattern[] internalNumbers;

    /// <summary>Makes the rule of a phone system.</summary>
    /// <param name="settings">What it says.</param>
    /// <param name="region">The ISO 3166 region the phone system stands in.</param>
    /// <exception cref="SyncException">The region is none, or something in the settings is not what it should be.</exception>
    public DialRule(SyncDialRule settings, string region)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!PhoneNumberReader.IsRegion(region))
            throw Texts.Catalog.Create(nameof(Errors.RegionUnknown), SyncErrorKind.InvalidArgument, region, region);
        Settings = settings;
        this.region = region.ToUpperInvariant();
        countryCode = Library.GetCountryCodeForRegion(this.region);
        trunkPrefix = Library.GetNddPrefixForRegion(this.region, stripNonDigits: true) ?? "";
        exitCode = FindExitCode();
        Check();
        areaCode = settings.AreaCode is null ? null : ReadAreaCode(settings.AreaCode);
        internalNumbers = [.. settings.InternalNumbers.Select(pattern => new WildcardPattern(pattern))];
    }

    /// <summary>What it says.</summary>
    public SyncDialRule Settings { get; }

    /// <summary>Names the rule; empty where it is the usual one, in which the region does not matter.</summary>
    public string Fingerprint
    {
        get
        {
            if (Settings is { Form: DialForm.International, InternalNumbers.Count: 0, ExtensionSeparator: null })
                return "";
            var parts = new[] { region, $"{Settings.Form}", Settings.OutsideLine, areaCode, Settings.ExtensionSeparator ?? "none" }
                .Concat(Settings.InternalNumbers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..8];
        }
    }

    /// <summary>The own area code without trunk prefix, where it is not dialled.</summary>
    internal string? AreaCode => areaCode;

    /// <summary>Whether a text is an internal number.</summary>
    public bool IsInternal(string text) =>
        internalNumbers.Length > 0 && NumberText.Dialled(text) is { Length: <= MostInternalDigits } dialled
        && internalNumbers.Any(pattern => pattern.IsMatch(dialled));

    /// <summary>The dial form of a number that could be read.</summary>
    internal string Of(PhoneNumber number)
    {
        var extension = number.HasExtension && Settings.ExtensionSeparator is { } separator ? separator + number.Extension : "";
        var plain = number.HasExtension ? number.ToBuilder().ClearExtension().Build() : number;
        var dialled = Settings.Form switch
        {
            DialForm.International => Library.Format(plain, PhoneNumberFormat.E164),
            DialForm.ExitCode when plain.CountryCode == countryCode && countryCode != NorthAmerica && exitCode is not null =>
                $"{exitCode}{countryCode}{Library.GetNationalSignificantNumber(plain)}",
            DialForm.National when LocalPart(plain) is { } local => local,
            _ => Nationally(plain),
        };
        return WithOutsideLine(dialled) + extension;
    }

    /// <summary>
    /// The dial form of a text that could not be read as a whole number: its digits. As long as no internal numbers are named, it may be
    /// one of them, and gets no outside line. Null where it is no number to dial.
    /// </summary>
    internal string? OfUnread(string text)
    {
        if (NumberText.Dialled(text) is not { } dialled)
            return null;
        return internalNumbers.Length == 0 || dialled.AsSpan().ContainsAny('*', '#') || IsInternal(dialled)
            ? dialled
            : WithOutsideLine(dialled);
    }

    // Where the exit code depends on the caller's carrier, as in Brazil, the library keeps the plus; no outside line goes before that.
    private string WithOutsideLine(string dialled) => dialled.StartsWith('+') ? dialled : Settings.OutsideLine + dialled;

    private string Nationally(PhoneNumber number)
    {
        var dialled = PhoneNumberUtil.NormalizeDiallableCharsOnly(Library.FormatOutOfCountryCallingNumber(number, region));
        // The library knows no format for a range that is not assigned yet, and leaves the trunk prefix out with it.
        return number.CountryCode == countryCode && trunkPrefix == "0" && dialled[0] != '0' && !Library.IsValidNumber(number)
            ? trunkPrefix + dialled
            : dialled;
    }

    // What is left without the area code must not begin as a number with one does.
    private string? LocalPart(PhoneNumber number)
    {
        if (areaCode is null || number.CountryCode != countryCode)
            return null;
        var digits = Library.GetNationalSignificantNumber(number);
        return digits.Length > areaCode.Length && digits.StartsWith(areaCode, StringComparison.Ordinal)
            && digits[areaCode.Length] != '0' && (countryCode != NorthAmerica || digits[areaCode.Length] != '1')
            ? digits[areaCode.Length..]
            : null;
    }

    private string? FindExitCode()
    {
        var foreign = new PhoneNumber.Builder().SetCountryCode(countryCode == 49 ? 43 : 49).SetNationalNumber(3023125011).Build();
        var dialled = PhoneNumberUtil.NormalizeDiallableCharsOnly(Library.FormatOutOfCountryCallingNumber(foreign, region));
        return dialled.StartsWith('+') ? null : dialled[..^(Library.Format(foreign, PhoneNumberFormat.E164).Length - 1)];
    }

    private void Check()
    {
        if (Settings.OutsideLine is { } line && !OutsideLineForm().IsMatch(line))
            throw Texts.Catalog.Create(nameof(Errors.OutsideLineUnreadable), SyncErrorKind.InvalidArgument, line, line);
        if (Settings is { OutsideLine: not null, Form: DialForm.International })
        {
            throw Texts.Catalog.Create(
                nameof(Errors.OutsideLineBeforePlus), SyncErrorKind.InvalidArgument, Settings.OutsideLine, Settings.OutsideLine);
        }
        if (Settings is { AreaCode: not null, Form: not DialForm.National })
        {
            throw Texts.Catalog.Create(
                nameof(Errors.AreaCodeNotNational), SyncErrorKind.InvalidArgument, Settings.AreaCode, Settings.AreaCode, Settings.Form);
        }
        if (Settings.InternalNumbers.FirstOrDefault(pattern => !InternalNumberForm().IsMatch(pattern)) is { } unreadable)
            throw Texts.Catalog.Create(nameof(Errors.InternalNumberUnreadable), SyncErrorKind.InvalidArgument, unreadable, unreadable);
        if (Settings.ExtensionSeparator is { } separator && !SeparatorForm().IsMatch(separator))
            throw Texts.Catalog.Create(nameof(Errors.ExtensionSeparatorUnreadable), SyncErrorKind.InvalidArgument, separator, separator);
    }

    private string ReadAreaCode(string text)
    {
        var digits = AreaCodeForm().IsMatch(text) ? NumberDigits.Of(text) : "";
        // Russia's 8 begins area codes, too.
        if (trunkPrefix is not ("" or "8") && digits.StartsWith(trunkPrefix, StringComparison.Ordinal))
            digits = digits[trunkPrefix.Length..];
        return digits.Length > 0
            ? digits
            : throw Texts.Catalog.Create(nameof(Errors.AreaCodeUnreadable), SyncErrorKind.InvalidArgument, text, text);
    }

    [GeneratedRegex(@"\A[0-9*#]{1,8}\z")]
    private static partial Regex OutsideLineForm();

    [GeneratedRegex(@"\A\(?[0-9]{1,6}\)?\z")]
    private static partial Regex AreaCodeForm();

    // Digits, *, # and wildcards; a * alone would mean every number.
    [GeneratedRegex(@"\A(?![*?]*\*[*?]*\z)(?:[0-9*#?]|`[*?]|\[[0-9*#-]+\])+\z")]
    private static partial Regex InternalNumberForm();

    [GeneratedRegex(@"\A[^\d\s+]{1,5}\z")]
    private static partial Regex SeparatorForm();
}
