using System.Diagnostics;
using System.Text.Json;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;

namespace ContactSync.Bench;

/// <summary>Who calls, and who begins so: in a warm SQLite file, by a process that does nothing else.</summary>
internal static class LookupBench
{
    /// <summary>The argument by which this program knows that it is the process that looks up.</summary>
    public const string ChildCommand = "lookup-once";

    private const int EntriesOfABook = 10_000;

    public static async Task<string> RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("contactsync-bench-");
        try
        {
            var path = Path.Combine(folder.FullName, "bench.db");
            var start = Stopwatch.GetTimestamp();
            await using (var store = await SqlitePhoneBookStore.OpenAsync(path, readOnly: false, default))
            {
                for (var book = 0; book < options.Entries / EntriesOfABook; book++)
                {
                    var plan = MadeContacts.Plan(book, book * EntriesOfABook, EntriesOfABook);
                    if (!await store.TryApplyAsync(plan, DateTimeOffset.UtcNow, default))
                        throw new InvalidOperationException("The plan was not carried out.");
                }
            }
            var filled = Stopwatch.GetElapsedTime(start);
            string[] arguments =
                [typeof(LookupBench).Assembly.Location, ChildCommand, path, $"{options.Entries}", $"{options.Rounds}"];
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var found = JsonSerializer.Deserialize<Found>(text)!;
            return $"`{options}`. {Machine.Describe()}.\n\nThe file has {Markdown.MiB(new FileInfo(path).Length)}; filled in "
                + $"{filled.TotalSeconds:0} s. Working set of the process that looks up: {Markdown.MiB(found.Memory)} (aim: under 100 MiB: "
                + $"{Markdown.Verdict(found.Memory < 100 << 20)}).\n\n{Markdown.Table(Rows(found))}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Looks up and prints what it took.</summary>
    public static async Task PrintOnceAsync(string path, int entries, int rounds)
    {
        await using var store = await SqlitePhoneBookStore.OpenAsync(path, readOnly: true, default);
        var random = new Random(1);
        EntryQuery ByNumber() => new(Number: MadeContacts.BusinessNumber(random.Next(entries)));
        // Word by word as it is typed, from four letters on.
        EntryQuery ByName()
        {
            var name = MadeContacts.Make(random.Next(entries)).DisplayName!.Split(' ');
            return new EntryQuery(Name: $"{name[0][..Math.Min(4, name[0].Length)]} {name[1][..random.Next(4, name[1].Length + 1)]}");
        }
        // Once through, so that the file is warm and the code compiled.
        await MeasureAsync(store, rounds, ByNumber);
        await MeasureAsync(store, rounds / 10, ByName);
        var found = new Found(
            await MeasureAsync(store, rounds, ByNumber), await MeasureAsync(store, rounds, ByName), Environment.WorkingSet);
        Console.WriteLine(JsonSerializer.Serialize(found));
    }

    private static async Task<Times> MeasureAsync(SqlitePhoneBookStore store, int rounds, Func<EntryQuery> next)
    {
        var times = new List<double>(rounds);
        long entries = 0;
        for (var round = 0; round < rounds; round++)
        {
            var query = next();
            var start = Stopwatch.GetTimestamp();
            await foreach (var _ in store.FindEntriesAsync(query, default))
                entries++;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return new Times(times[rounds / 2], times[rounds * 99 / 100], (double)entries / rounds);
    }

    private static List<string[]> Rows(Found found) =>
    [
        ["looked for", "found, on average", "median", "p99", "aim for p99"],
        ["a number", $"{found.Number.Entries:0.0}", $"{found.Number.Median:0.000} ms", $"{found.Number.P99:0.000} ms",
            $"under 1 ms: {Markdown.Verdict(found.Number.P99 < 1)}"],
        ["beginnings of given and family name", $"{found.Name.Entries:0.0}", $"{found.Name.Median:0.000} ms", $"{found.Name.P99:0.000} ms",
            $"under 10 ms: {Markdown.Verdict(found.Name.P99 < 10)}"],
    ];

    private sealed record Times(double Median, double P99, double Entries);

    private sealed record Found(Times Number, Times Name, long Memory);
}
