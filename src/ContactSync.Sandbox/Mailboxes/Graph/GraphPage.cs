using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContactSync.Sandbox.Graph;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>Writes an answer straight into bytes: contacts are read by the tens of thousands.</summary>
internal static class GraphPage
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static GraphResponse Write(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return GraphResponse.Bytes(status, buffer.WrittenMemory);
    }

    /// <param name="context">@odata.context.</param>
    /// <param name="count">@odata.count, where it was asked for.</param>
    /// <param name="link">@odata.nextLink or @odata.deltaLink with its address, or null.</param>
    /// <param name="values">Writes the items.</param>
    public static GraphResponse Collection(string context, int? count, (string Name, string Url)? link, Action<Utf8JsonWriter> values) =>
        Write(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", context);
            if (count is { } number)
                writer.WriteNumber("@odata.count", number);
            if (link is { } to)
                writer.WriteString(to.Name, to.Url);
            writer.WriteStartArray("value");
            values(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
}
