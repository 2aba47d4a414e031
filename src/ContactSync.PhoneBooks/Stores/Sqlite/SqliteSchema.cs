using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>The tables of a store file, made and recognised.</summary>
internal static class SqliteSchema
{
    /// <summary>The version this program reads and writes, kept as the file's <c>user_version</c>.</summary>
    public const int Version = 2;

    // "CtSy", so that another program's database is not taken for ours.
    private const int ApplicationId = 0x43745379;

    // Ids of the source are case-sensitive, as text is in SQLite unless told otherwise. *_key columns hold TextKeys to search and sort by.
    // Ids of entries are not used again, for the words of a name are found by them.
    private const string Tables = """
        CREATE TABLE phone_book (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            source TEXT NOT NULL, -- Mailbox, File, Merge
            tenant_id TEXT NOT NULL,
            mailbox_id TEXT NOT NULL,
            owner TEXT NOT NULL,
            owner_key TEXT NOT NULL,
            title TEXT NOT NULL,
            title_key TEXT NOT NULL,
            connection TEXT NOT NULL,
            connection_key TEXT NOT NULL,
            revision INTEGER NOT NULL, -- of each run
            change INTEGER NOT NULL, -- of each run that changed what is shown
            entry_count INTEGER NOT NULL,
            rules_fingerprint TEXT NOT NULL,
            last_sync INTEGER NOT NULL, -- milliseconds since 1970, UTC
            UNIQUE (source, tenant_id, mailbox_id)
        ) STRICT;

        CREATE INDEX phone_book_title ON phone_book (owner_key, title_key);

        CREATE TABLE folder_state (
            phone_book_id INTEGER NOT NULL REFERENCES phone_book ON DELETE CASCADE,
            folder_id TEXT NOT NULL,
            name TEXT NOT NULL,
            token TEXT NOT NULL,
            PRIMARY KEY (phone_book_id, folder_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            phone_book_id INTEGER NOT NULL REFERENCES phone_book ON DELETE CASCADE,
            source_id TEXT NOT NULL,
            folder_id TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            company_key TEXT NOT NULL,
            hash TEXT NOT NULL,
            last_modified INTEGER, -- milliseconds since 1970, UTC
            contact TEXT NOT NULL, -- JSON
            UNIQUE (phone_book_id, source_id)
        ) STRICT;

        -- To list a phone book, and to match names in it without reading its entries.
        CREATE INDEX entry_name ON entry (phone_book_id, name_key, company_key);

        -- The words of name and company, found by their beginnings, and the phone book as a word of its own. A beginning that stands in the
        -- index is read until enough is found; of a longer one all that begins so must be gathered first.
        CREATE VIRTUAL TABLE entry_words USING fts5 (
            words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7 8 9 10 11 12',
            tokenize = "unicode61 remove_diacritics 0 tokenchars '#'"
        );

        -- The keys of name and company, found by any three characters on end.
        CREATE VIRTUAL TABLE entry_parts USING fts5 (
            parts, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
        );

        CREATE TRIGGER entry_deleted AFTER DELETE ON entry BEGIN
            DELETE FROM entry_words WHERE rowid = old.id;
            DELETE FROM entry_parts WHERE rowid = old.id;
        END;

        CREATE TABLE number (
            entry_id INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            raw TEXT NOT NULL,
            e164 TEXT,
            dial_form TEXT,
            digits_reversed TEXT NOT NULL, -- so that the last digits, and the whole number too, are found by one index
            PRIMARY KEY (entry_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX number_digits ON number (digits_reversed);

        -- Which mailboxes a query found, so that the next run sees who left.
        CREATE TABLE listing (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE listing_mailbox (
            listing_id INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
            tenant_id TEXT NOT NULL,
            mailbox_id TEXT NOT NULL,
            left_at INTEGER, -- milliseconds since 1970, UTC; null while it is in the listing
            PRIMARY KEY (listing_id, tenant_id, mailbox_id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX listing_of_mailbox ON listing_mailbox (tenant_id, mailbox_id);

        CREATE TABLE destination (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            settings TEXT NOT NULL, -- JSON, without any secret
            fingerprint TEXT NOT NULL DEFAULT '', -- of what it was made equal to
            token TEXT,
            last_published INTEGER, -- milliseconds since 1970, UTC
            last_error TEXT
        ) STRICT;

        -- What lies at a destination. An entry may be gone and its item still be there.
        CREATE TABLE served (
            destination_id INTEGER NOT NULL REFERENCES destination ON DELETE CASCADE,
            uid TEXT NOT NULL,
            hash TEXT NOT NULL,
            reference TEXT NOT NULL,
            version TEXT NOT NULL,
            PRIMARY KEY (destination_id, uid)
        ) STRICT, WITHOUT ROWID;

        -- The phone books that runs are working on.
        CREATE TABLE lease (
            source TEXT NOT NULL,
            tenant_id TEXT NOT NULL,
            mailbox_id TEXT NOT NULL,
            holder TEXT NOT NULL,
            until INTEGER NOT NULL, -- milliseconds since 1970, UTC
            PRIMARY KEY (source, tenant_id, mailbox_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            connection TEXT NOT NULL,
            start_time INTEGER NOT NULL, -- milliseconds since 1970, UTC
            end_time INTEGER NOT NULL,
            mailboxes INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            stopped INTEGER NOT NULL,
            added INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            deleted INTEGER NOT NULL
        ) STRICT;
        """;

    /// <summary>Makes the tables in an empty file. To be called within a write transaction.</summary>
    public static void Create(SqliteConnection connection) =>
        SqliteSql.Run(connection, $"{Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};");

    /// <summary>The version of the tables that are there; 0 for an empty file.</summary>
    /// <exception cref="SyncException">The file is a newer version's or another program's.</exception>
    public static int Check(SqliteConnection connection, string path)
    {
        // In this order: where another process makes the tables meanwhile, what is looked at last is its own.
        var isEmpty = SqliteSql.Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        var version = SqliteSql.Number(connection, "PRAGMA user_version");
        if (SqliteSql.Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            if (isEmpty && version == 0)
                return 0;
            throw Texts.Catalog.Create(nameof(Errors.StoreForeign), SyncErrorKind.InvalidData, path, path);
        }
        if (version > Version)
            throw Texts.Catalog.Create(nameof(Errors.StoreNewer), SyncErrorKind.InvalidData, path, path, version, Version);
        return (int)version;
    }
}
