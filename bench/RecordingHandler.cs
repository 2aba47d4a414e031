using System.Collections.Concurrent;

namespace ContactSync.Bench;

/// <summary>A request as it went over the wire, to be sent again by the bare downloader.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Address">The whole address.</param>
/// <param name="Headers">Its headers, the proof of identity among them.</param>
/// <param name="Body">What was sent; null for a GET.</param>
/// <param name="ContentType">What that is.</param>
/// <param name="Mailbox">The mailbox it was for; empty for the directory's.</param>
/// <param name="Chain">
/// What must follow one another: the pages of one folder of Graph. Empty for what comes before all chains, in its own order.
/// </param>
internal sealed record RecordedRequest(
    HttpMethod Method, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body, string? ContentType, string Mailbox,
    string Chain);

/// <summary>
/// Counts requests and what stands in batches; while it is switched on, takes notes of the requests to the service itself and keeps the
/// largest page of contacts as an example.
/// </summary>
internal sealed class RecordingHandler(HttpMessageHandler inner, Uri service) : DelegatingHandler(inner)
{
    private static readonly byte[] EntryMark = "\"method\":"u8.ToArray();

    private readonly ConcurrentQueue<RecordedRequest> requests = [];
    private int count;
    private int batches;
    private int entries;
    private long bytes;

    public bool IsOn { get; set; }

    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    /// <summary>All requests so far, those for tokens included.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Requests among them that were batches, and the entries in these.</summary>
    public (int Batches, int Entries) Shared => (Volatile.Read(ref batches), Volatile.Read(ref entries));

    /// <summary>Bytes that came while it was switched on.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    public byte[] LargestPage { get; private set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref count);
        var address = request.RequestUri!;
        var isBatch = address.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal);
        var isNoted = IsOn && address.AbsoluteUri.StartsWith(service.AbsoluteUri, StringComparison.Ordinal);
        if (!isBatch && !isNoted)
            return await base.SendAsync(request, cancellationToken);

        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (isBatch)
        {
            Interlocked.Increment(ref batches);
            Interlocked.Add(ref entries, body.AsSpan().Count(EntryMark));
        }
        if (!isNoted)
            return await base.SendAsync(request, cancellationToken);

        requests.Enqueue(Note(request, address, body));
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var page = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Interlocked.Add(ref bytes, page.Length);
        lock (requests)
        {
            if (page.Length > LargestPage.Length && address.AbsolutePath.EndsWith("/contacts", StringComparison.Ordinal))
                LargestPage = page;
        }
        return response;
    }

    private static RecordedRequest Note(HttpRequestMessage request, Uri address, byte[]? body)
    {
        var headers = request.Headers.Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value))).ToList();
        var anchor = headers.Find(header => header.Key == "X-AnchorMailbox").Value;
        var text = body is null || anchor is not null
            ? Uri.UnescapeDataString(address.AbsolutePath)
            : System.Text.Encoding.UTF8.GetString(body);
        var mailbox = anchor ?? (text.Split("/users/") is [_, var rest, ..] ? rest.Split('/', '?', '"')[0] : "");
        return new RecordedRequest(
            request.Method, address, headers, body, request.Content?.Headers.ContentType?.ToString(), mailbox,
            body is null ? FolderOf(text) : "");
    }

    /// <summary>The folder id, written as a segment or in parentheses.</summary>
    private static string FolderOf(string path) =>
        path.Split("/contactFolders") is [_, var rest, ..] ? rest.TrimStart('/', '(', '\'').Split('/', '\'')[0] : "";
}
