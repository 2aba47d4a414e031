using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Npgsql;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>How rows become what they stand for.</summary>
internal static class PostgreSqlRows
{
    /// <summary>What <see cref="ReadContact"/> reads, of an entry <c>e</c>.</summary>
    public const string ContactColumns = "e.source_id, e.folder_id, e.last_modified, e.contact";

    /// <summary>What <see cref="ReadEntry"/> reads, of an entry <c>e</c> and its phone book <c>b</c>.</summary>
    public const string EntryColumns = $"{ContactColumns}, e.name, b.owner, b.title, b.source, b.tenant_id, b.mailbox_id";

    /// <summary>How many <see cref="EntryColumns"/> are.</summary>
    public const int EntryColumnCount = 10;

    /// <summary>The contact of a row that begins with <see cref="ContactColumns"/>.</summary>
    public static SyncContact ReadContact(NpgsqlDataReader rows) =>
        ContactJson.Read(rows.GetFieldValue<byte[]>(3), rows.GetString(0), rows.GetString(1), Time(rows, 2));

    /// <summary>The entry of a row that begins with <see cref="EntryColumns"/>.</summary>
    public static SyncPhoneBookEntry ReadEntry(NpgsqlDataReader rows) => ReadEntry(rows, null);

    /// <summary>The entry of a row that begins with <see cref="EntryColumns"/>, found by a number; its position follows.</summary>
    public static SyncPhoneBookEntry ReadMatch(NpgsqlDataReader rows) => ReadEntry(rows, rows.GetInt32(EntryColumnCount));

    /// <summary>The key of a phone book, from its columns source, tenant_id and mailbox_id.</summary>
    public static PhoneBookKey ReadKey(NpgsqlDataReader rows, int first) =>
        new(rows.GetString(first + 1), rows.GetString(first + 2), Enum.Parse<PhoneBookSource>(rows.GetString(first)));

    /// <summary>A text or null.</summary>
    public static string? Text(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);

    /// <summary>A time or null.</summary>
    public static DateTimeOffset? Time(NpgsqlDataReader rows, int column) =>
        rows.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(column));

    private static SyncPhoneBookEntry ReadEntry(NpgsqlDataReader rows, int? match)
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
}
