using System.Text.Json;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>What a cmdlet wrote: its objects and its warnings.</summary>
internal sealed record ExchangeAnswer(IReadOnlyList<ExchangeObject> Objects, IReadOnlyList<string> Warnings);

/// <summary>A page of an answer.</summary>
internal sealed record ExchangePage(IReadOnlyList<ExchangeObject> Objects, IReadOnlyList<string> Warnings, string? NextLink)
{
    /// <summary>Reads a page.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    internal static ExchangePage Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("value", out var value)
            || value.ValueKind != JsonValueKind.Array)
            throw new JsonException("The answer has no list of objects.");
        return new ExchangePage(
            [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object).Select(one => new ExchangeObject(one.Clone()))],
            root.TryGetProperty("@adminapi.warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array
                ? [.. warnings.EnumerateArray().Select(warning => warning.ToString())]
                : [],
            root.TryGetProperty("@odata.nextLink", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null);
    }
}

/// <summary>An object that a cmdlet wrote.</summary>
internal sealed class ExchangeObject(JsonElement json)
{
    /// <summary>A property as text; null where it is missing, null or empty.</summary>
    internal string? Text(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            && value.ToString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>True, false, or null for one that is not set.</summary>
    internal bool? Truth(string name) => bool.TryParse(Text(name), out var truth) ? truth : null;

    /// <summary>A list; one text is a list of one.</summary>
    internal IReadOnlyList<string> Texts(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.ToString())]
            : Text(name) is { } text ? [text] : [];
}
