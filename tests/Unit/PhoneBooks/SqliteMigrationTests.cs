using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>A store that an earlier version of the module made: brought up to date, nothing lost, and a copy kept.</summary>
public sealed class SqliteMigrationTests : IDisposable
{
    private const string Version1 = """
        CREATE TABLE phone_book (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            tenant_id TEXT NOT NULL,
            mailbox_id TEXT NOT NULL,
            owner TEXT NOT NULL,
            owner_key TEXT NOT NULL,
            title TEXT NOT NULL,
            title_key TEXT NOT NULL,
            connection TEXT NOT NULL,
            connection_key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            entry_count INTEGER NOT NULL,
            rules_fingerprint TEXT NOT NULL,
            last_sync INTEGER NOT NULL, -- milliseconds since 1970, UTC
            UNIQUE (tenant_id, mailbox_id)
        ) STRICT;

        CREATE TABLE folder_state (
            phone_book_id INTEGER NOT NULL REFERENCES phone_book ON DELETE CASCADE,
            folder_id TEXT NOT NULL,
            name TEXT NOT NULL,
            token TEXT NOT NULL,
            PRIMARY KEY (phone_book_id, folder_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE entry (
            id INTEGER PRIMARY KEY,
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

        CREATE TABLE number (
            entry_id INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
            position INTEGER NOT NULL,
            e164 TEXT,
            digits_reversed TEXT NOT NULL, -- so that the last digits, and the whole number too, are found by one index
            PRIMARY KEY (entry_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX number_digits ON number (digits_reversed);
        PRAGMA application_id = 0x43745379; PRAGMA user_version = 1;
        """;

    private static readonly PhoneBookKey Key = new("tenant", "anna");

    private readonly TemporaryFolder folder = new();

    private string StorePath => folder.Path("phonebooks.db");

    private string BackupPath => StorePath + ".v1.bak";

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Entries_numbers_names_and_state_come_along()
    {
        MakeVersion1();

        await using var store = await SqlitePhoneBookStore.OpenAsync(StorePath, readOnly: false, default);

        var book = (await store.FindAsync(Key, default))!;
        Assert.Equal((7, "anna@example.com", 2, 5, Fingerprint), (book.Id, book.Owner, book.EntryCount, book.Revision, book.RulesFingerprint));
        Assert.Equal([State("F", "t9")], book.State);
        var contacts = await store.ReadContactsAsync(book.Id, default).OrderBy(contact => contact.Id).ToListAsync();
        Assert.Equivalent(Entry(First).Contact, contacts[0], strict: true);
        Assert.Equal("Zweiter", Assert.Single(await FindAsync(store, new EntryQuery(Name: "zwei"))).Name);
        Assert.Equal("Jürgen Müller", Assert.Single(await FindAsync(store, new EntryQuery(Numbers: ["+493023125011"]))).Name);
        Assert.Equal(1, (await store.ListPhoneBooksAsync(null, null, null, default).SingleAsync()).Change);
        Assert.Equal("ok", Scalar(StorePath, "PRAGMA integrity_check"));
        Assert.Equal(0L, Scalar(StorePath, "SELECT count(*) FROM pragma_foreign_key_check"));
        Assert.Equal(0L, Scalar(StorePath, "SELECT count(*) FROM sqlite_schema WHERE name GLOB '*old_*' OR sql GLOB '*[^f]old_*'"));

        Assert.True(await store.TryApplyAsync(Plan(Key, book, updated: [Contact("1", "Neu")], deleted: ["2"]), Now, default));
        Assert.Equal("Neu", Assert.Single(await FindAsync(store, new EntryQuery())).Name);
        Assert.True(await store.RemovePhoneBookAsync(book.Id, default));
        Assert.Equal(0L, Scalar(StorePath, "SELECT count(*) FROM number"));
    }

    [Fact]
    public async Task Its_tables_and_indexes_are_those_of_a_new_one()
    {
        MakeVersion1();
        foreach (var path in (string[])[StorePath, folder.Path("new.db")])
            await (await SqlitePhoneBookStore.OpenAsync(path, readOnly: false, default)).DisposeAsync();

        const string Schema = "SELECT group_concat(type || ' ' || name || ' ' || sql, ';' ORDER BY name) FROM sqlite_schema";
        Assert.Contains("CREATE INDEX phone_book_title", (string?)Scalar(StorePath, Schema), StringComparison.Ordinal);
        Assert.Equal(Scalar(folder.Path("new.db"), Schema), Scalar(StorePath, Schema));
    }

    [Fact]
    public async Task A_copy_of_the_old_one_stays_beside_it()
    {
        MakeVersion1();

        await (await SqlitePhoneBookStore.OpenAsync(StorePath, readOnly: false, default)).DisposeAsync();

        Assert.Equal(1L, Scalar(BackupPath, "PRAGMA user_version"));
        Assert.Equal(2L, Scalar(BackupPath, "SELECT count(*) FROM entry"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(BackupPath));
        Assert.Equal([BackupPath, StorePath], Directory.GetFiles(folder.Root).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task To_read_only_it_is_refused_and_not_touched()
    {
        MakeVersion1();
        var before = await File.ReadAllBytesAsync(StorePath);

        var error = await Assert.ThrowsAsync<SyncException>(() => SqlitePhoneBookStore.OpenAsync(StorePath, readOnly: true, default));

        Assert.Equal("StoreOlder", error.ErrorId);
        Assert.Equal(before, await File.ReadAllBytesAsync(StorePath));
        Assert.False(File.Exists(BackupPath));
    }

    [Fact]
    public async Task What_fails_on_the_way_leaves_the_old_one()
    {
        MakeVersion1();
        Run(StorePath, "UPDATE entry SET contact = 'not JSON' WHERE source_id = '2'");

        var error = await Assert.ThrowsAsync<SyncException>(() => SqlitePhoneBookStore.OpenAsync(StorePath, readOnly: false, default));

        Assert.Equal("StoreCorrupt", error.ErrorId);
        Assert.Equal(1L, Scalar(StorePath, "PRAGMA user_version"));
        Assert.Equal(2L, Scalar(StorePath, "SELECT count(*) FROM entry"));
    }

    private static SyncContact First => Contact("1", "Jürgen Müller", "F", "030 23125011");

    private void MakeVersion1()
    {
        Run(StorePath, Version1);
        Run(
            StorePath,
            """
            INSERT INTO phone_book VALUES (7, 'tenant', 'anna', 'anna@example.com', 'ANNA@EXAMPLE.COM', 'Privat', 'PRIVAT', 'pbx', 'PBX',
                5, 2, $fingerprint, 0);
            INSERT INTO folder_state VALUES (7, 'F', 'Folder F', 't9');
            """,
            ("$fingerprint", Fingerprint));
        foreach (var (id, contact) in (IEnumerable<(int, SyncContact)>)[(1, First), (2, Contact("2", "Zweiter"))])
        {
            var entry = Entry(contact);
            Run(
                StorePath, "INSERT INTO entry VALUES ($id, 7, $source, 'F', $name, upper($name), '', $hash, NULL, $json)",
                ("$id", id), ("$source", contact.Id), ("$name", entry.Name), ("$hash", entry.Hash),
                ("$json", System.Text.Encoding.UTF8.GetString(entry.Json.Span)));
        }
        Run(StorePath, "INSERT INTO number VALUES (1, 0, '+493023125011', '11052132039' || '4')");
    }

    private static void Run(string path, string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private static object? Scalar(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static Task<List<SyncPhoneBookEntry>> FindAsync(SqlitePhoneBookStore store, EntryQuery query) =>
        store.FindEntriesAsync(query, default).ToListAsync().AsTask();
}
