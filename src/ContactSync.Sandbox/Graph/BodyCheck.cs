using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>Compares what was sent with what the type has: a property too many, a missing or a wrong one refuses the whole call.</summary>
internal static class BodyCheck
{
    /// <exception cref="GraphException">400, naming the property.</exception>
    public static void Create(EntityType type, JsonObject body)
    {
        Check(type, body, "", property => property.OnCreate);
        Require(type, body, "");
    }

    /// <exception cref="GraphException">400, naming the property.</exception>
    public static void Update(EntityType type, JsonObject body) => Check(type, body, "", property => property.OnUpdate);

    /// <summary>The parameters of an action such as addPassword.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="parameters">Name and kind of each parameter.</param>
    /// <exception cref="GraphException">400, naming the parameter.</exception>
    public static void Action(JsonObject body, params (string Name, string Kind)[] parameters)
    {
        foreach (var (name, value) in body)
        {
            var kind = parameters.FirstOrDefault(parameter => parameter.Name == name).Kind ?? throw Unknown(name);
            CheckOne(kind, value, name, property => property.OnCreate);
        }
    }

    private static void Check(EntityType type, JsonObject body, string path, Func<PropertyType, bool> isWritable)
    {
        foreach (var (name, value) in body)
        {
            if (name == "@odata.type")
            {
                if ((string?)value is { } sent && sent.TrimStart('#') != type.ODataType.TrimStart('#'))
                    throw GraphException.BadRequest($"'{sent}' is not the type of this resource, which is '{type.ODataType}'.");
                continue;
            }
            var property = type.Properties.GetValueOrDefault(name) ?? throw Unknown(path + name);
            if (!isWritable(property))
                throw GraphException.InvalidRequest($"Property '{path}{name}' is read-only and cannot be set.");
            if (!property.IsCollection)
                CheckOne(property.Kind, value, path + name, isWritable);
            else if (value is JsonArray items)
                CheckAll(property.Kind, items, path + name, isWritable);
            else
                throw Mismatch(path + name, $"Collection({property.Kind})");
        }
    }

    private static void CheckAll(string kind, JsonArray items, string path, Func<PropertyType, bool> isWritable)
    {
        foreach (var item in items)
        {
            if (item is null)
                throw Mismatch(path, kind);
            CheckOne(kind, item, path, isWritable);
            if (char.IsLower(kind[0]))
                Require(EntityType.Of(kind), item.AsObject(), path + ".");
        }
    }

    private static void CheckOne(string kind, JsonNode? value, string path, Func<PropertyType, bool> isWritable)
    {
        if (value is null)
            return;
        if (char.IsLower(kind[0]))
            Check(EntityType.Of(kind), value as JsonObject ?? throw Mismatch(path, kind), path + ".", isWritable);
        else if (!IsOfKind(kind, value))
            throw Mismatch(path, kind);
    }

    private static bool IsOfKind(string kind, JsonNode value)
    {
        var type = value.GetValueKind();
        return kind switch
        {
            "Boolean" => type is JsonValueKind.True or JsonValueKind.False,
            "Int32" => type == JsonValueKind.Number && value.AsValue().TryGetValue<int>(out _),
            "Guid" => type == JsonValueKind.String && Guid.TryParse((string)value!, out _),
            "DateTimeOffset" => type == JsonValueKind.String && DateTimeOffset.TryParse(
                (string)value!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
            "Binary" => type == JsonValueKind.String && Convert.TryFromBase64String(
                (string)value!, new byte[((string)value!).Length], out _),
            _ => type == JsonValueKind.String,
        };
    }

    private static void Require(EntityType type, JsonObject body, string path)
    {
        var missing = type.Properties.Values.FirstOrDefault(property => property.IsRequired && IsEmpty(body[property.Name]));
        if (missing is not null)
        {
            throw GraphException.InvalidRequest(
                $"A value is required for property '{path}{missing.Name}' of resource '{type.Title}'.");
        }
    }

    private static bool IsEmpty(JsonNode? value) => value is null || (value.GetValueKind() == JsonValueKind.String && (string)value! == "");

    private static GraphException Unknown(string name) => GraphException.InvalidRequest($"Invalid property '{name}'.");

    private static GraphException Mismatch(string name, string kind) =>
        GraphException.InvalidRequest($"Invalid value specified for property '{name}': a value of the type Edm.{kind} is expected.");
}
