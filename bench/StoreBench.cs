using System.Diagnostics;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.PostgreSql;
using ContactSync.PhoneBooks.Stores.Sqlite;

namespace ContactSync.Bench;

/// <summary>
/// What a store costs alone: a first import and a run with few changes, beside the driver's own bulk insert of the same rows.
/// </summary>
internal static class StoreBench
{
    private const int EntriesOfABook = 1000;

    // How much longer than the driver's own insert.
    private const double Aim = 2;

    public static async Task<string> RunAsync(BenchOptions options)
    {
        var books = Math.Max(1, options.Entries / EntriesOfABook);
        var plans = Enumerable.Range(0, books).Select(book => MadeContacts.Plan(book, book * EntriesOfABook, EntriesOfABook)).ToList();
        List<string[]> rows =
            [["store", "first import", "driver's own insert", "ratio", $"{options.Percent:0.##} % changed", "aim: ratio up to 2"]];
        rows.Add(Row("SQLite", await RoundsAsync(options, plans, SqliteAsync)));
        if (DriverInsert.Address is not null)
            rows.Add(Row("PostgreSQL", await RoundsAsync(options, plans, PostgreSqlAsync)));
        return $"`{options}`. {Machine.Describe()}.\n\n{books * EntriesOfABook} entries with two numbers each in {books} phone books, a "
            + "transaction each; the driver has the same rows ready and inserts them in one, by COPY or by prepared statements, into the "
            + $"same tables. Medians.\n\n{Markdown.Table(rows)}";
    }

    private static async Task<List<Costs>> RoundsAsync(
        BenchOptions options, List<PhoneBookPlan> plans, Func<List<PhoneBookPlan>, int, Task<Costs>> measureAsync)
    {
        var each = (int)Math.Max(1, 100 / options.Percent);
        var rounds = new List<Costs>();
        // The first round compiles.
        await measureAsync([.. plans.Take(5)], each);
        for (var round = 0; round < options.Rounds; round++)
            rounds.Add(await measureAsync(plans, each));
        return rounds;
    }

    private static async Task<Costs> SqliteAsync(List<PhoneBookPlan> plans, int each)
    {
        var folder = Directory.CreateTempSubdirectory("contactsync-bench-");
        try
        {
            var (ours, drivers) = (Path.Combine(folder.FullName, "ours.db"), Path.Combine(folder.FullName, "driver.db"));
            double import, change;
            await using (var store = await SqlitePhoneBookStore.OpenAsync(ours, readOnly: false, default))
                (import, change) = (await ImportAsync(store, plans), await ChangeAsync(store, plans.Count, each));
            await (await SqlitePhoneBookStore.OpenAsync(drivers, readOnly: false, default)).DisposeAsync();
            return new Costs(import, DriverInsert.IntoSqlite(ours, drivers), change);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Costs> PostgreSqlAsync(List<PhoneBookPlan> plans, int each)
    {
        await using var ours = new DriverInsert.Schema();
        await using var drivers = new DriverInsert.Schema();
        double import, change;
        await using (var store = await ours.OpenAsync())
            (import, change) = (await ImportAsync(store, plans), await ChangeAsync(store, plans.Count, each));
        await (await drivers.OpenAsync()).DisposeAsync();
        return new Costs(import, await DriverInsert.IntoPostgreSqlAsync(ours, drivers), change);
    }

    private static async Task<double> ImportAsync(IPhoneBookStore store, List<PhoneBookPlan> plans)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var plan in plans)
            Require(await store.TryApplyAsync(plan, DateTimeOffset.UtcNow, default));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> ChangeAsync(IPhoneBookStore store, int books, int each)
    {
        var plans = new List<PhoneBookPlan>();
        for (var book = 0; book < books; book++)
        {
            var stored = await store.FindAsync(MadeContacts.KeyOf(book), default);
            plans.Add(MadeContacts.Change(stored!, book * EntriesOfABook, EntriesOfABook, each));
        }
        return await ImportAsync(store, plans);
    }

    private static void Require(bool isDone)
    {
        if (!isDone)
            throw new InvalidOperationException("The plan was not carried out.");
    }

    private static string[] Row(string name, List<Costs> rounds)
    {
        var ratio = rounds.Select(round => round.Import / round.Driver).Median();
        return
        [
            name, $"{rounds.Select(round => round.Import).Median():0.00} s", $"{rounds.Select(round => round.Driver).Median():0.00} s",
            $"{ratio:0.00}", $"{rounds.Select(round => round.Change).Median():0.00} s", Markdown.Verdict(ratio <= Aim),
        ];
    }

    private sealed record Costs(double Import, double Driver, double Change);
}
