using System.Globalization;
using System.Text;
using ContactSync.Engine.Planning;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>Brings the tables of an older version up to date. A copy of the file as it was stays beside it.</summary>
internal static class SqliteMigration
{
    private static readonly string[] Tables = ["number", "entry", "folder_state", "phone_book"];

    /// <summary>The copy that is made before the tables of a version are changed.</summary>
    public static string BackupPath(string path, int version) => $"{path}.v{version.ToString(CultureInfo.InvariantCulture)}.bak";

    /// <summary>Copies the file as it is now, once. To be called outside of a transaction.</summary>
    public static void BackUp(SqliteConnection connection, string path, int version)
    {
        var backup = BackupPath(path, version);
        if (!File.Exists(backup))
            SqliteUpkeep.BackUp(connection, backup);
    }

    /// <summary>
    /// Makes the present tables of those of version 1. To be called within a write transaction, with foreign keys not enforced.
    /// </summary>
    public static void FromVersion1(SqliteConnection connection, CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
            SqliteSql.Run(connection, $"ALTER TABLE {table} RENAME TO old_{table}");
        SqliteSql.Run(connection, "DROP INDEX number_digits");
        SqliteSchema.Create(connection);
        SqliteSql.Run(connection, """
            INSERT INTO phone_book (id, source, tenant_id, mailbox_id, owner, owner_key, title, title_key, connection, connection_key,
                revision, change, entry_count, rules_fingerprint, last_sync)
            SELECT id, 'Mailbox', tenant_id, mailbox_id, owner, owner_key, title, title_key, connection, connection_key,
                revision, 1, entry_count, rules_fingerprint, last_sync FROM old_phone_book;
            INSERT INTO folder_state SELECT * FROM old_folder_state;
            INSERT INTO entry SELECT * FROM old_entry;
            """);
        CopyNumbersAndWords(connection, cancellationToken);
        foreach (var table in Tables)
            SqliteSql.Run(connection, $"DROP TABLE old_{table}");
    }

    // The kind of a number and the words of a name stand in the contact only.
    private static void CopyNumbersAndWords(SqliteConnection connection, CancellationToken cancellationToken)
    {
        using var index = new EntryIndex(connection);
        using var command = SqliteSql.Command(connection, "SELECT id, phone_book_id, name, contact FROM entry");
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var contact = ContactJson.Read(Encoding.UTF8.GetBytes(rows.GetString(3)), "", "", null);
            index.Add(rows.GetInt64(0), rows.GetInt64(1), rows.GetString(2), contact);
        }
    }
}
