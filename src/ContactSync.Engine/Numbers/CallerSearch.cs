using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Numbers;

/// <summary>
/// Finds whom a number belongs to that a phone shows or somebody types: the whole number first, in each of the ways it can be read, then
/// the longest end that it has in common with a number of which only a part is known.
/// </summary>
public static class CallerSearch
{
    // Numbers that have fewer digits in common are different ones: an internal number is no end of somebody else's.
    private const int FewestDigitsInCommon = 6;

    /// <summary>The entries with that number, by owner, phone book and name; each with the number that was found.</summary>
    /// <param name="store">Where to look.</param>
    /// <param name="reader">Reads the number, by the region and the dial rule of the phone system.</param>
    /// <param name="text">The number.</param>
    /// <param name="which">Which phone books and names; its numbers do not count.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="SyncException">NumberUnreadable: there is no digit in the text.</exception>
    public static async Task<IReadOnlyList<SyncPhoneBookEntry>> FindAsync(
        IPhoneBookStore store, PhoneNumberReader reader, string text, EntryQuery which, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(which);
        var query = reader.ToQuery(text);
        var part = query.NumberSuffix!;

        foreach (var number in reader.ReadCaller(text))
        {
            if (await FindAsync(number, null).ConfigureAwait(false) is { Count: > 0 } exact)
                return exact;
        }
        // With a number that is known as a whole, others that are, too, have nothing in common.
        if (await FindAsync(query.Number, part).ConfigureAwait(false) is { Count: > 0 } longer)
            return longer.Where(entry => reader.IsWhole(entry.Match!, part)).ToList() is { Count: > 0 } same ? same : longer;
        for (var length = part.Length - 1; length >= FewestDigitsInCommon; length--)
        {
            var end = part[^length..];
            var found = await FindAsync(query.Number, end).ConfigureAwait(false);
            if (found.Where(entry => reader.IsWhole(entry.Match!, end)).ToList() is { Count: > 0 } shorter)
                return shorter;
        }
        return [];

        async Task<IReadOnlyList<SyncPhoneBookEntry>> FindAsync(string? number, string? suffix)
        {
            var found = new List<SyncPhoneBookEntry>();
            var wanted = which with { Number = number, NumberSuffix = suffix };
            await foreach (var entry in store.FindEntriesAsync(wanted, cancellationToken).ConfigureAwait(false))
                found.Add(entry);
            return found;
        }
    }
}
