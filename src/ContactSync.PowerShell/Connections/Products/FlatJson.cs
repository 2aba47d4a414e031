using System.Text;
using System.Text.Json;

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>The values of a JSON object by their keys, each with its line: what is wrong can be named as an editor shows it.</summary>
internal sealed class FlatJson
{
    private readonly ProductText text;

    private readonly Dictionary<string, (string? Value, JsonTokenType Kind, int Line)> values = new(StringComparer.Ordinal);

    private FlatJson(ProductText text) => this.text = text;

    /// <summary>Reads an object; what is nested in it is passed over.</summary>
    /// <exception cref="SyncException">It is no JSON object, or has a key twice.</exception>
    public static FlatJson Read(ProductText text)
    {
        var json = new FlatJson(text);
        var bytes = Encoding.UTF8.GetBytes(text.Text.TrimStart('\uFEFF'));
        try
        {
            json.Read(bytes);
        }
        catch (JsonException damaged)
        {
            throw text.Invalid((int)(damaged.LineNumber ?? 0) + 1, json.values.Keys.LastOrDefault() ?? "{", "it is no JSON from here on");
        }
        return json;
    }

    /// <summary>A text; null where the key is missing, or null itself.</summary>
    /// <exception cref="SyncException">It is no text, or does not fit.</exception>
    public T? Get<T>(string key, Func<string, T> fit)
        where T : class
    {
        if (!values.TryGetValue(key, out var found) || found.Kind == JsonTokenType.Null || found.Value is "")
            return null;
        if (found.Value is null)
            throw text.Invalid(found.Line, key, "it is no text");
        try
        {
            return fit(found.Value);
        }
        catch (FormatException unfit)
        {
            throw text.Invalid(found.Line, key, unfit.Message);
        }
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="SyncException">It is missing, no text, or does not fit.</exception>
    public T Need<T>(string key, Func<string, T> fit)
        where T : class => Get(key, fit) ?? throw text.Missing(key);

    private void Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw text.Invalid(1, "{", "it is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            var line = bytes[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
            reader.Read();
            var value = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            if (!values.TryAdd(key, (value, reader.TokenType, line)))
                throw text.Invalid(line, key, "it stands there twice");
            reader.Skip();
        }
        // Whatever stands behind the object is found here.
        reader.Read();
    }
}
