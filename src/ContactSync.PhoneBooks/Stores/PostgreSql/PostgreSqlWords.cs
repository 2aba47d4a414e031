using ContactSync.Engine.Numbers;
using ContactSync.Engine.Search;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>What entries are found by, within what PostgreSQL's indexes can hold.</summary>
internal static class PostgreSqlWords
{
    // An index takes words of up to 2046 bytes and rows of up to 2704; a letter takes up to 4.
    private const int LongestWord = 500, MostWords = 1000, LongestNumber = 500;

    /// <summary>The words of name and company, between spaces.</summary>
    public static string ToIndex(string name, string? company) =>
        string.Join(' ', NameWords.ToIndex(name, company).Take(MostWords).Select(Cut));

    /// <summary>The query that finds all entries with words that begin so. Words are letters and digits: none is escaped.</summary>
    public static string ToQuery(IEnumerable<string> words) =>
        string.Join(" & ", words.Take(MostWords).Select(word => $"'{Cut(word)}':*"));

    /// <summary>The digits of a number from the last on.</summary>
    public static string ToIndex(string digits)
    {
        var reversed = NumberDigits.Reverse(digits);
        return reversed.Length <= LongestNumber ? reversed : reversed[..LongestNumber];
    }

    private static string Cut(string word) => word.Length <= LongestWord ? word : word[..LongestWord];
}
