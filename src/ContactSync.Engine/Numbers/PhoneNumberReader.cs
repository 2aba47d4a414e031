using ContactSync.Engine.Ports;
using PhoneNumbers;

namespace ContactSync.Engine.Numbers;

/// <summary>
/// Reads numbers as people type them. A text becomes an international number only where that is beyond reasonable doubt: a wrong
/// number rings at a stranger's, a raw one is still shown and found by its digits. Thread-safe.
/// </summary>
public sealed class PhoneNumberReader
{
    /// <summary>Counts up when the same text would be read differently, so that stored entries are read again.</summary>
    public const int Version = 3;

    // A local number has at most 8 digits, an internal one fewer. More were typed with the area code.
    private const int MostLocalDigits = 8;

    // A number that fits its country's lengths but no assigned range: short ones are mostly internal or service numbers.
    private const int FewestDigitsWhenUnassigned = 7;

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    private readonly DialRule rule;

    private readonly int countryCode;

    private readonly bool hasTrunkPrefix;

    private readonly int fewestDigitsWithoutTrunkPrefix;

    /// <summary>Makes a reader for one region.</summary>
    /// <param name="region">The ISO 3166 region that national numbers are read in, for example <c>DE</c>.</param>
    /// <param name="rule">How the numbers are dialled; null for the international form.</param>
    /// <exception cref="SyncException">RegionUnknown: there is no such region.</exception>
    public PhoneNumberReader(string region, DialRule? rule = null)
    {
        if (!IsRegion(region))
            throw Texts.Catalog.Create(nameof(Errors.RegionUnknown), SyncErrorKind.InvalidArgument, region, region);
        Region = region.ToUpperInvariant();
        this.rule = rule ?? new DialRule(new SyncDialRule(), Region);
        countryCode = Library.GetCountryCodeForRegion(Region);
        hasTrunkPrefix = Library.GetNddPrefixForRegion(Region, stripNonDigits: true) == "0";
        // Where whole numbers are short themselves (Bolivia has 8 digits), a short one may be whole.
        var usual = Math.Max(ExampleLength(PhoneNumberType.FIXED_LINE), ExampleLength(PhoneNumberType.MOBILE));
        fewestDigitsWithoutTrunkPrefix = Math.Min(usual, MostLocalDigits + 1);
    }

    /// <summary>The region national numbers are read in.</summary>
    public string Region { get; }

    /// <summary>Names how a text is read and dialled: under another fingerprint it is read again.</summary>
    public string Fingerprint => $"{Version} {Region} {rule.Fingerprint}".TrimEnd();

    /// <summary>All regions that have phone numbers, by their ISO 3166 code.</summary>
    public static IEnumerable<string> Regions => Library.GetSupportedRegions().Order(StringComparer.Ordinal);

    /// <summary>Whether there are phone numbers of that ISO 3166 region.</summary>
    public static bool IsRegion(string? region) =>
        region is { Length: 2 } && Library.GetCountryCodeForRegion(region.ToUpperInvariant()) != 0;

    /// <summary>Reads the first number of a field; the raw text is kept unchanged.</summary>
    public SyncPhoneNumber Read(PhoneNumberKind kind, string raw)
    {
        var number = rule.IsInternal(raw) ? null : Parse(raw)
            ?? NumberText.Splits(raw).SelectMany(parts => parts.Select(ParseWhole)).FirstOrDefault(part => part is not null);
        return ToNumber(kind, raw, number);
    }

    /// <summary>
    /// Reads all numbers of a field: one for each part, where every part between <c>/</c>, <c>;</c>, <c>,</c> or a word like
    /// <c>oder</c> is a whole number, or where whole numbers stand one behind the other; else one for the field. None for a blank field.
    /// </summary>
    public IEnumerable<SyncPhoneNumber> ReadAll(PhoneNumberKind kind, string raw)
    {
        if (string.IsNullOrWhiteSpace(raw))
            return [];

        foreach (var parts in NumberText.Splits(raw).Concat(NumberText.SplitsWithoutSeparator(raw)))
        {
            var numbers = parts.ConvertAll(ParseWhole);
            if (numbers.TrueForAll(number => number is not null))
                return parts.Zip(numbers, (part, number) => ToNumber(kind, part, number));
        }
        return [Read(kind, raw)];
    }

    /// <summary>
    /// How to find whom a number belongs to that somebody types or a phone shows: the whole number first, in each of the ways it can be
    /// read, then the longest end that it has in common with a number of which only a part is known.
    /// </summary>
    /// <exception cref="SyncException">NumberUnreadable: there is no digit in it.</exception>
    public EntryQuery ToQuery(string text)
    {
        if (Parse(text) is { } number)
        {
            var national = Library.GetNationalSignificantNumber(number).TrimStart('0');
            return new EntryQuery(Numbers: ReadCaller(text), NumberSuffix: national) { IsWholeNumber = true };
        }

        var digits = NumberDigits.Of(text);
        if (digits.Length == 0)
            throw Texts.Catalog.Create(nameof(Errors.NumberUnreadable), SyncErrorKind.InvalidArgument, text, text);
        // The trunk prefix is no part of an international number, and a suffix finds more without it.
        var suffix = digits.TrimStart('0');
        return new EntryQuery(Numbers: ReadCaller(text), NumberSuffix: suffix.Length == 0 ? digits : suffix);
    }

    /// <summary>
    /// The whole numbers, in international form, that a caller's may be, the likeliest first: as it stands, without what is dialled for an
    /// outside line, in the own area, and with a country code that lacks its plus. None where only a part of a number is known.
    /// </summary>
    public IReadOnlyList<string> ReadCaller(string text)
    {
        var digits = NumberDigits.Of(text);
        var readings = new List<PhoneNumber?> { Parse(text) };
        foreach (var outside in WithoutOutsideLine(text, digits))
        {
            readings.Add(Parse(outside));
            readings.Add(ParseLocal(outside));
        }
        readings.Add(ParseLocal(digits));
        if (NumberText.FirstDigitOrPlus(text) is not ('0' or '+'))
            readings.Add(TryParse("+" + digits));
        var numbers = readings.OfType<PhoneNumber>().ToList();
        return [.. numbers.Where(Library.IsValidNumber).Concat(numbers.Take(readings[0] is null ? 0 : 1)).Select(Format).Distinct()];
    }

    private IEnumerable<string> WithoutOutsideLine(string text, string digits) =>
        rule.Settings.OutsideLine is { } line && NumberText.FirstDigitOrPlus(text) != '+'
        && digits.Length > line.Length && digits.StartsWith(line, StringComparison.Ordinal)
            ? [digits[line.Length..]]
            : [];

    private PhoneNumber? ParseLocal(string digits) =>
        rule.AreaCode is { } areaCode && digits.Length > 0 && digits[0] != '0' && !rule.IsInternal(digits)
            ? TryParse($"+{countryCode}{areaCode}{digits}")
            : null;

    // A part of a field must carry its own area code: "030 901820 / 21" is not two numbers.
    private PhoneNumber? ParseWhole(string part)
    {
        if (hasTrunkPrefix && NumberText.FirstDigitOrPlus(part) is not ('0' or '+'))
            return null;
        return Parse(part) is { } number && Library.IsValidNumber(number) ? number : null;
    }

    // A reading that is an assigned number comes before one that only might be.
    private PhoneNumber? Parse(string raw)
    {
        PhoneNumber? possible = null;
        foreach (var text in NumberText.Candidates(raw))
        {
            if (TryParse(text) is not { } number || IsPerhapsLocal(number, text))
                continue;
            if (!number.HasExtension && NumberText.HasWordWithin(text))
                continue;
            if (Library.IsValidNumber(number))
                return number;
            if (possible is null && IsWhole(number, text))
                possible = number;
        }
        return possible;
    }

    private PhoneNumber? TryParse(string text)
    {
        try
        {
            return Library.Parse(text, Region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private bool IsPerhapsLocal(PhoneNumber number, string text) =>
        hasTrunkPrefix
        && number.CountryCode == countryCode
        && NumberText.FirstDigitOrPlus(text) is not ('0' or '+')
        && Library.GetNationalSignificantNumber(number).Length < fewestDigitsWithoutTrunkPrefix;

    // Not an assigned number, but of a whole number's length: written in full, it may be newer than the library.
    private bool IsWhole(PhoneNumber number, string text)
    {
        var isInFull = !hasTrunkPrefix || number.CountryCode != countryCode || NumberText.FirstDigitOrPlus(text) is '0' or '+';
        var digits = Library.GetNationalSignificantNumber(number);
        return isInFull
            && digits.Length >= FewestDigitsWhenUnassigned
            && digits[0] != '0'
            && Library.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE;
    }

    private SyncPhoneNumber ToNumber(PhoneNumberKind kind, string raw, PhoneNumber? number) => number is null
        ? new SyncPhoneNumber(kind, raw, DialForm: rule.OfUnread(raw))
        : new SyncPhoneNumber(kind, raw, Format(number), number.HasExtension ? number.Extension : null, rule.Of(number));

    private int ExampleLength(PhoneNumberType type) =>
        Library.GetExampleNumberForType(Region, type) is { } example ? Library.GetNationalSignificantNumber(example).Length : 0;

    private static string Format(PhoneNumber number) => Library.Format(number, PhoneNumberFormat.E164);
}
