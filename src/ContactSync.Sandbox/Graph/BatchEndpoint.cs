using System.Text.Json.Nodes;
using ContactSync.Sandbox.Hosting;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// POST /$batch: each entry takes the way of a request of its own, faults and permissions included.
/// https://learn.microsoft.com/graph/json-batching
/// </summary>
internal sealed class BatchEndpoint(SandboxContext sandbox)
{
    private const int MostEntries = 20;

    /// <summary>Entries for one mailbox that run at the same time.</summary>
    private const int MailboxConcurrency = 4;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGraph(sandbox, "POST", "$batch", RunAsync);

    private async Task<GraphResponse> RunAsync(GraphRequest request)
    {
        var entries = BatchEntry.Read(request.RequireBody(), MostEntries);
        var gates = entries.Values
            .Select(entry => entry.Mailbox)
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(mailbox => mailbox, _ => new SemaphoreSlim(MailboxConcurrency), StringComparer.OrdinalIgnoreCase);
        var running = new Dictionary<string, Task<JsonObject>>(StringComparer.Ordinal);
        var responses = await Task.WhenAll(entries.Values.Select(Start).ToArray());
        return GraphResponse.Ok(new JsonObject { ["responses"] = new JsonArray(responses) });

        Task<JsonObject> Start(BatchEntry entry)
        {
            if (!running.TryGetValue(entry.Id, out var task))
            {
                // References always lead to entries that exist and never in a circle: BatchEntry.Read has seen to it.
                var before = entry.DependsOn.Select(id => Start(entries[id])).ToArray();
                task = RunAfterAsync(request, entry, before, entry.Mailbox is { } mailbox ? gates[mailbox] : null);
                running.Add(entry.Id, task);
            }
            return task;
        }
    }

    private async Task<JsonObject> RunAfterAsync(GraphRequest request, BatchEntry entry, Task<JsonObject>[] before, SemaphoreSlim? gate)
    {
        var done = await Task.WhenAll(before);
        if (done.Any(response => (int)response["status"]! >= 400))
            return Failed(entry.Id, 424, "FailedDependency", "The request failed because a request it depends on failed.");
        if (gate is null)
            return await RunOneAsync(request, entry);
        await gate.WaitAsync(request.Cancelled);
        try
        {
            return await RunOneAsync(request, entry);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<JsonObject> RunOneAsync(GraphRequest request, BatchEntry entry)
    {
        if (entry.Refusal is { } refusal)
            return Failed(entry.Id, refusal.Status, refusal.Code, refusal.Message);
        var outer = request.Context;
        using var body = new MemoryStream();
        var inner = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = request.Cancelled };
        inner.Request.Method = entry.Method;
        inner.Request.Scheme = outer.Request.Scheme;
        inner.Request.Host = outer.Request.Host;
        inner.Request.Path = PathString.FromUriComponent("/v1.0" + entry.Path);
        inner.Request.QueryString = new QueryString(entry.Query);
        inner.Request.Body = new MemoryStream(entry.Body);
        inner.Request.ContentLength = entry.Body.Length;
        foreach (var (name, value) in entry.Headers)
            inner.Request.Headers[name] = value;
        // The token of the batch counts for each entry; an entry cannot bring its own.
        inner.Request.Headers.Authorization = outer.Request.Headers.Authorization;
        inner.Request.Headers.UserAgent = outer.Request.Headers.UserAgent;
        inner.Response.Body = body;
        inner.Items[Operations.BatchEntryItem] = true;
        await sandbox.Pipeline(inner);
        return Answer(entry.Id, inner.Response, body.ToArray());
    }

    private static JsonObject Answer(string id, HttpResponse response, byte[] body)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in response.Headers.Where(header => header.Key != "Content-Length"))
            headers[name] = value.ToString();
        var answer = new JsonObject { ["id"] = id, ["status"] = response.StatusCode, ["headers"] = headers };
        if (body.Length > 0)
        {
            var isJson = (response.ContentType ?? "").StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
            answer["body"] = isJson ? JsonNode.Parse(body) : Convert.ToBase64String(body);
        }
        return answer;
    }

    private JsonObject Failed(string id, int status, string code, string message) => new()
    {
        ["id"] = id,
        ["status"] = status,
        ["headers"] = new JsonObject { ["Content-Type"] = "application/json" },
        ["body"] = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = message,
                ["innerError"] = new JsonObject
                {
                    ["date"] = sandbox.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss"),
                    ["request-id"] = Guid.NewGuid().ToString(),
                },
            },
        },
    };
}
