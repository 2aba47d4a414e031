using System.Collections.Concurrent;

namespace ContactSync.Bench;

/// <summary>A request as it went over the wire, to be sent again by the bare downloader.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Address">The whole address.</param>
/// <param name="Prefer">The Prefer header; empty where there was none.</param>
/// <param name="Eventual">Whether it asked for eventual consistency.</param>
/// <param name="Body">What was sent; null for a GET.</param>
/// <param name="Mailbox">The mailbox it was for; empty for the directory's.</param>
/// <param name="Chain">What must follow one another: the pages of one folder.</param>
internal sealed record RecordedRequest(
    HttpMethod Method, Uri Address, string Prefer, bool Eventual, byte[]? Body, string Mailbox, string Chain);

/// <summary>Takes notes of the requests to Graph while it is switched on, and keeps the largest page as an example.</summary>
internal sealed class RecordingHandler(HttpMessageHandler inner, Uri graph) : DelegatingHandler(inner)
{
    private readonly ConcurrentQueue<RecordedRequest> requests = [];

    public bool IsOn { get; set; }

    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    public byte[] LargestPage { get; private set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!IsOn || request.RequestUri is not { } address || !address.AbsoluteUri.StartsWith(graph.AbsoluteUri, StringComparison.Ordinal))
            return await base.SendAsync(request, cancellationToken);

        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var text = body is null ? Uri.UnescapeDataString(address.AbsolutePath) : System.Text.Encoding.UTF8.GetString(body);
        var mailbox = text.Split("/users/") is [_, var rest, ..] ? rest.Split('/', '?', '"')[0] : "";
        requests.Enqueue(new RecordedRequest(
            request.Method, address, string.Join(", ", request.Headers.TryGetValues("Prefer", out var prefer) ? prefer : []),
            request.Headers.Contains("ConsistencyLevel"), body, mailbox, body is null ? FolderOf(text) : ""));

        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var page = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (requests)
        {
            if (page.Length > LargestPage.Length && text.EndsWith("/contacts", StringComparison.Ordinal))
                LargestPage = page;
        }
        return response;
    }

    /// <summary>The folder id, written as a segment or in parentheses.</summary>
    private static string FolderOf(string path) =>
        path.Split("/contactFolders") is [_, var rest, ..] ? rest.TrimStart('/', '(', '\'').Split('/', '\'')[0] : "";
}
