using System.Globalization;
using ContactSync.Tests.PhoneBooks;
using ContactSync.Tests.PhoneBooks.Destinations;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>A store that processes write and are killed over, looked at beside them.</summary>
internal abstract class KillStore : IAsyncDisposable
{
    // The same tables in both stores. What is counted here is half-written, doubled or belongs to nothing.
    private static readonly string[] Faults =
    [
        "SELECT count(*) FROM phone_book b WHERE entry_count <> (SELECT count(*) FROM entry WHERE phone_book_id = b.id)",
        "SELECT count(*) FROM phone_book WHERE id NOT IN (SELECT phone_book_id FROM folder_state)",
        "SELECT count(*) FROM folder_state WHERE phone_book_id NOT IN (SELECT id FROM phone_book)",
        "SELECT count(*) FROM entry WHERE phone_book_id NOT IN (SELECT id FROM phone_book)",
        "SELECT count(*) FROM number WHERE entry_id NOT IN (SELECT id FROM entry)",
        "SELECT count(*) FROM listing_mailbox WHERE listing_id NOT IN (SELECT id FROM listing)",
        "SELECT count(*) FROM served WHERE destination_id NOT IN (SELECT id FROM destination)",
        "SELECT count(*) - count(DISTINCT source || tenant_id || mailbox_id) FROM phone_book",
        "SELECT count(*) FROM (SELECT 1 FROM entry GROUP BY phone_book_id, source_id HAVING count(*) > 1) doubled",
        "SELECT count(*) FROM (SELECT 1 FROM served GROUP BY destination_id, reference HAVING count(*) > 1) doubled",
    ];

    /// <summary>Where it is, as an admin writes it.</summary>
    public abstract string StorePath { get; }

    /// <summary>Tells how much of a run has come to the store.</summary>
    public abstract ProgressMeter Written { get; }

    public static KillStore Make(StoreKind kind, string path) => kind switch
    {
        StoreKind.Sqlite => new SqliteKillStore(path),
        StoreKind.PostgreSql => new PostgreSqlKillStore(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Nothing is half-written, doubled or damaged.</summary>
    public async Task CheckSoundAsync()
    {
        if (!await HasTablesAsync())
            return;
        await CheckFilesAsync();
        foreach (var fault in Faults)
            Assert.True(await CountAsync(fault) == 0, fault);
    }

    /// <summary>A number that the store tells; 0 where nothing was made yet.</summary>
    public async Task<long> ReadAsync(string sql) => await HasTablesAsync() ? await CountAsync(sql) : 0;

    public abstract ValueTask DisposeAsync();

    protected abstract Task<bool> HasTablesAsync();

    protected abstract Task CheckFilesAsync();

    protected abstract Task<object?> RunAsync(string sql);

    protected async Task<long> CountAsync(string sql) => Convert.ToInt64(await RunAsync(sql), CultureInfo.InvariantCulture);
}

/// <summary>A file.</summary>
internal sealed class SqliteKillStore(string path) : KillStore
{
    public override string StorePath => path;

    public override ProgressMeter Written { get; } = new WatchedMeter(() =>
    {
        var log = new FileInfo(path + "-wal");
        return log.Exists ? log.Length : 0;
    });

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<bool> HasTablesAsync() =>
        File.Exists(path) && await RunAsync("SELECT 1 FROM sqlite_schema WHERE name = 'run'") is not null;

    protected override async Task CheckFilesAsync()
    {
        Assert.Equal("ok", await RunAsync("PRAGMA integrity_check"));
        Assert.Null(await RunAsync("PRAGMA foreign_key_check"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM entry WHERE id NOT IN (SELECT id FROM entry_words_docsize)"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM entry_words_docsize WHERE id NOT IN (SELECT id FROM entry)"));
    }

    protected override async Task<object?> RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

/// <summary>A schema in a database, whose server is reached by the module through a relay and by the test beside it.</summary>
internal sealed class PostgreSqlKillStore : KillStore
{
    private static readonly SemaphoreSlim Installing = new(1);

    private readonly PostgreSqlServer server = new();

    private readonly ServerRelay relay;

    public PostgreSqlKillStore()
    {
        var place = new Uri(server.Location.ToString());
        relay = new ServerRelay(place);
        StorePath = relay.Through(place.AbsoluteUri);
        Written = new RelayMeter(relay);
    }

    public override string StorePath { get; }

    public override ProgressMeter Written { get; }

    /// <summary>Lets what the dead hold be another machine's, where nobody can see that they are dead.</summary>
    public Task MoveLeasesElsewhereAsync() => RunAsync("UPDATE lease SET holder = 'elsewhere 1 1 1'");

    /// <summary>Lets the time of all that is taken be over by the server's clock.</summary>
    public Task ExpireLeasesAsync() => RunAsync("UPDATE lease SET until = clock_timestamp() - interval '1 second'");

    public override async ValueTask DisposeAsync()
    {
        await relay.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override async Task<bool> HasTablesAsync() => await RunAsync("SELECT to_regclass('run') IS NOT NULL") is true;

    /// <summary>
    /// Each row that an index shall have is in it, and no page of a table or an index is damaged: by an extension that is PostgreSQL's own,
    /// though not every server has it.
    /// </summary>
    /// <remarks>https://www.postgresql.org/docs/current/amcheck.html</remarks>
    protected override async Task CheckFilesAsync()
    {
        if (!await HasAmcheckAsync())
            return;
        const string OfSchema = "FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace";
        await RunAsync($"""
            SELECT count(public.bt_index_check(c.oid, true)) {OfSchema}
            AND c.relkind = 'i' AND c.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
            """);
        Assert.Equal(0, await CountAsync(
            $"SELECT count(*) FROM (SELECT c.oid {OfSchema} AND c.relkind = 'r') t, public.verify_heapam(t.oid, check_toast => true)"));
    }

    protected override Task<object?> RunAsync(string sql) => server.RunAsync(sql);

    private async Task<bool> HasAmcheckAsync()
    {
        await Installing.WaitAsync();
        try
        {
            if (await CountAsync("SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'") == 0)
                return false;
            await RunAsync("CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA public");
            return true;
        }
        finally
        {
            Installing.Release();
        }
    }
}
