using PhoneNumbers;

namespace ContactSync.Engine.Numbers;

/// <summary>
/// Of the numbers that end like a caller's, those that fit best: just these digits, as they are dialled within the country; else longer
/// numbers that end with them; else, where more was dialled than is known, the longest end of them that is a number as a whole.
/// </summary>
/// <param name="suffix">The digits, without leading zeros.</param>
public sealed class NumberHits(string suffix)
{
    // Numbers that have fewer digits in common are different ones: an internal number is no end of somebody else's.
    private const int FewestDigitsInCommon = 6;

    private static readonly HashSet<int> CallingCodes = [.. PhoneNumberUtil.GetInstance().GetSupportedCallingCodes()];

    private readonly string reversed = NumberDigits.Reverse(suffix);

    private readonly List<(long EntryId, int Position)> best = [];

    private readonly HashSet<long> entryIds = [];

    private int bestMisfit = int.MaxValue;

    /// <summary>What the digits of every number that may fit begin with, from the last on.</summary>
    public string Prefix => reversed.Length > FewestDigitsInCommon ? reversed[..FewestDigitsInCommon] : reversed;

    /// <summary>The best so far, an entry once, in the order in which they were added: its id, and which of its numbers it is.</summary>
    public IReadOnlyList<(long EntryId, int Position)> Best => best;

    /// <summary>Adds a number of an entry.</summary>
    /// <param name="entryId">The entry.</param>
    /// <param name="position">Which of its numbers.</param>
    /// <param name="digits">Its digits, from the last on.</param>
    /// <param name="isInternational">Whether they begin, read forward, with the country's calling code.</param>
    public void Add(long entryId, int position, string digits, bool isInternational)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (Misfit(digits, isInternational) is not { } misfit || misfit > bestMisfit)
            return;
        if (misfit < bestMisfit)
        {
            best.Clear();
            entryIds.Clear();
            bestMisfit = misfit;
        }
        if (entryIds.Add(entryId))
            best.Add((entryId, position));
    }

    // 0 is the best; null does not fit.
    private int? Misfit(string digits, bool isInternational)
    {
        var national = digits.AsSpan(0, isInternational ? digits.Length - CallingCodeLength(digits) : digits.Length).TrimEnd('0');
        if (digits.StartsWith(reversed, StringComparison.Ordinal))
            return national.Length == reversed.Length ? 0 : 1;
        return national.Length >= FewestDigitsInCommon && reversed.AsSpan().StartsWith(national)
            ? 1 + reversed.Length - national.Length
            : null;
    }

    // No calling code is the beginning of another.
    private static int CallingCodeLength(string digits)
    {
        var code = 0;
        for (var length = 1; length <= Math.Min(3, digits.Length); length++)
        {
            code = (10 * code) + (digits[^length] - '0');
            if (CallingCodes.Contains(code))
                return length;
        }
        return 0;
    }
}
