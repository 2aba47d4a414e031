using System.Diagnostics;

namespace ContactSync.Bench;

/// <summary>
/// A first import beside the bare download of the same requests, and an unchanged second one. Both sides are warmed up, hold their
/// connections and their token, and take turns at going first.
/// </summary>
internal static class ImportBench
{
    public static async Task<string> RunAsync(BenchOptions options)
    {
        var machine = Machine.Describe();
        var moduleTimes = await ModuleBench.MeasureAsync(options.Rounds, compiled: true);
        var coldTimes = await ModuleBench.MeasureAsync(options.Rounds, compiled: false);
        var sections = new List<string> { $"`{options}`, medians of {options.Rounds} rounds. {machine}." };
        foreach (var protocol in options.Protocols)
            sections.Add(await MeasureAsync(options, protocol));
        sections.Add(DescribeModule(moduleTimes, coldTimes));
        return string.Join("\n\n", sections);
    }

    private static async Task<string> MeasureAsync(BenchOptions options, SyncProtocol protocol)
    {
        await using var sandbox = await SandboxChild.StartAsync(options, protocol);
        await using var reader = new ProtocolReader(await sandbox.CreateReaderAsync(protocol));
        reader.Recorder.IsOn = true;
        await MeasuredRun.RunAsync(reader, StorePath(sandbox, "warm"), options.Throttle);
        reader.Recorder.IsOn = false;
        using var floor = new BareDownloader(sandbox.Environment.TrustedCertificate!, reader.Recorder.Requests);
        await floor.RunAsync(options.Throttle);

        var firsts = new List<MeasuredRun>();
        var seconds = new List<MeasuredRun>();
        var floors = new List<FloorRun>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var store = StorePath(sandbox, $"{round}");
            if (round % 2 == 0)
                floors.Add(await DownloadAsync(floor, options));
            firsts.Add(await MeasuredRun.RunAsync(reader, store, options.Throttle));
            if (round % 2 == 1)
                floors.Add(await DownloadAsync(floor, options));
            seconds.Add(await MeasuredRun.RunAsync(reader, store, options.Throttle));
        }
        var table = Describe(protocol, reader.Recorder, firsts, seconds, floors);
        if (protocol != SyncProtocol.Graph)
            return table;
        var ways = await FirstFill.MeasureAsync(sandbox, reader.Recorder.Requests, options.Throttle);
        return string.Join("\n\n", table, ways, DescribePage(reader.Recorder.LargestPage));
    }

    private static string StorePath(SandboxChild sandbox, string name) => Path.Combine(sandbox.Folder, $"bench-{name}.db");

    private static async Task<FloorRun> DownloadAsync(BareDownloader floor, BenchOptions options)
    {
        GC.Collect();
        using var memory = MemoryWatch.Start();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var bytes = await floor.RunAsync(options.Throttle);
        return new FloorRun(
            watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, bytes, memory.Peak);
    }

    private static string Describe(
        SyncProtocol protocol, RecordingHandler recorded, List<MeasuredRun> firsts, List<MeasuredRun> seconds, List<FloorRun> floors)
    {
        var (contacts, mailboxes) = (firsts[0].Contacts, firsts[0].Mailboxes);
        var first = firsts.Select(run => run.Seconds).Median();
        var floor = floors.Select(run => run.Seconds).Median();
        var ratios = firsts.Zip(floors, (run, bare) => run.Seconds / bare.Seconds).ToList();
        string Time(IEnumerable<double> values) => $"{values.Median():0.00} s";
        var mostRequests = seconds.Max(run => run.Requests);
        string[][] times =
        [
            [$"over {Markdown.Name(protocol)}", "time", "processor time", "requests", "bytes", "contacts a second", "peak working set"],
            [$"first import, {contacts} contacts of {mailboxes} mailboxes", Time(firsts.Select(run => run.Seconds)),
                Time(firsts.Select(run => run.CpuSeconds)), $"{firsts[0].Requests}", Markdown.MiB(recorded.Bytes), $"{contacts / first:0}",
                Markdown.MiB(firsts.Max(run => run.PeakBytes))],
            ["bare download of the same requests", Time(floors.Select(run => run.Seconds)),
                Time(floors.Select(run => run.CpuSeconds)), $"{recorded.Requests.Count}", Markdown.MiB(floors[0].Bytes),
                $"{contacts / floor:0}", Markdown.MiB(floors.Max(run => run.PeakBytes))],
            [$"second import, nothing changed ({seconds.Max(run => run.Changes)} changes)", Time(seconds.Select(run => run.Seconds)),
                Time(seconds.Select(run => run.CpuSeconds)), $"{mostRequests}", "", "", Markdown.MiB(seconds.Max(run => run.PeakBytes))],
        ];
        var unchanged = protocol == SyncProtocol.Graph
            ? new[]
            {
                "unchanged: at most one request a mailbox", Markdown.Verdict(mostRequests <= mailboxes),
                $"{(double)mostRequests / mailboxes:0.00}, as they are shared",
            }
            :
            [
                "unchanged: at most folders + 1 requests a mailbox", Markdown.Verdict(seconds.Max(run => run.MostOverFolders) <= 0),
                $"{seconds.Max(run => run.MailboxRequests)} in the mailbox with the most",
            ];
        string[][] aims =
        [
            ["aim", "", "measured"],
            ["first import within 1.3 × the bare download", Markdown.Verdict(ratios.Median() <= 1.3),
                $"{ratios.Median():0.00} × (median of the rounds' ratios, which are {ratios.Min():0.00} to {ratios.Max():0.00})"],
            unchanged,
        ];
        return Markdown.Table(times) + "\n\n" + Markdown.Table(aims);
    }

    private static string DescribePage(byte[] page)
    {
        var pages = PageReaderBench.Measure(page, rounds: 40);
        return $"""
            A page of {pages.Contacts} contacts, read: ours {pages.OwnTime:0.0} ms and {pages.OwnBytes >> 10} KiB; the Graph SDK's
            deserialiser {pages.SdkTime:0.0} ms and {pages.SdkBytes >> 10} KiB, and its objects would still have to be mapped.
            """;
    }

    private static string DescribeModule(IReadOnlyList<double> times, IReadOnlyList<double> coldTimes)
    {
        var measured = $"{times.Median():0} ms (best {times.Min():0}); while the engine compiles itself, {coldTimes.Median():0} ms";
        string[][] aims =
        [
            ["aim", "", "measured"],
            ["`Import-Module` under 200 ms", Markdown.Verdict(times.Median() < 200), measured],
        ];
        return $"""
            {Markdown.Table(aims)}

            `Import-Module` is timed after another module of the same form (manifest, views, script, assembly) was imported, so that the
            engine, which the NuGet package brings uncompiled, is compiled by then. The other time is that of a process that begins with
            our module. Neither was taken in a PowerShell of its own.
            """;
    }

    private sealed record FloorRun(double Seconds, double CpuSeconds, long Bytes, long PeakBytes);
}
