using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.PostgreSql;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>Databases that are away, locked, newer, another's or not to be trusted: a clear error, and nothing changed.</summary>
public sealed class PostgreSqlFaultTests : IAsyncDisposable
{
    private static readonly PhoneBookKey Key = new("tenant", "anna");

    private readonly PostgreSqlServer server = new();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task To_read_only_there_must_be_a_store_and_none_is_made()
    {
        Assert.Equal("StoreNotFound", (await Assert.ThrowsAsync<SyncException>(() => server.OpenAsync(readOnly: true))).ErrorId);

        Assert.Equal(0L, await server.RunAsync($"SELECT count(*) FROM pg_namespace WHERE nspname = '{server.Location.Schema}'"));
    }

    [Fact]
    public async Task A_store_opened_to_read_only_is_never_written()
    {
        await (await FillAsync()).DisposeAsync();

        await using var store = await server.OpenAsync(readOnly: true);
        Assert.Equal("StoreReadOnly", (await Assert.ThrowsAsync<SyncException>(() => ApplyAsync(store, "2"))).ErrorId);
        Assert.Equal(1, (await store.FindAsync(Key, default))!.Revision);
    }

    [Fact]
    public async Task Another_program_s_schema_is_not_touched()
    {
        await server.RunAsync($"CREATE SCHEMA {server.Location.Schema}; CREATE TABLE {server.Location.Schema}.phone_book (id integer)");

        Assert.Equal("SchemaForeign", (await Assert.ThrowsAsync<SyncException>(() => server.OpenAsync())).ErrorId);
        Assert.Equal("SchemaForeign", (await Assert.ThrowsAsync<SyncException>(() => server.OpenAsync(readOnly: true))).ErrorId);
        Assert.Equal(1L, await server.RunAsync($"SELECT count(*) FROM pg_tables WHERE schemaname = '{server.Location.Schema}'"));
    }

    [Fact]
    public async Task A_schema_that_an_admin_made_is_used()
    {
        await server.RunAsync($"CREATE SCHEMA {server.Location.Schema}");

        await using var store = await FillAsync();
        Assert.NotNull(await store.FindAsync(Key, default));
    }

    [Fact]
    public async Task A_newer_version_s_store_is_not_touched()
    {
        await (await FillAsync()).DisposeAsync();
        await server.RunAsync("UPDATE contactsync_store SET version = 99");

        var error = await Assert.ThrowsAsync<SyncException>(() => server.OpenAsync());
        Assert.Equal("StoreNewer", error.ErrorId);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
        Assert.Equal("StoreNewer", (await Assert.ThrowsAsync<SyncException>(() => server.OpenAsync(readOnly: true))).ErrorId);
        Assert.Equal(99, await server.RunAsync("SELECT version FROM contactsync_store"));
    }

    [Fact]
    public async Task An_older_version_s_store_is_brought_up_to_date_or_left()
    {
        await (await FillAsync()).DisposeAsync();
        string[] next = [.. PostgreSqlSchema.Migrations, "ALTER TABLE phone_book ADD COLUMN color text NOT NULL DEFAULT 'blue'"];

        var older = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(next, readOnly: true));
        Assert.Equal("StoreOlder", older.ErrorId);
        Assert.Equal("DatabaseFailed", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync([.. next, "SELECT 1 / 0"]))).ErrorId);
        Assert.Equal(next.Length - 1, await server.RunAsync("SELECT version FROM contactsync_store"));
        Assert.Equal(0L, await server.RunAsync(
            "SELECT count(*) FROM pg_attribute WHERE attname = 'color' AND attrelid = 'phone_book'::regclass"));

        // Several machines at once: one does it, the others wait.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await (await OpenAsync(next)).DisposeAsync()));
        Assert.Equal("blue", await server.RunAsync("SELECT color FROM phone_book"));
        Assert.Equal(next.Length, await server.RunAsync("SELECT version FROM contactsync_store"));
    }

    [Fact]
    public async Task Several_machines_make_one_store()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 6), async (machine, token) =>
        {
            await using var store = await server.OpenAsync();
            var plan = FirstPlan(new PhoneBookKey("tenant", $"{machine}"), Contact("1"));
            Assert.True(await store.TryApplyAsync(plan, Now, token));
        });

        Assert.Equal(6L, await server.RunAsync("SELECT count(*) FROM entry"));
    }

    [Fact]
    public async Task A_database_in_another_encoding_is_refused()
    {
        var name = server.Location.Schema;
        await server.RunAsync($"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        try
        {
            var error = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(server.Location with { Database = name }));
            Assert.Equal("DatabaseEncoding", error.ErrorId);
        }
        finally
        {
            await server.RunAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    [Fact]
    public async Task What_is_wrong_with_the_way_there_is_told_apart_and_holds_no_secret()
    {
        var there = server.Location;
        var wrong = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(there, "hunter2"));
        Assert.Equal("DatabaseSignInRefused", wrong.ErrorId);
        var missing = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(there with { Database = "nothing" }));
        Assert.Equal("DatabaseNotFound", missing.ErrorId);
        Assert.Contains($"127.0.0.1:{there.Port}/nothing", missing.Message, StringComparison.Ordinal);
        // Nobody listens on the port for reserved use.
        var away = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(PostgreSqlLocation.Parse("postgresql://127.0.0.1:1/contacts")));
        Assert.Equal("DatabaseUnreachable", away.ErrorId);
        foreach (var error in (SyncException[])[wrong, missing, away])
        {
            var text = $"{error} {error.Advice} {error.Target}";
            Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
            Assert.DoesNotContain(PostgreSqlServer.Password, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_server_that_proves_who_it_is_is_spoken_to_over_tls(string host)
    {
        await using var store = await OpenAsync(WithTls(host, PostgreSqlServer.Authority));

        Assert.Equal("ContactSync", await server.RunAsync("""
            SELECT a.application_name FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
            WHERE s.ssl AND a.application_name <> '' LIMIT 1
            """));
    }

    [Fact]
    public async Task A_server_that_does_not_prove_who_it_is_gets_nothing()
    {
        var unknown = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(WithTls("localhost", null)));
        Assert.Equal("DatabaseUntrusted", unknown.ErrorId);
        // In the certificate are localhost and 127.0.0.1.
        var other = await Assert.ThrowsAsync<SyncException>(() => OpenAsync(WithTls("127.0.0.2", PostgreSqlServer.Authority)));
        Assert.Contains(other.ErrorId, (string[])["DatabaseUntrusted", "DatabaseUnreachable"]);
    }

    [Fact]
    public async Task A_user_without_rights_is_told_what_to_ask_for()
    {
        var role = server.Location.Schema;
        await using var admin = await server.ConnectAsync();
        await server.RunAsync($"CREATE ROLE {role} LOGIN PASSWORD '{PostgreSqlServer.Password}'");
        var location = PostgreSqlLocation.Parse(server.Location.ToString().Replace("tester@", $"{role}@", StringComparison.Ordinal));
        try
        {
            Assert.Equal("DatabaseReadOnly", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync(location))).ErrorId);

            await (await FillAsync()).DisposeAsync();
            await server.RunAsync($"GRANT USAGE ON SCHEMA {role} TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {role} TO {role}");
            Assert.Equal("DatabaseReadOnly", (await Assert.ThrowsAsync<SyncException>(() => OpenAsync(location))).ErrorId);
            await using var reader = await PostgreSqlPhoneBookStore.OpenAsync(location, PostgreSqlServer.Password, readOnly: true, default);
            Assert.NotNull(await reader.FindAsync(Key, default));
        }
        finally
        {
            await server.RunAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task A_lock_that_stays_is_an_error_and_the_store_works_again_afterwards()
    {
        await using var store = await FillAsync(TimeSpan.FromMilliseconds(50));
        await using (var other = await server.ConnectAsync())
        {
            await using var held = await other.BeginTransactionAsync();
            await using var command = new Npgsql.NpgsqlCommand("UPDATE phone_book SET title = title", other);
            await command.ExecuteNonQueryAsync();
            Assert.Equal("StoreLocked", (await Assert.ThrowsAsync<SyncException>(() => ApplyAsync(store, "2"))).ErrorId);
        }
        Assert.True(await ApplyAsync(store, "2"));
    }

    [Fact]
    public async Task A_connection_that_was_cut_is_an_error_and_the_store_works_again_afterwards()
    {
        await using var store = await FillAsync();
        var plan = Plan(Key, await store.FindAsync(Key, default)) with
        {
            Added = new InterruptedEntries([Entry(Contact("2")), Entry(Contact("3")), Entry(Contact("4"))], () => server.RunAsync("""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE application_name = 'ContactSync' AND state = 'active' AND query LIKE 'COPY entry%'
                """).GetAwaiter().GetResult()),
        };

        var cut = await Assert.ThrowsAsync<SyncException>(() => store.TryApplyAsync(plan, Now, default));
        Assert.Equal("DatabaseUnreachable", cut.ErrorId);

        Assert.True(await ApplyAsync(store, "2"));
        Assert.Equal(2, await store.FindEntriesAsync(new EntryQuery(), default).CountAsync());
    }

    [Fact]
    public async Task Who_looks_no_further_does_not_wait_for_the_rest()
    {
        await using var store = await server.OpenAsync();
        var contacts = Enumerable.Range(0, 5000).Select(number => Contact($"{number}", new string('n', 200)));
        Assert.True(await store.TryApplyAsync(FirstPlan(Key, [.. contacts]), Now, default));

        Assert.NotNull(await store.FindEntriesAsync(new EntryQuery(), default).FirstAsync());
        await foreach (var _ in store.FindEntriesAsync(new EntryQuery(), default))
            await store.DisposeAsync();

        await using var again = await server.OpenAsync();
        Assert.Equal(5000, (await again.FindAsync(Key, default))!.EntryCount);
    }

    [Fact]
    public async Task A_store_whose_entries_are_missing_is_not_optimized()
    {
        await using var store = await FillAsync();
        await store.OptimizeAsync(default);
        await server.RunAsync("DELETE FROM entry");

        Assert.Equal("StoreInconsistent", (await Assert.ThrowsAsync<SyncException>(() => store.OptimizeAsync(default))).ErrorId);
    }

    [Fact]
    public async Task Words_and_numbers_of_any_length_go_in_and_are_found()
    {
        await using var store = await server.OpenAsync();
        string word = new('ä', 10_000), digits = new('7', 5000);
        var contact = Contact("1", $"{word} {string.Join(' ', Enumerable.Range(0, 50_000))}", "F", digits);
        Assert.True(await store.TryApplyAsync(FirstPlan(Key, contact), Now, default));

        Assert.Single(await store.FindEntriesAsync(new EntryQuery(Name: word), default).ToListAsync());
        Assert.Single(await store.FindEntriesAsync(new EntryQuery(NumberSuffix: digits), default).ToListAsync());
    }

    private static PostgreSqlLocation Tls(PostgreSqlLocation location, string host, string? authority) => PostgreSqlLocation.Parse(
        location.ToString().Replace(location.Host, host, StringComparison.Ordinal)
            + (authority is null ? "&sslmode=verify-full" : $"&sslrootcert={authority}"));

    private PostgreSqlLocation WithTls(string host, string? authority) => Tls(server.Location, host, authority);

    private static Task<PostgreSqlPhoneBookStore> OpenAsync(PostgreSqlLocation location, string? password = null) =>
        PostgreSqlPhoneBookStore.OpenAsync(location, password ?? PostgreSqlServer.Password, readOnly: false, default);

    private Task<PostgreSqlPhoneBookStore> OpenAsync(string[] migrations, bool readOnly = false) => PostgreSqlPhoneBookStore.OpenAsync(
        server.Location, PostgreSqlServer.Password, readOnly, migrations, TimeSpan.FromSeconds(30), default);

    private async Task<PostgreSqlPhoneBookStore> FillAsync(TimeSpan? lockTimeout = null)
    {
        var store = await PostgreSqlPhoneBookStore.OpenAsync(
            server.Location, PostgreSqlServer.Password, readOnly: false, PostgreSqlSchema.Migrations,
            lockTimeout ?? TimeSpan.FromSeconds(30), default);
        Assert.True(await store.TryApplyAsync(FirstPlan(Key, Contact("1")), Now, default));
        return store;
    }

    private static async Task<bool> ApplyAsync(PostgreSqlPhoneBookStore store, string id) =>
        await store.TryApplyAsync(Plan(Key, await store.FindAsync(Key, default), added: [Contact(id)]), Now, default);
}
