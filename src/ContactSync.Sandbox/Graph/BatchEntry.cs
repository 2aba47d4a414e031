using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Hosting;

namespace ContactSync.Sandbox.Graph;

/// <summary>One request inside a <c>$batch</c>.</summary>
internal sealed class BatchEntry
{
    private static readonly HashSet<string> _fields = new(StringComparer.Ordinal) { "id", "method", "url", "headers", "body", "dependsOn" };
    private static readonly HashSet<string> _methods = new(StringComparer.Ordinal) { "GET", "POST", "PATCH", "PUT", "DELETE" };

    private BatchEntry(string id, JsonObject entry)
    {
        Id = id;
        Method = ((string?)entry["method"] ?? "").ToUpperInvariant();
        if (!_methods.Contains(Method))
            throw Invalid($"Invalid batch payload format: the request '{id}' has no valid method.");
        var url = (string?)entry["url"] ?? throw Invalid($"Invalid batch payload format: the request '{id}' has no url.");
        url = url.StartsWith('/') ? url : "/" + url;
        var question = url.IndexOf('?');
        Path = question < 0 ? url : url[..question];
        Query = question < 0 ? "" : url[question..];
        foreach (var (name, value) in entry["headers"]?.AsObject() ?? [])
            Headers[name] = (string?)value ?? "";
        DependsOn = entry["dependsOn"]?.AsArray().Select(item => (string)item!).ToList() ?? [];
        Body = ReadBody(entry["body"]);
        Refusal = Refuse(url);
        if (RequestKinds.Of("/v1.0" + Uri.UnescapeDataString(Path)) == RequestKind.Mailbox)
            Mailbox = Path.Split('/')[1].Equals("me", StringComparison.OrdinalIgnoreCase) ? "me" : Path.Split('/')[2];
    }

    public string Id { get; }

    public string Method { get; }

    /// <summary>Path below the version, with its percent signs.</summary>
    public string Path { get; }

    /// <summary>Query with its question mark; "" for none.</summary>
    public string Query { get; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public byte[] Body { get; }

    /// <summary>Ids of entries that must have succeeded before.</summary>
    public IReadOnlyList<string> DependsOn { get; }

    /// <summary>The mailbox it is about, as the url names it; null for entries about anything else.</summary>
    public string? Mailbox { get; }

    /// <summary>Why this entry cannot be run though the batch can.</summary>
    public GraphException? Refusal { get; }

    /// <summary>The entries by id.</summary>
    /// <exception cref="GraphException">
    /// The batch as a whole is wrong: too long, ids missing or double, dependencies that cannot be met.
    /// </exception>
    public static Dictionary<string, BatchEntry> Read(JsonObject body, int most)
    {
        if (body.FirstOrDefault(field => field.Key != "requests").Key is { } unknown)
            throw Invalid($"Invalid batch payload format: there is no property '{unknown}'.");
        if (body["requests"] is not JsonArray { Count: > 0 } requests)
            throw Invalid("Invalid batch payload format: 'requests' must hold at least one request.");
        if (requests.Count > most)
        {
            throw new GraphException(400, "MaximumValueExceeded",
                $"Number of batch request steps exceeds the maximum value of {most}.");
        }
        var entries = new Dictionary<string, BatchEntry>(StringComparer.Ordinal);
        try
        {
            foreach (var item in requests)
            {
                var entry = item as JsonObject ?? throw Invalid("Invalid batch payload format: a request is not an object.");
                if (entry.FirstOrDefault(field => !_fields.Contains(field.Key)).Key is { } field)
                    throw Invalid($"Invalid batch payload format: a request has no property '{field}'.");
                var id = (string?)entry["id"] ?? throw Invalid("Invalid batch payload format: a request has no id.");
                if (!entries.TryAdd(id, new BatchEntry(id, entry)))
                    throw Invalid($"Invalid batch payload format: the request id '{id}' occurs twice.");
            }
        }
        catch (InvalidOperationException)
        {
            throw Invalid("Invalid batch payload format: a property has the wrong type.");
        }
        foreach (var entry in entries.Values)
            CheckOrder(entry, entries, []);
        return entries;
    }

    private static void CheckOrder(BatchEntry entry, Dictionary<string, BatchEntry> entries, HashSet<string> above)
    {
        if (!above.Add(entry.Id))
            throw Invalid($"Invalid batch payload format: the request '{entry.Id}' depends on itself.");
        foreach (var id in entry.DependsOn)
        {
            var before = entries.GetValueOrDefault(id)
                ?? throw Invalid($"Invalid batch payload format: the request '{entry.Id}' depends on '{id}', which does not exist.");
            CheckOrder(before, entries, [.. above]);
        }
    }

    private byte[] ReadBody(JsonNode? body) => body switch
    {
        null => [],
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Convert.TryFromBase64String(
            (string)value!, new byte[((string)value!).Length], out _)
            ? Convert.FromBase64String((string)value!)
            : throw Invalid($"Invalid batch payload format: the body of the request '{Id}' is neither JSON nor base64."),
        _ => Encoding.UTF8.GetBytes(body.ToJsonString()),
    };

    private GraphException? Refuse(string url)
    {
        if (url.Contains("://", StringComparison.Ordinal) && !url.Contains('?'))
            return GraphException.BadRequest("The url of a request in a batch must be relative.");
        if (Path.Equals("/$batch", StringComparison.OrdinalIgnoreCase))
            return GraphException.BadRequest("A batch cannot hold another batch.");
        if (Body.Length > 0 && !Headers.ContainsKey("Content-Type"))
            return GraphException.BadRequest($"Write request id : {Id} does not contain Content-Type header or body.");
        return null;
    }

    private static GraphException Invalid(string message) => GraphException.BadRequest(message);
}
