using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Bench;

/// <summary>
/// A first import beside the bare download of the same pages, and an unchanged second one. Both sides are warmed up, hold their
/// connections and their token, and take turns at going first.
/// </summary>
internal static class ImportBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var machine = Machine.Describe();
        var moduleTimes = await ModuleBench.MeasureAsync(options.Rounds, compiled: true);
        var coldTimes = await ModuleBench.MeasureAsync(options.Rounds, compiled: false);

        await using var sandbox = await SandboxChild.StartAsync(options);
        var sessionOptions = await PbxApp.CreateAsync(sandbox);
        RecordingHandler? recorder = null;
        await using var session = TenantSession.Create(sessionOptions with { Transport = () => recorder = CreateTransport(sandbox) });

        recorder!.IsOn = true;
        await ImportRun.RunAsync(session, StorePath(sandbox, "warm"), options);
        recorder.IsOn = false;
        var token = await session.GetTokenAsync(sandbox.Environment.GraphResource, false, CancellationToken.None);
        using var floor = new BareDownloader(sandbox, token.Value, recorder.Requests);
        await floor.RunAsync(options.Throttle);

        var firsts = new List<ImportRun>();
        var seconds = new List<ImportRun>();
        var floors = new List<(double Seconds, double CpuSeconds)>();
        long bytes = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var store = StorePath(sandbox, $"{round}");
            async Task DownloadAsync()
            {
                var cpu = Environment.CpuUsage.TotalTime;
                var watch = Stopwatch.StartNew();
                bytes = await floor.RunAsync(options.Throttle);
                floors.Add((watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
            }
            if (round % 2 == 0)
                await DownloadAsync();
            firsts.Add(await ImportRun.RunAsync(session, store, options));
            if (round % 2 == 1)
                await DownloadAsync();
            seconds.Add(await ImportRun.RunAsync(session, store, options));
        }
        var pages = PageReaderBench.Measure(recorder.LargestPage, rounds: 40);

        var result = Describe(options, machine, firsts, seconds, floors, recorder.Requests.Count, bytes, moduleTimes, coldTimes, pages);
        Console.WriteLine(result);
        if (options.ResultsFile is { } file)
            ResultsFile.Replace(file, "import", result);
    }

    private static string StorePath(SandboxChild sandbox, string name) => Path.Combine(sandbox.Folder, $"bench-{name}.db");

    private static RecordingHandler CreateTransport(SandboxChild sandbox)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(sandbox.Environment.TrustedCertificate);
        var sockets = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            UseCookies = false,
        };
        return new RecordingHandler(sockets, sandbox.Environment.GraphEndpoint);
    }

    private static string Describe(
        BenchOptions options, string machine, List<ImportRun> firsts, List<ImportRun> seconds,
        List<(double Seconds, double CpuSeconds)> floors, int floorRequests,
        long bytes, IReadOnlyList<double> moduleTimes, IReadOnlyList<double> coldTimes,
        (double OwnTime, long OwnBytes, double SdkTime, long SdkBytes, int Contacts) pages)
    {
        var contacts = firsts[0].Added;
        var first = firsts.Select(run => run.Seconds).Median();
        var second = seconds.Select(run => run.Seconds).Median();
        var floor = floors.Select(bare => bare.Seconds).Median();
        var ratio = firsts.Zip(floors, (run, bare) => run.Seconds / bare.Seconds).Median();
        string Cpu(IEnumerable<double> values) => $"{values.Median():0.00} s";
        var changes = seconds.Max(run => run.Added + run.Changed);
        var secondRequests = seconds.Max(run => run.Requests);
        var mostOfMailbox = seconds.Max(run => run.MailboxRequests);
        var share = (double)secondRequests / options.Mailboxes;
        var own = $"{pages.OwnTime:0.0} ms and {pages.OwnBytes >> 10} KiB";
        var sdk = $"{pages.SdkTime:0.0} ms and {pages.SdkBytes >> 10} KiB";
        string[][] times =
        [
            ["", "time", "processor time", "requests", "contacts a second", "peak working set"],
            [$"first import, {contacts} contacts of {options.Mailboxes} mailboxes", $"{first:0.00} s",
                Cpu(firsts.Select(run => run.CpuSeconds)), $"{firsts[0].Requests}", $"{contacts / first:0}",
                $"{firsts.Max(run => run.PeakBytes) >> 20} MiB"],
            [$"bare download of the same pages ({bytes >> 20} MiB)", $"{floor:0.00} s",
                Cpu(floors.Select(bare => bare.CpuSeconds)), $"{floorRequests}", $"{contacts / floor:0}", ""],
            [$"second import, nothing changed ({changes} changes)", $"{second:0.00} s",
                Cpu(seconds.Select(run => run.CpuSeconds)), $"{secondRequests}", "",
                $"{seconds.Max(run => run.PeakBytes) >> 20} MiB"],
        ];
        string[][] aims =
        [
            ["aim", "", "measured"],
            ["first import within 1.3 × the bare download", Verdict(ratio <= 1.3), $"{ratio:0.00} × (median of the rounds' ratios)"],
            ["unchanged: at most one request a mailbox", Verdict(mostOfMailbox <= 1), $"{mostOfMailbox}; as they are shared, {share:0.00}"],
            ["`Import-Module` under 200 ms", Verdict(moduleTimes.Median() < 200),
                $"{moduleTimes.Median():0} ms (best {moduleTimes.Min():0}); while the engine compiles itself, {coldTimes.Median():0} ms"],
        ];
        return $"""
            `{options}`, medians of {options.Rounds} rounds. {machine}.

            {Table(times)}

            {Table(aims)}

            A page of {pages.Contacts} contacts, read: ours {own}; the Graph SDK's deserialiser {sdk}, and its objects would still have to
            be mapped.

            `Import-Module` is timed after another module of the same form (manifest, views, script, assembly) was imported, so that the
            engine, which the NuGet package brings uncompiled, is compiled by then. The other time is that of a process that begins with
            our module. Neither was taken in a PowerShell of its own.
            """;
    }

    private static string Table(string[][] rows)
    {
        var lines = rows.Select(row => $"| {string.Join(" | ", row)} |").ToList();
        lines.Insert(1, $"|{string.Concat(rows[0].Select(_ => "---|"))}");
        return string.Join('\n', lines);
    }

    private static string Verdict(bool met) => met ? "met" : "**missed**";
}
