using System.Globalization;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Search;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>What entries are found by: their numbers, and the words of their names.</summary>
internal sealed class EntryIndex : IDisposable
{
    private readonly PreparedCommand insertNumber;

    private readonly PreparedCommand deleteNumbers;

    private readonly PreparedCommand insertWords;

    private readonly PreparedCommand deleteWords;

    private readonly PreparedCommand insertParts;

    private readonly PreparedCommand deleteParts;

    public EntryIndex(SqliteConnection connection)
    {
        insertNumber = new PreparedCommand(connection, """
            INSERT INTO number (entry_id, position, kind, raw, e164, dial_form, digits_reversed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        deleteNumbers = new PreparedCommand(connection, "DELETE FROM number WHERE entry_id = ?1");
        insertWords = new PreparedCommand(connection, "INSERT INTO entry_words (rowid, words) VALUES (?1, ?2)");
        deleteWords = new PreparedCommand(connection, "DELETE FROM entry_words WHERE rowid = ?1");
        insertParts = new PreparedCommand(connection, "INSERT INTO entry_parts (rowid, parts) VALUES (?1, ?2)");
        deleteParts = new PreparedCommand(connection, "DELETE FROM entry_parts WHERE rowid = ?1");
    }

    /// <summary>The query that finds all entries with words that begin so, in some phone books or in all.</summary>
    public static string MatchOf(IEnumerable<string> words, IEnumerable<long>? bookIds = null)
    {
        // Each word quoted, so that none is an operator of the query's language.
        var match = string.Join(" AND ", words.Select(word => $"\"{word}\"*"));
        return bookIds is null ? match : $"({string.Join(" OR ", bookIds.Select(id => $"\"{WordOf(id)}\""))}) AND {match}";
    }

    /// <summary>The query that finds all entries whose keys have each three characters on end that this key has; it has three.</summary>
    public static string MatchOf(string key)
    {
        var characters = key.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        var parts = Enumerable.Range(0, characters.Count - 2).Select(first => string.Concat(characters.Skip(first).Take(3)));
        return string.Join(" AND ", parts.Distinct(StringComparer.Ordinal).Select(Quote));
    }

    /// <summary>The words of an entry: those of name and company, and its phone book's.</summary>
    public static string WordsOf(long bookId, string name, string? company) =>
        string.Join(' ', NameWords.ToIndex(name, company).Append(WordOf(bookId)));

    /// <summary>Adds an entry that is new.</summary>
    public void Add(long entryId, long bookId, string name, SyncContact contact)
    {
        insertWords.Bind(entryId).Bind(WordsOf(bookId, name, contact.CompanyName)).Run();
        insertParts.Bind(entryId).Bind($"{TextKey.Of(name)}\n{TextKey.Of(contact.CompanyName)}").Run();
        for (var position = 0; position < contact.PhoneNumbers.Count; position++)
        {
            var number = contact.PhoneNumbers[position];
            insertNumber
                .Bind(entryId).Bind(position).Bind(number.Kind.ToString()).Bind(number.Raw).Bind(number.E164)
                .Bind(number.DialForm).Bind(NumberDigits.Reverse(NumberDigits.Of(number.E164 ?? number.Raw)))
                .Run();
        }
    }

    /// <summary>Puts an entry's new numbers and words in the place of the old ones.</summary>
    public void Replace(long entryId, long bookId, string name, SyncContact contact)
    {
        deleteNumbers.Bind(entryId).Run();
        deleteWords.Bind(entryId).Run();
        deleteParts.Bind(entryId).Run();
        Add(entryId, bookId, name, contact);
    }

    public void Dispose()
    {
        insertNumber.Dispose();
        deleteNumbers.Dispose();
        insertWords.Dispose();
        deleteWords.Dispose();
        insertParts.Dispose();
        deleteParts.Dispose();
    }

    private static string Quote(string part) => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // No name has such a word: those are letters and digits.
    private static string WordOf(long bookId) => string.Create(CultureInfo.InvariantCulture, $"#{bookId}");
}
