using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>An answer of Graph: status, and a JSON body, bytes or nothing.</summary>
internal sealed class GraphResponse
{
    private const string JsonType =
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    private static readonly JsonWriterOptions _writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonNode? _json;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string? _type;

    public GraphResponse(int status, JsonNode? json = null)
    {
        Status = status;
        _json = json;
        _type = json is null ? null : JsonType;
    }

    private GraphResponse(int status, ReadOnlyMemory<byte> bytes, string type)
    {
        Status = status;
        _bytes = bytes;
        _type = type;
    }

    public int Status { get; }

    public Dictionary<string, string> Headers { get; } = [];

    public static GraphResponse Ok(JsonNode json) => new(200, json);

    public static GraphResponse Created(JsonNode json) => new(201, json);

    public static GraphResponse NoContent() => new(204);

    public static GraphResponse Text(string text) => new(200, System.Text.Encoding.UTF8.GetBytes(text), "text/plain");

    /// <summary>A body that is ready: a photo, or JSON written by the caller (<paramref name="type"/> null).</summary>
    public static GraphResponse Bytes(int status, ReadOnlyMemory<byte> bytes, string? type = null) => new(status, bytes, type ?? JsonType);

    public async Task WriteAsync(HttpContext context)
    {
        GraphErrors.Stamp(context);
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        if (_type is null)
            return;
        response.ContentType = _type;
        var body = _json is null ? _bytes : Serialize(_json);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Serialize(JsonNode json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, _writer))
            json.WriteTo(writer);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
