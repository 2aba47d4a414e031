using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>How rows become what they stand for.</summary>
internal static class SqliteRows
{
    /// <summary>What <see cref="ReadContact"/> reads, of an entry <c>e</c>.</summary>
    public const string ContactColumns = "e.source_id, e.folder_id, e.last_modified, e.contact";

    /// <summary>What <see cref="ReadEntry"/> reads, of an entry <c>e</c> and its phone book <c>b</c>.</summary>
    public const string EntryColumns = $"{ContactColumns}, e.name, b.owner, b.title, b.source, b.tenant_id, b.mailbox_id";

    /// <summary>How many <see cref="EntryColumns"/> are.</summary>
    public const int EntryColumnCount = 10;

    /// <summary>The contact of a row that begins with <see cref="ContactColumns"/>.</summary>
    public static SyncContact ReadContact(SqliteDataReader rows) => ContactJson.Read(
        // SQLite keeps text in UTF-8, as the reader wants it.
        rows.GetFieldValue<byte[]>(3),
        rows.GetString(0),
        rows.GetString(1),
        rows.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2)));

    /// <summary>The entry of a row that begins with <see cref="EntryColumns"/>.</summary>
    /// <param name="rows">The reader, on the row.</param>
    /// <param name="match">The position of the number that was looked for.</param>
    public static SyncPhoneBookEntry ReadEntry(SqliteDataReader rows, int? match = null)
    {
        var contact = ReadContact(rows);
        return new SyncPhoneBookEntry
        {
            Uid = EntryUid.Of(ReadKey(rows, 7), contact.Id),
            Owner = rows.GetString(5),
            PhoneBook = rows.GetString(6),
            Name = rows.GetString(4),
            Contact = contact,
            Match = match is { } position ? contact.PhoneNumbers.ElementAtOrDefault(position) : null,
        };
    }

    /// <summary>The key of a phone book, from its columns source, tenant_id and mailbox_id.</summary>
    public static PhoneBookKey ReadKey(SqliteDataReader rows, int first) =>
        new(rows.GetString(first + 1), rows.GetString(first + 2), Enum.Parse<PhoneBookSource>(rows.GetString(first)));
}
