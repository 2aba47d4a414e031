using System.Globalization;
using System.Text.Json;

namespace ContactSync.Microsoft365.Registration;

/// <summary>In which line of a JSON text each property stands, so that an error can say where to look.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, int> lines = new(StringComparer.OrdinalIgnoreCase) { [""] = 1 };

    /// <summary>A property that stands twice, with the line of the second; null where none does.</summary>
    internal (string Path, int Line)? Duplicate { get; private set; }

    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static JsonLines Of(ReadOnlySpan<byte> json)
    {
        var found = new JsonLines();
        var reader = new Utf8JsonReader(json);
        // An object's names and an array's numbers, from the outermost to the innermost.
        var open = new Stack<(string Path, int Index)>();
        var next = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                next = Join(open.Peek().Path, reader.GetString()!);
                found.Add(next, LineAt(json, reader.TokenStartIndex));
                continue;
            }
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }
            if (open.TryPeek(out var parent) && parent.Index >= 0)
            {
                open.Pop();
                open.Push((parent.Path, parent.Index + 1));
                next = $"{parent.Path}[{parent.Index.ToString(CultureInfo.InvariantCulture)}]";
                found.Add(next, LineAt(json, reader.TokenStartIndex));
            }
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push((next, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
        }
        return found;
    }

    internal bool Has(string path) => lines.ContainsKey(path);

    /// <summary>The line of a property, or of what it should be in.</summary>
    internal int LineOf(string path)
    {
        int line;
        while (!lines.TryGetValue(path, out line))
            path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];
        return line;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static int LineAt(ReadOnlySpan<byte> json, long index) => json[..(int)index].Count((byte)'\n') + 1;

    private void Add(string path, int line)
    {
        if (!lines.TryAdd(path, line))
            Duplicate ??= (path, line);
    }
}
