using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Writes and reads the bodies of a <c>$batch</c> of GETs.</summary>
/// <remarks>https://learn.microsoft.com/graph/json-batching</remarks>
internal static class GraphBatch
{
    /// <summary>Entries in one request, at most.</summary>
    public const int Capacity = 20;

    /// <summary>The request's body. An entry's id is its place.</summary>
    public static HttpContent Write(IReadOnlyList<string> relatives, string prefer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests");
            for (var place = 0; place < relatives.Count; place++)
            {
                json.WriteStartObject();
                json.WriteString("id", place.ToString(CultureInfo.InvariantCulture));
                json.WriteString("method", "GET");
                json.WriteString("url", relatives[place]);
                json.WriteStartObject("headers");
                json.WriteString("Prefer", prefer);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return new ByteArrayContent(buffer.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    /// <summary>The answers in the order of the questions, whatever order they came in.</summary>
    /// <exception cref="JsonException">It is no answer to a batch, or one of the answers is missing.</exception>
    public static GraphAnswer[] Read(JsonElement root, int count, TimeProvider time)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("responses", out var responses) || responses.ValueKind != JsonValueKind.Array)
            throw new JsonException("An answer to a batch without a list of answers.");
        var answers = new GraphAnswer?[count];
        foreach (var response in responses.EnumerateArray())
        {
            if (response.TryGetProperty("id", out var id)
                && int.TryParse(id.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < count)
                answers[place] = ReadOne(response, time);
        }
        return [.. answers.Select(answer => answer ?? throw new JsonException("An answer to a batch that leaves out one of its entries."))];
    }

    private static GraphAnswer ReadOne(JsonElement response, TimeProvider time)
    {
        if (!response.TryGetProperty("status", out var status) || !status.TryGetInt32(out var code))
            throw new JsonException("An entry without a status.");
        return new GraphAnswer(
            code,
            response.TryGetProperty("body", out var body) ? body : default,
            Header(response, "request-id"),
            ReadRetryAfter(Header(response, "Retry-After"), time));
    }

    private static TimeSpan? ReadRetryAfter(string? value, TimeProvider time) =>
        !RetryConditionHeaderValue.TryParse(value, out var parsed) ? null
        : parsed.Delta ?? parsed.Date - time.GetUtcNow();

    private static string? Header(JsonElement response, string name)
    {
        if (!response.TryGetProperty("headers", out var headers) || headers.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var header in headers.EnumerateObject())
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value.ToString();
        }
        return null;
    }
}
