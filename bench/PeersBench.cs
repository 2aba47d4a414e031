namespace ContactSync.Bench;

/// <summary>The same mailboxes read by our sources and by clients that no one here wrote, each in a new process, in turns.</summary>
internal static class PeersBench
{
    public static async Task<string> RunAsync(BenchOptions options)
    {
        var head = $"`{options}`, medians of {options.Rounds} rounds. {Machine.Describe()}.";
        if (NpmReader.Obstacle is { } obstacle)
            return $"{head}\n\nLeft out: {obstacle}.";
        var sections = new List<string> { head };
        foreach (var protocol in options.Protocols)
            sections.Add(await MeasureAsync(options, protocol));
        sections.Add("""
            Ours find the mailboxes by their addresses, read the folders that people fill, with the extended properties that the contact of
            Graph lacks and the token from which the next run goes on, and end with phone books on the disk. The others are given the
            addresses, read every contact folder that is listed, over Graph the contact alone, and keep what they have read in memory. Time
            is without the start of the process; processor time is with it, but for .NET's own before our code begins.
            """);
        return string.Join("\n\n", sections);
    }

    private static async Task<string> MeasureAsync(BenchOptions options, SyncProtocol protocol)
    {
        await using var sandbox = await SandboxChild.StartAsync(options, protocol);
        var settings = await sandbox.CreateReaderAsync(protocol) with { Mailboxes = sandbox.MailboxesOf(protocol) };
        var ours = new List<MeasuredRun>();
        var peers = new List<NpmReader>();
        for (var round = 0; round < options.Rounds; round++)
        {
            if (round % 2 == 0)
                peers.Add(await NpmReader.RunAsync(sandbox, settings, options.Throttle));
            ours.Add(await RunChild.RunAsync(settings, Path.Combine(sandbox.Folder, $"bench-{round}.db"), options.Throttle));
            if (round % 2 == 1)
                peers.Add(await NpmReader.RunAsync(sandbox, settings, options.Throttle));
        }
        var peer = protocol == SyncProtocol.Graph ? "`@microsoft/microsoft-graph-client`" : "`ews-javascript-api`";
        string[][] rows =
        [
            [$"over {Markdown.Name(protocol)}, {settings.Mailboxes.Count} mailboxes", "contacts", "requests", "time", "processor time",
                "contacts a second", "peak working set"],
            Row("ContactSync, first import", ours.ConvertAll(run =>
                new NpmReader(run.Seconds, run.CpuSeconds, run.Requests, run.Contacts, run.PeakBytes))),
            Row(peer, peers),
        ];
        return Markdown.Table(rows);
    }

    private static string[] Row(string name, List<NpmReader> runs)
    {
        var seconds = runs.Select(run => run.Seconds).Median();
        return
        [
            name, $"{runs[0].Contacts}", $"{runs.Max(run => run.Requests)}", $"{seconds:0.00} s",
            $"{runs.Select(run => run.CpuSeconds).Median():0.00} s", $"{runs[0].Contacts / seconds:0}",
            Markdown.MiB(runs.Max(run => run.PeakBytes)),
        ];
    }
}
