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

    public EntryIndex(SqliteConnection connection)
    {
        insertNumber = new PreparedCommand(connection, """
            INSERT INTO number (entry_id, position, kind, raw, e164, dial_form, digits_reversed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        deleteNumbers = new PreparedCommand(connection, "DELETE FROM number WHERE entry_id = ?1");
        insertWords = new PreparedCommand(connection, "INSERT INTO entry_words (rowid, words) VALUES (?1, ?2)");
        deleteWords = new PreparedCommand(connection, "DELETE FROM entry_words WHERE rowid = ?1");
    }

    /// <summary>Adds an entry that is new.</summary>
    public void Add(long entryId, string name, SyncContact contact)
    {
        insertWords.Bind(entryId).Bind(string.Join(' ', NameWords.ToIndex(name, contact.CompanyName))).Run();
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
    public void Replace(long entryId, string name, SyncContact contact)
    {
        deleteNumbers.Bind(entryId).Run();
        deleteWords.Bind(entryId).Run();
        Add(entryId, name, contact);
    }

    public void Dispose()
    {
        insertNumber.Dispose();
        deleteNumbers.Dispose();
        insertWords.Dispose();
        deleteWords.Dispose();
    }
}
