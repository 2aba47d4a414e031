using System.Runtime.Versioning;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>Files that are locked, damaged, newer, another's or missing: a clear error, and not a byte changed.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private static readonly PhoneBookKey Key = new("tenant", "anna");

    private readonly TemporaryFolder folder = new();

    private string StorePath => folder.Path("Büro 1/phonebooks.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Folder_and_files_are_the_owner_s_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "because Windows has access lists instead of modes");

        await using var store = await FillAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path("Büro 1")));
        var files = Directory.GetFiles(folder.Path("Büro 1"));
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task What_was_written_is_there_when_the_store_is_opened_again()
    {
        await (await FillAsync()).DisposeAsync();

        Assert.Equal([StorePath], Directory.GetFiles(folder.Path("Büro 1")));
        await using var readOnly = await OpenAsync(readOnly: true);
        await using var store = await OpenAsync();
        Assert.Equal(1, (await store.FindAsync(Key, default))!.EntryCount);
        Assert.Equal("Name 1", (await readOnly.FindEntriesAsync(new EntryQuery(), default).SingleAsync()).Name);
    }

    [Fact]
    public async Task To_read_only_there_must_be_a_store_and_none_is_made()
    {
        var error = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(readOnly: true));

        Assert.Equal("StoreNotFound", error.ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task A_store_opened_to_read_only_is_never_written()
    {
        await (await FillAsync()).DisposeAsync();
        var before = await File.ReadAllBytesAsync(StorePath);

        await using (var store = await OpenAsync(readOnly: true))
        {
            Assert.Equal("StoreReadOnly", (await Assert.ThrowsAsync<SyncException>(() => ApplyAsync(store, "2"))).ErrorId);
            Assert.NotNull(await store.FindAsync(Key, default));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(StorePath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_no_database_is_not_touched(bool readOnly)
    {
        var text = string.Concat(Enumerable.Repeat("My shopping list. ", 500));
        MakeFolder();
        await File.WriteAllTextAsync(StorePath, text);

        var error = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(readOnly));

        Assert.Equal("StoreCorrupt", error.ErrorId);
        Assert.Contains(StorePath, error.Message, StringComparison.Ordinal);
        Assert.Contains($"Move-Item '{StorePath}'", error.Advice, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(StorePath));
    }

    [Fact]
    public async Task A_damaged_store_is_not_made_worse()
    {
        await using (var store = await OpenAsync())
        {
            var contacts = Enumerable.Range(0, 300).Select(number => Contact($"{number}", new string('n', 200)));
            Assert.True(await store.TryApplyAsync(FirstPlan(Key, [.. contacts]), Now, default));
        }
        var bytes = await File.ReadAllBytesAsync(StorePath);
        // All but the first pages: schema and phone books are read, then the damage is met.
        new Random(1).NextBytes(bytes.AsSpan(32 * 4096));
        await File.WriteAllBytesAsync(StorePath, bytes);

        await using (var store = await OpenAsync())
        {
            var read = await Assert.ThrowsAsync<SyncException>(() =>
                store.FindEntriesAsync(new EntryQuery(), default).CountAsync().AsTask());
            Assert.Equal("StoreCorrupt", read.ErrorId);
            var written = await Assert.ThrowsAsync<SyncException>(async () =>
                await store.TryApplyAsync(Plan(Key, await store.FindAsync(Key, default), updated: [Contact("150")]), Now, default));
            Assert.Equal("StoreCorrupt", written.ErrorId);
        }
        Assert.Equal(bytes, await File.ReadAllBytesAsync(StorePath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_program_s_database_is_not_touched(bool readOnly)
    {
        MakeFolder();
        Execute("CREATE TABLE phone_book (id INTEGER)");
        var before = await File.ReadAllBytesAsync(StorePath);

        Assert.Equal("StoreForeign", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync(readOnly))).ErrorId);
        Assert.Equal(before, await File.ReadAllBytesAsync(StorePath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_newer_version_s_store_is_not_touched(bool readOnly)
    {
        await (await FillAsync()).DisposeAsync();
        Execute("PRAGMA user_version = 99");
        var before = await File.ReadAllBytesAsync(StorePath);

        var error = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(readOnly));

        Assert.Equal("StoreNewer", error.ErrorId);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(StorePath));
    }

    [Fact]
    public async Task An_empty_file_becomes_a_store()
    {
        MakeFolder();
        await File.WriteAllBytesAsync(StorePath, []);

        Assert.Equal("StoreNotFound", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync(readOnly: true))).ErrorId);
        await using var store = await FillAsync();
    }

    [Fact]
    public async Task A_folder_in_the_file_s_place_is_an_error()
    {
        Directory.CreateDirectory(StorePath);

        Assert.Equal("StoreUnreachable", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync())).ErrorId);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_without_write_access_is_an_error_before_anything_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "because root may write any file, and Windows has no modes");
        await (await FillAsync()).DisposeAsync();
        File.SetUnixFileMode(StorePath, UnixFileMode.UserRead);

        Assert.Equal("StoreReadOnly", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync())).ErrorId);
    }

    [Fact]
    public async Task A_lock_that_stays_is_an_error_and_the_store_works_again_afterwards()
    {
        await using var store = await FillAsync(TimeSpan.FromMilliseconds(50));
        using (Lock())
        {
            Assert.Equal("StoreLocked", (await Assert.ThrowsAsync<SyncException>(() => ApplyAsync(store, "2"))).ErrorId);
            Assert.Equal("StoreLocked", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync(lockTimeout: TimeSpan.Zero))).ErrorId);
            Assert.Equal(1, (await store.FindAsync(Key, default))!.EntryCount);
        }
        Assert.True(await ApplyAsync(store, "2"));
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        await using var store = await FillAsync(TimeSpan.FromHours(1));
        using var stop = new CancellationTokenSource();
        using var held = Lock();

        var waiting = Task.Run(async () => await store.TryApplyAsync(Plan(Key, await store.FindAsync(Key, default)), Now, stop.Token));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Several_processes_queue_and_all_arrive()
    {
        // Each store object has its own connections, as each process has.
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), async (process, token) =>
        {
            await using var store = await OpenAsync();
            for (var number = 0; number < 10; number++)
            {
                var plan = FirstPlan(new PhoneBookKey("tenant", $"{process}-{number}"), Contact("1"));
                Assert.True(await store.TryApplyAsync(plan, Now, token));
            }
        });

        await using var all = await OpenAsync(readOnly: true);
        Assert.Equal(40, await all.FindEntriesAsync(new EntryQuery(), default).CountAsync());
    }

    [Fact]
    public async Task Closing_twice_and_while_it_is_read_is_harmless()
    {
        await using var store = await FillAsync();
        await foreach (var _ in store.FindEntriesAsync(new EntryQuery(), default))
            await store.DisposeAsync();

        await using var again = await OpenAsync();
        Assert.Equal(1, (await again.FindAsync(Key, default))!.EntryCount);
    }

    [Fact]
    public async Task A_thousand_contacts_of_long_ids_go_in_and_come_out()
    {
        await using var store = await OpenAsync();
        var contacts = Enumerable.Range(0, 1000).Select(number =>
            Contact($"{new string('A', 140)}{number}", null, "F", $"030 2312{number:D4}"));

        Assert.True(await store.TryApplyAsync(FirstPlan(Key, [.. contacts]), Now, default));

        Assert.Equal(1000, await store.ReadContactsAsync(1, default).Select(contact => contact.Id).Distinct().CountAsync());
        Assert.Single(await store.FindEntriesAsync(new EntryQuery(Numbers: ["+493023120999"]), default).ToListAsync());
    }

    private Task<SqlitePhoneBookStore> OpenAsync(bool readOnly = false, TimeSpan? lockTimeout = null) =>
        SqlitePhoneBookStore.OpenAsync(StorePath, readOnly, lockTimeout ?? TimeSpan.FromSeconds(30), default);

    private async Task<SqlitePhoneBookStore> FillAsync(TimeSpan? lockTimeout = null)
    {
        var store = await OpenAsync(lockTimeout: lockTimeout);
        Assert.True(await store.TryApplyAsync(FirstPlan(Key, Contact("1")), Now, default));
        return store;
    }

    private static async Task<bool> ApplyAsync(SqlitePhoneBookStore store, string id) =>
        await store.TryApplyAsync(Plan(Key, await store.FindAsync(Key, default), added: [Contact(id)]), Now, default);

    private void MakeFolder() => Directory.CreateDirectory(Path.GetDirectoryName(StorePath)!);

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteTransactionHolder Lock() => new(Connect());

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private sealed class SqliteTransactionHolder : IDisposable
    {
        private readonly SqliteConnection connection;

        private readonly SqliteTransaction transaction;

        public SqliteTransactionHolder(SqliteConnection connection)
        {
            this.connection = connection;
            transaction = connection.BeginTransaction(deferred: false);
        }

        public void Dispose()
        {
            transaction.Dispose();
            connection.Dispose();
        }
    }
}
