using System.Diagnostics;
using ContactSync.Microsoft365.Graph;

namespace ContactSync.Bench;

/// <summary>
/// Two ways to read a mailbox over Graph for the first time, as bare downloads: a delta cannot carry extended properties, so the fields
/// come from the folder's listing (what we do), or each contact that the delta named is asked for in batches of twenty.
/// </summary>
internal static class FirstFill
{
    private const int Rounds = 3;

    /// <summary>Measures both; a table.</summary>
    /// <param name="sandbox">The tenant.</param>
    /// <param name="listed">The requests of an import.</param>
    /// <param name="throttle">Mailboxes side by side.</param>
    public static async Task<string> MeasureAsync(SandboxChild sandbox, IReadOnlyList<RecordedRequest> listed, int throttle)
    {
        var certificate = sandbox.Environment.TrustedCertificate!;
        var batched = await BatchAsync(new GraphLinks(sandbox.Environment.GraphEndpoint), certificate, listed);
        var rows = new List<string[]>
        {
            new[] { "first fill over Graph, downloaded only", "requests", "bytes", "time", "processor time" },
        };
        var ways = new[] { ("delta for the names, listing for the fields", listed), ("delta for the names, batches of contacts", batched) }
            .Select(way => (Name: way.Item1, Requests: way.Item2, Runs: new List<(double Seconds, double CpuSeconds, long Bytes)>()))
            .ToList();
        // The first round opens connections.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (_, requests, runs) in ways)
            {
                using var floor = new BareDownloader(certificate, requests);
                var cpu = Environment.CpuUsage.TotalTime;
                var watch = Stopwatch.StartNew();
                var bytes = await floor.RunAsync(throttle);
                if (round > 0)
                    runs.Add((watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, bytes));
            }
        }
        rows.AddRange(ways.Select(way => new[]
        {
            way.Name, $"{way.Requests.Count}", Markdown.MiB(way.Runs[0].Bytes), $"{way.Runs.Select(run => run.Seconds).Median():0.00} s",
            $"{way.Runs.Select(run => run.CpuSeconds).Median():0.00} s",
        }));
        return Markdown.Table(rows);
    }

    /// <summary>The same requests with batches of single contacts in the place of the listings.</summary>
    private static async Task<IReadOnlyList<RecordedRequest>> BatchAsync(
        GraphLinks links, string certificate, IReadOnlyList<RecordedRequest> listed)
    {
        var pattern = listed.First(request => request.Body is not null);
        var requests = listed.Where(request => !IsListing(request)).ToList();
        using var http = new HttpClient(SandboxTransport.Create(certificate));
        foreach (var mailbox in listed.Where(IsListing).GroupBy(request => request.Mailbox))
        {
            var contacts = new List<string>();
            foreach (var page in mailbox)
            {
                using var request = new HttpRequestMessage(page.Method, page.Address);
                foreach (var (name, value) in page.Headers)
                    request.Headers.TryAddWithoutValidation(name, value);
                using var response = await http.SendAsync(request);
                var read = GraphContactPage.Read(await response.Content.ReadAsByteArrayAsync(), page.Chain, null);
                contacts.AddRange(read.Contacts.Select(contact => GraphLinks.Contact(page.Mailbox, page.Chain, contact.Id)));
            }
            foreach (var chunk in contacts.Chunk(GraphBatch.Capacity))
            {
                using var body = GraphBatch.Write(chunk, "IdType=\"ImmutableId\"");
                requests.Add(pattern with
                {
                    Method = HttpMethod.Post,
                    Address = links.Absolute("/$batch"),
                    Body = await body.ReadAsByteArrayAsync(),
                    ContentType = "application/json",
                    Mailbox = mailbox.Key,
                    Chain = "contacts",
                });
            }
        }
        return requests;
    }

    private static bool IsListing(RecordedRequest request) =>
        request.Chain.Length > 0 && request.Address.AbsolutePath.EndsWith("/contacts", StringComparison.Ordinal);
}
