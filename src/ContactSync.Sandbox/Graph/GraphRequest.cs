using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>One authenticated call to Graph, as a handler sees it.</summary>
internal sealed class GraphRequest(HttpContext context, GraphCaller caller)
{
    public HttpContext Context { get; } = context;

    public GraphCaller Caller { get; } = caller;

    public ODataOptions Options { get; } = new(context.Request);

    /// <summary>The JSON object that was sent; null where the request has no body. Read before the handler runs.</summary>
    public JsonObject? Body { get; private set; }

    /// <summary>The picture that was sent; null where the request's body is none. Read before the handler runs.</summary>
    public byte[]? Image { get; private set; }

    /// <summary>https://host:port/v1.0, with the host name that the client used.</summary>
    public string Root => $"{Context.Request.Scheme}://{Context.Request.Host}/v1.0";

    public CancellationToken Cancelled => Context.RequestAborted;

    /// <summary>A value from the path.</summary>
    public string Route(string name) => (string?)Context.GetRouteValue(name) ?? "";

    public string? RouteOrNull(string name) => (string?)Context.GetRouteValue(name);

    /// <exception cref="GraphException">The call needs a body and has none.</exception>
    public JsonObject RequireBody() => Body ?? throw GraphException.BadRequest("Empty Payload. JSON content expected.");

    /// <summary>The value of one preference in the Prefer headers, without quotes; "" for one that stands alone; null if absent.</summary>
    public string? Preference(string name)
    {
        foreach (var header in Context.Request.Headers["Prefer"])
        {
            foreach (var preference in (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries))
            {
                var (key, value) = preference.Split('=', 2) is [var left, var right] ? (left.Trim(), right.Trim()) : (preference, "");
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return value.Trim('"');
            }
        }
        return null;
    }

    /// <summary>The @odata.context of an answer, for instance <c>users</c> or <c>groups/$entity</c>.</summary>
    public string ODataContext(string set) => $"{Root}/$metadata#{set}";

    /// <exception cref="GraphException">The body is not JSON, or does not say that it is.</exception>
    internal async Task ReadBodyAsync()
    {
        var request = Context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsDelete(request.Method))
            return;
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, Cancelled);
        if (buffer.Length == 0)
            return;
        if (request.Headers.ContentEncoding.Count > 0)
            throw new GraphException(415, "UnsupportedMediaType", "The request content encoding is not supported.");
        if (request.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true)
        {
            Image = buffer.ToArray();
            return;
        }
        if (!request.HasJsonContentType())
            throw GraphException.BadRequest("Entity only allows writes with a JSON Content-Type header.");
        try
        {
            buffer.Position = 0;
            Body = JsonNode.Parse(buffer, documentOptions: new JsonDocumentOptions { MaxDepth = 64 }) as JsonObject;
            // Members are read on demand, and only then would a name that occurs twice be seen.
            _ = Body?.Count;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw Unreadable();
        }
        if (Body is null)
            throw Unreadable();
    }

    private static GraphException Unreadable() => GraphException.BadRequest(
        "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
}
