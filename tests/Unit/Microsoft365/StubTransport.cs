using System.Net;
using System.Text;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Answers requests from a function and remembers them; no socket.</summary>
internal sealed class StubTransport(Func<StubRequest, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly List<StubRequest> requests = [];

    public IReadOnlyList<StubRequest> Requests
    {
        get
        {
            lock (requests)
                return [.. requests];
        }
    }

    public IEnumerable<StubRequest> TokenRequests => Requests.Where(request => request.Uri.AbsolutePath.EndsWith("/oauth2/v2.0/token"));

    public static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var seen = new StubRequest(
            request.Method.Method, request.RequestUri!, request.Headers.Authorization?.Parameter,
            request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase),
            body);
        lock (requests)
            requests.Add(seen);
        var response = answer(seen);
        response.RequestMessage = request;
        return response;
    }
}

internal sealed record StubRequest(
    string Method, Uri Uri, string? Bearer, IReadOnlyDictionary<string, string> Headers, string Body);
