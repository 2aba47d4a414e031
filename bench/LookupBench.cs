using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;

namespace ContactSync.Bench;

/// <summary>Who calls, and who begins so: in a warm SQLite file, by a process that does nothing else; and by the cmdlet.</summary>
internal static class LookupBench
{
    /// <summary>The argument by which this program knows that it is the process that looks up.</summary>
    public const string ChildCommand = "lookup-once";

    private const int EntriesOfABook = 10_000;

    // What a phone or a field with suggestions shows.
    private const int First = 20;

    private const double NumberAim = 1, NameAim = 10;

    private const long MemoryAim = 100_000_000;

    private static readonly PhoneNumberReader Reader = new("DE");

    private static readonly Kind[] Kinds =
    [
        new("a number, `+493000123456`", NumberAim, 1, (random, entries) => Caller(MadeContacts.BusinessNumber(random.Next(entries)))),
        new("as it is typed, `030 / 00123-456`", NumberAim, 1, (random, entries) => Caller(Typed(random.Next(entries)))),
        new("its last seven digits", NumberAim, 1, (random, entries) => Caller($"{random.Next(entries):D7}"[^7..])),
        new("a number that nobody has", NumberAim, 1, (random, _) => Caller($"+4989{random.Next(100_000_000):D8}")),
        new("beginnings of given and family name, 4 letters and more", NameAim, 1,
            (random, entries) => ByName(WordsOf(random, entries, 4))),
        new("beginnings of both, 1 to 3 letters", NameAim, 1, (random, entries) => ByName(WordsOf(random, entries, 1))),
        new("a family name", NameAim, 1, (random, entries) => ByName(NameOf(random.Next(entries))[1])),
        new("a word that all have, and a family name", NameAim, 1, (random, entries) => ByName($"gmbh {NameOf(random.Next(entries))[1]}")),
        new("three letters, in one phone book", NameAim, 1, (random, entries) => InBook(random.Next(entries))),
        new("a beginning that nobody has", NameAim, 1, (random, _) => ByName($"{(char)('A' + random.Next(26))}xq")),
        new("a part of a word", NameAim, 1, (random, entries) => ByName(NameOf(random.Next(entries))[1][2..6])),
        new("one letter, that names begin with or not", NameAim, 1, (random, _) => ByName($"{(char)('A' + random.Next(26))}")),
        new("beginnings of both, 4 letters and more, all that are found", null, 10,
            (random, entries) => ByName(WordsOf(random, entries, 4)) with { First = null }),
    ];

    public static async Task<string> RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("contactsync-bench-");
        try
        {
            var path = options.StorePath ?? Path.Combine(folder.FullName, "bench.db");
            if (!File.Exists(path))
                await FillAsync(path, options.Entries);
            return $"`{options}`. {Machine.Describe()}.\n\n{await MeasureAsync(path, options.Entries, options.Rounds)}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Looks up and prints what it took.</summary>
    public static async Task PrintOnceAsync(string path, int entries, int rounds)
    {
        var start = Stopwatch.GetTimestamp();
        await using var store = await SqlitePhoneBookStore.OpenAsync(path, readOnly: true, default);
        await CountAsync(store, Caller(MadeContacts.BusinessNumber(entries / 2)));
        var first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        // All once before, so that the file is warm and the code compiled.
        foreach (var kind in Kinds)
            await MeasureAsync(store, kind, entries, rounds / kind.Fewer, new Random(1));
        var rows = new List<Times>();
        foreach (var kind in Kinds)
            rows.Add(await MeasureAsync(store, kind, entries, rounds / kind.Fewer, new Random(1)));
        Console.WriteLine(JsonSerializer.Serialize(new Found(rows, first, Environment.WorkingSet)));
    }

    private static async Task FillAsync(string path, int entries)
    {
        await using var store = await SqlitePhoneBookStore.OpenAsync(path, readOnly: false, default);
        for (var first = 0; first < entries; first += EntriesOfABook)
        {
            var plan = MadeContacts.Plan(first / EntriesOfABook, first, Math.Min(EntriesOfABook, entries - first));
            if (!await store.TryApplyAsync(plan, DateTimeOffset.UtcNow, default))
                throw new InvalidOperationException("The plan was not carried out.");
        }
    }

    private static async Task<string> MeasureAsync(string path, int entries, int rounds)
    {
        string[] arguments = [ChildCommand, path, $"{entries}", $"{rounds}"];
        var found = JsonSerializer.Deserialize<Found>(await Child.ReadAsync(arguments))!;
        // What is not collected yet depends on the processor's cache: the larger it is, the more garbage .NET lets lie.
        var frugal = JsonSerializer.Deserialize<Found>(await Child.ReadAsync(arguments, ("DOTNET_GCgen0size", "400000")))!;
        var cmdlet = await ModuleBench.MeasureLookupAsync(path, MadeContacts.BusinessNumber(entries / 3));
        var table = Markdown.Table(
            [["looked for", "found, on average", "median", "p99", "aim for p99", "p99 of processor time"], .. found.Rows.Zip(Kinds, Row)]);
        var filling = await FillTimeAsync(path);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{entries:N0} entries, two numbers each: {Markdown.MiB(new FileInfo(path).Length)}, filled in {filling:0} s. "
            + $"Working set of the process that looks up: {Verdict(found.Memory)}; where garbage is collected each 4 MiB "
            + $"(`DOTNET_GCgen0size=400000`): {Verdict(frugal.Memory)}; the aim is under 100 MB. The first look-up of a process, "
            + $"opening and compiling included: {found.First:0} ms. `Get-SyncPhoneBookEntry -Number`: {cmdlet[0]:0} ms the first time in a "
            + $"session, then {cmdlet.Skip(1).Median():0.0} ms, as each opens the file anew.\n\n{table}");
    }

    // From the first phone book to the last, so that a file that was filled before tells it, too.
    private static async Task<double> FillTimeAsync(string path)
    {
        await using var store = await SqlitePhoneBookStore.OpenAsync(path, readOnly: true, default);
        var times = new List<DateTimeOffset>();
        await foreach (var book in store.ListPhoneBooksAsync(null, null, null, default))
            times.Add(book.LastSync!.Value);
        return (times.Max() - times.Min()).TotalSeconds;
    }

    private static string Verdict(long memory) => $"{memory / 1_000_000} MB ({Markdown.Verdict(memory < MemoryAim)})";

    private static async Task<Times> MeasureAsync(SqlitePhoneBookStore store, Kind kind, int entries, int rounds, Random random)
    {
        var (times, used) = (new List<double>(rounds), new List<double>(rounds));
        var found = 0L;
        for (var round = 0; round < rounds; round++)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            found += await CountAsync(store, kind.Next(random, entries));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            used.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }
        times.Sort();
        used.Sort();
        return new Times(times[rounds / 2], times[rounds * 99 / 100], used[rounds * 99 / 100], (double)found / rounds);
    }

    private static async Task<int> CountAsync(SqlitePhoneBookStore store, EntryQuery query)
    {
        var found = 0;
        await foreach (var _ in store.FindEntriesAsync(query, default))
            found++;
        return found;
    }

    private static EntryQuery Caller(string number) => Reader.ToQuery(number) with { First = First };

    private static EntryQuery ByName(string name) => new(Name: name) { First = First };

    private static EntryQuery InBook(int number) => ByName(NameOf(number)[1][..3]) with
    {
        Owner = $"user{MadeContacts.KeyOf(number / EntriesOfABook).MailboxId}@example.com",
    };

    private static string Typed(int number) => $"030 / {number / 1000:D5}-{number % 1000:D3}";

    private static string[] NameOf(int number) => MadeContacts.Make(number).DisplayName!.Split(' ');

    // Word by word as it is typed.
    private static string WordsOf(Random random, int entries, int fewest)
    {
        var (words, most) = (NameOf(random.Next(entries)), fewest == 1 ? 3 : int.MaxValue);
        return string.Join(' ', words.Select(word => word[..random.Next(Math.Min(fewest, word.Length), Math.Min(most, word.Length) + 1)]));
    }

    private static string[] Row(Times times, Kind kind) =>
    [
        kind.Name, $"{times.Entries:0.0}", $"{times.Median:0.000} ms", $"{times.P99:0.000} ms",
        kind.Aim is { } aim ? $"under {aim:0} ms: {Markdown.Verdict(times.P99 < aim)}" : "", $"{times.Processor:0.000} ms",
    ];

    /// <summary>Something to look for.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Aim">Milliseconds that 99 of 100 are to take at most; null where there is no aim.</param>
    /// <param name="Fewer">How many times fewer rounds than the others it has.</param>
    /// <param name="Next">The next one, of so many entries.</param>
    private sealed record Kind(string Name, double? Aim, int Fewer, Func<Random, int, EntryQuery> Next);

    private sealed record Times(double Median, double P99, double Processor, double Entries);

    private sealed record Found(IReadOnlyList<Times> Rows, double First, long Memory);
}
