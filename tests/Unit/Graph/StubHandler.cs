using System.Net;
using System.Text;

namespace ContactSync.Tests.Graph;

/// <summary>Answers requests by a function and remembers them, in the order they came.</summary>
internal sealed class StubHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly List<Uri> requests = [];

    public StubHandler(Func<HttpRequestMessage, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    /// <summary>Answers the first request with the first answer and so on; the last one again and again.</summary>
    public static StubHandler Sequence(params Func<HttpResponseMessage>[] answers)
    {
        var next = -1;
        return new(_ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]());
    }

    public IReadOnlyList<Uri> Requests
    {
        get
        {
            lock (requests)
                return [.. requests];
        }
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message = "No.") =>
        Json($$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}"}}""", status);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (requests)
            requests.Add(request.RequestUri!);
        return answer(request, cancellationToken);
    }
}
