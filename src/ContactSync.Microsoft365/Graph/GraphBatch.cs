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

    /// <summary>The answers in the order of the questions, whatever order they came in. Bodies stay where they are in the text.</summary>
    /// <exception cref="JsonException">It is no answer to a batch, or one of the answers is missing.</exception>
    public static GraphAnswer[] Read(ReadOnlyMemory<byte> text, int count, TimeProvider time)
    {
        var answers = new GraphAnswer?[count];
        var reader = new Utf8JsonReader(text.Span);
        if (!FindArray(ref reader, "responses"u8))
            throw new JsonException("An answer to a batch without a list of answers.");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            ReadOne(ref reader, text, answers, time);
        // To the end: a text that is cut short is no answer.
        while (reader.Read())
        {
        }
        return [.. answers.Select(answer => answer ?? throw new JsonException("An answer to a batch that leaves out one of its entries."))];
    }

    /// <summary>Moves to a list among the properties of the text's outermost object.</summary>
    internal static bool FindArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return reader.TokenType == JsonTokenType.StartArray;
            reader.Skip();
        }
        return false;
    }

    private static void ReadOne(ref Utf8JsonReader reader, ReadOnlyMemory<byte> text, GraphAnswer?[] answers, TimeProvider time)
    {
        var place = -1;
        var status = 0;
        var body = ReadOnlyMemory<byte>.Empty;
        string? requestId = null;
        string? retryAfter = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.ValueTextEquals("id"u8) ? 'i' : reader.ValueTextEquals("status"u8) ? 's'
                : reader.ValueTextEquals("headers"u8) ? 'h' : reader.ValueTextEquals("body"u8) ? 'b' : ' ';
            reader.Read();
            var begin = (int)reader.TokenStartIndex;
            if (property == 'i' && reader.TokenType == JsonTokenType.String)
                place = int.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            else if (property == 's' && reader.TokenType == JsonTokenType.Number)
                status = reader.TryGetInt32(out var code) ? code : 0;
            else if (property == 'h' && reader.TokenType == JsonTokenType.StartObject)
                (requestId, retryAfter) = ReadHeaders(ref reader);
            reader.Skip();
            if (property == 'b')
                body = text[begin..(int)reader.BytesConsumed];
        }
        if (place >= 0 && place < answers.Length && status > 0)
            answers[place] = new GraphAnswer(status, body, requestId, ReadRetryAfter(retryAfter, time));
    }

    private static (string? RequestId, string? RetryAfter) ReadHeaders(ref Utf8JsonReader reader)
    {
        string? requestId = null;
        string? retryAfter = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && name.Equals("request-id", StringComparison.OrdinalIgnoreCase))
                requestId = reader.GetString();
            else if (reader.TokenType == JsonTokenType.String && name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))
                retryAfter = reader.GetString();
            reader.Skip();
        }
        return (requestId, retryAfter);
    }

    private static TimeSpan? ReadRetryAfter(string? value, TimeProvider time) =>
        !RetryConditionHeaderValue.TryParse(value, out var parsed) ? null
        : parsed.Delta ?? parsed.Date - time.GetUtcNow();
}
