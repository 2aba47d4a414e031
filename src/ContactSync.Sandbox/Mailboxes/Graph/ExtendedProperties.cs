using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>
/// Extended properties of Graph: any MAPI property by its id. The service sends them only where a client names them in
/// <c>$expand=singleValueExtendedProperties($filter=id eq '…' or id eq '…')</c>, every value as text, and leaves out what an item lacks.
/// </summary>
internal static partial class ExtendedProperties
{
    public const string Name = "singleValueExtendedProperties";

    /// <exception cref="GraphException">400: another expansion, no filter, or an id that is none.</exception>
    public static IReadOnlyList<MapiProperty> ParseExpand(string? expand, string type)
    {
        if (expand is null)
            return [];
        if (Expansion().Match(expand) is not { Success: true } match)
            throw Refusals.UnknownSelection(expand.Split('(')[0], type);
        if (!match.Groups["filter"].Success)
        {
            throw new GraphException(
                400, "ErrorInvalidRequest", $"The request to expand '{Name}' needs a $filter that names the properties.");
        }
        var properties = new List<MapiProperty>();
        foreach (var clause in Or().Split(match.Groups["filter"].Value))
        {
            if (Clause().Match(clause) is not { Success: true } id)
                throw Refusals.Filter();
            properties.Add(Parse(id.Groups["id"].Value));
        }
        return properties;
    }

    public static void Write(Utf8JsonWriter writer, PropertyBag bag, IReadOnlyList<MapiProperty> wanted)
    {
        var begun = false;
        foreach (var property in wanted)
        {
            if (property.Type is MapiType.StringArray || bag[property] is not { } value)
                continue;
            if (!begun)
                writer.WriteStartArray(Name);
            begun = true;
            writer.WriteStartObject();
            writer.WriteString("id", property.GraphId);
            writer.WriteString("value", Format(value));
            writer.WriteEndObject();
        }
        if (begun)
            writer.WriteEndArray();
    }

    /// <summary>Reads the extended properties of a request body.</summary>
    /// <exception cref="GraphException">400: not a list of ids and values, or a value that its type cannot hold.</exception>
    public static void Read(Dictionary<MapiProperty, object> values, JsonNode? node)
    {
        if (node is not JsonArray items)
            throw GraphException.BadRequest($"The property '{Name}' is a collection.");
        foreach (var item in items)
        {
            if (item is not JsonObject entry || entry["id"] is not JsonValue id || !id.TryGetValue(out string? text))
                throw GraphException.BadRequest($"An entry of '{Name}' needs an id and a value.");
            var property = Parse(text);
            if (entry["value"] is not JsonValue value || !value.TryGetValue(out string? content))
                values.Remove(property);
            else
                values[property] = Parse(property, content);
        }
    }

    private static MapiProperty Parse(string id) => MapiProperty.TryParse(id, out var property)
        ? property
        : throw Refusals.ExtendedPropertyId(id);

    private static string Format(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => ContactWriter.Timestamp(time),
        byte[] bytes => Convert.ToBase64String(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static object Parse(MapiProperty property, string text)
    {
        try
        {
            return property.Type switch
            {
                MapiType.String => text,
                MapiType.Integer => int.Parse(text, CultureInfo.InvariantCulture),
                MapiType.Short => short.Parse(text, CultureInfo.InvariantCulture),
                MapiType.Long => long.Parse(text, CultureInfo.InvariantCulture),
                MapiType.Double => double.Parse(text, CultureInfo.InvariantCulture),
                MapiType.Boolean => XmlConvert.ToBoolean(text.ToLowerInvariant()),
                MapiType.SystemTime => XmlConvert.ToDateTimeOffset(text),
                MapiType.Binary => Convert.FromBase64String(text),
                MapiType.CLSID => Guid.Parse(text),
                _ => throw new FormatException("The property has several values."),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new GraphException(400, "ErrorInvalidProperty", $"The value '{text}' is no {property.Type}.");
        }
    }

    [GeneratedRegex(@"^\s*singleValueExtendedProperties\s*(\(\s*\$filter\s*=(?<filter>.+)\))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Expansion();

    /// <summary>"or" outside of quotes: an even number of quotes follows.</summary>
    [GeneratedRegex(@"\s+or\s+(?=(?:[^']*'[^']*')*[^']*$)", RegexOptions.CultureInvariant)]
    private static partial Regex Or();

    [GeneratedRegex(@"^\s*\(?\s*id\s+eq\s+'(?<id>[^']+)'\s*\)?\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Clause();
}
