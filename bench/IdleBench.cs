namespace ContactSync.Bench;

/// <summary>
/// A nightly run over mailboxes in which nothing changed, each in a process of its own: over all mailboxes, and over a sixth of them to
/// see what grows with their number.
/// </summary>
internal static class IdleBench
{
    /// <summary>Peak working set that a run may have, however many mailboxes it is over.</summary>
    private const long MostBytes = 250 << 20;

    public static async Task<string> RunAsync(BenchOptions options)
    {
        var sections = new List<string> { $"`{options}`, medians of {options.Rounds} runs. {Machine.Describe()}." };
        foreach (var protocol in options.Protocols)
            sections.Add(await MeasureAsync(options, protocol));
        return string.Join("\n\n", sections);
    }

    /// <summary>The requests that a run over Graph may take: shared questions, the group's pages, and a few around it.</summary>
    public static int GraphBudget(int folders, int mailboxes) =>
        DivideUp(folders + mailboxes, 20) + DivideUp(mailboxes, 999) + 10;

    private static async Task<string> MeasureAsync(BenchOptions options, SyncProtocol protocol)
    {
        await using var sandbox = await SandboxChild.StartAsync(options, protocol);
        var all = await sandbox.CreateReaderAsync(protocol);
        var sixth = sandbox.SixthOf(all);
        var store = Path.Combine(sandbox.Folder, "bench.db");
        var fill = await RunChild.RunAsync(all, store, options.Throttle);
        var runs = new List<MeasuredRun>();
        var parts = new List<MeasuredRun>();
        for (var round = 0; round < options.Rounds; round++)
        {
            parts.Add(await RunChild.RunAsync(sixth, store, options.Throttle));
            runs.Add(await RunChild.RunAsync(all, store, options.Throttle));
        }
        return Describe(protocol, fill, runs, parts);
    }

    private static string Describe(SyncProtocol protocol, MeasuredRun fill, List<MeasuredRun> runs, List<MeasuredRun> parts)
    {
        string[][] rows =
        [
            [$"over {Markdown.Name(protocol)}", "mailboxes", "folders", "changes", "requests", "time", "processor time",
                "peak working set"],
            Row("first fill", [fill]),
            Row("nightly run", runs),
            Row("nightly run over a sixth", parts),
        ];
        var run = runs.MaxBy(one => one.Requests)!;
        var peak = runs.Max(one => one.PeakBytes);
        var memory = $"{Markdown.MiB(peak)}; over a sixth of the mailboxes {Markdown.MiB(parts.Max(one => one.PeakBytes))}";
        var grown = (runs.Select(one => (double)one.PeakBytes).Median() - parts.Select(one => (double)one.PeakBytes).Median()) / (1 << 10);
        List<string[]> aims =
        [
            ["aim", "", "measured"],
            .. protocol == SyncProtocol.Graph ? GraphAims(run) : EwsAims(run, runs),
            ["peak working set of at most 250 MiB", Markdown.Verdict(peak <= MostBytes),
                $"{memory}: {grown / (run.Mailboxes - parts[0].Mailboxes):0.0} KiB a mailbox"],
        ];
        return Markdown.Table(rows) + "\n\n" + Markdown.Table(aims);
    }

    private static string[] Row(string name, List<MeasuredRun> runs) =>
    [
        name, $"{runs[0].Mailboxes}", $"{runs[0].Folders}", $"{runs.Max(run => run.Changes)}", $"{runs.Max(run => run.Requests)}",
        $"{runs.Select(run => run.Seconds).Median():0.0} s", $"{runs.Select(run => run.CpuSeconds).Median():0.0} s",
        Markdown.MiB(runs.Max(run => run.PeakBytes)),
    ];

    private static IEnumerable<string[]> GraphAims(MeasuredRun run)
    {
        var budget = GraphBudget(run.Folders, run.Mailboxes);
        yield return
        [
            "at most ⌈Σ(folders + 1) / 20⌉ + ⌈members / 999⌉ + 10 requests", Markdown.Verdict(run.Requests <= budget),
            $"{run.Requests} of {budget}",
        ];
        var (full, last) = Math.DivRem(run.BatchEntries, 20);
        yield return
        [
            "every batch full, but for the last", Markdown.Verdict(run.Batches == full + (last > 0 ? 1 : 0)),
            $"{run.Batches} batches of {run.BatchEntries} entries",
        ];
    }

    private static IEnumerable<string[]> EwsAims(MeasuredRun run, List<MeasuredRun> runs)
    {
        yield return
        [
            "at most folders + 1 requests a mailbox", Markdown.Verdict(runs.Max(one => one.MostOverFolders) <= 0),
            $"{run.Requests} for {run.Folders} folders and {run.Mailboxes} mailboxes, finding these included; at most "
                + $"{run.MailboxRequests} a mailbox",
        ];
    }

    private static int DivideUp(int number, int by) => (number + by - 1) / by;
}
