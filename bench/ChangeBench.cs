namespace ContactSync.Bench;

/// <summary>
/// Runs after so many contacts were edited, added or deleted; their cost as a line a + b · changes. All in one process that has read the
/// mailboxes before: what it costs to start one is in the idle run.
/// </summary>
internal static class ChangeBench
{
    /// <summary>The shares measured, in parts of the one asked for.</summary>
    private static readonly double[] Shares = [0, 0.5, 1, 2, 4];

    public static async Task<string> RunAsync(BenchOptions options)
    {
        var sections = new List<string> { $"`{options}`. {Machine.Describe()}." };
        foreach (var protocol in options.Protocols)
            sections.Add(await MeasureAsync(options, protocol));
        return string.Join("\n\n", sections);
    }

    private static async Task<string> MeasureAsync(BenchOptions options, SyncProtocol protocol)
    {
        await using var sandbox = await SandboxChild.StartAsync(options, protocol);
        await using var reader = new ProtocolReader(await sandbox.CreateReaderAsync(protocol));
        var store = Path.Combine(sandbox.Folder, "bench.db");
        var fill = await MeasuredRun.RunAsync(reader, store, options.Throttle);
        var runs = new List<(double Share, MeasuredRun Run)>();
        // The first round compiles what changes need.
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var share in round % 2 == 0 ? Shares : Shares.Reverse())
            {
                await sandbox.ChangeAsync(SandboxChild.GroupOf(protocol), (int)(fill.Contacts * share * options.Percent / 100));
                var run = await MeasuredRun.RunAsync(reader, store, options.Throttle);
                if (round > 0)
                    runs.Add((share, run));
            }
        }
        return Describe(options, protocol, fill, runs);
    }

    private static string Describe(
        BenchOptions options, SyncProtocol protocol, MeasuredRun fill, List<(double Share, MeasuredRun Run)> runs)
    {
        List<string[]> rows =
            [[$"over {Markdown.Name(protocol)}: changed", "changes", "mailboxes with changes", "requests", "processor time", "time"]];
        rows.AddRange(runs.GroupBy(run => run.Share).OrderBy(group => group.Key).Select(group => Row(options, group)));
        (double A, double B) Fit(Func<MeasuredRun, double> cost) =>
            Statistics.Line([.. runs.Select(run => ((double)run.Run.Changes, cost(run.Run)))]);
        var (requests, cpu, time) = (Fit(run => run.Requests), Fit(run => run.CpuSeconds * 1000), Fit(run => run.Seconds * 1000));
        rows.Add(["**a**, a run without changes", "", "", $"{requests.A:0.0}", $"{cpu.A:0} ms", $"{time.A:0} ms"]);
        rows.Add(["**b**, each change", "", "", $"{requests.B:0.000}", $"{cpu.B:0.000} ms", $"{time.B:0.000} ms"]);
        var head =
            $"{fill.Contacts} contacts of {fill.Mailboxes} mailboxes; medians of {options.Rounds} rounds, the line through all of them.";
        return $"{head}\n\n{Markdown.Table(rows)}" + (protocol == SyncProtocol.Graph ? "\n\n" + DescribeAim(runs) : "");
    }

    private static string[] Row(BenchOptions options, IGrouping<double, (double Share, MeasuredRun Run)> group)
    {
        string Median(Func<MeasuredRun, double> value, string form) => group.Select(run => value(run.Run)).Median().ToString(form);
        return
        [
            $"{group.Key * options.Percent:0.##} %", Median(run => run.Changes, "0"), Median(run => run.ChangedMailboxes, "0"),
            Median(run => run.Requests, "0"), Median(run => run.CpuSeconds * 1000, "0 ms"), Median(run => run.Seconds * 1000, "0 ms"),
        ];
    }

    private static string DescribeAim(List<(double Share, MeasuredRun Run)> runs)
    {
        static int Over(MeasuredRun run) => run.Requests - IdleBench.GraphBudget(run.Folders, run.Mailboxes);
        var worst = runs.MaxBy(run => Over(run.Run) - (2 * run.Run.ChangedMailboxes)).Run;
        string[][] aims =
        [
            ["aim", "", "measured"],
            ["at most the idle run's aim and two requests a changed mailbox", Markdown.Verdict(Over(worst) <= 2 * worst.ChangedMailboxes),
                $"at worst {worst.Requests} of {worst.Requests - Over(worst) + (2 * worst.ChangedMailboxes)} "
                + $"({worst.ChangedMailboxes} changed mailboxes)"],
        ];
        return Markdown.Table(aims);
    }
}
