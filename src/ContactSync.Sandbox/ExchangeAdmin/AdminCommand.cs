using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>A cmdlet that a caller wants run: the name and its parameters, whose names know no case.</summary>
internal sealed class AdminCommand
{
    private readonly Dictionary<string, JsonNode?> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private AdminCommand(string name) => Name = name;

    public string Name { get; }

    /// <summary>A cmdlet that changes nothing.</summary>
    public bool IsReading => Name.StartsWith("Get-", StringComparison.OrdinalIgnoreCase)
        || Name.StartsWith("Test-", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<string> ParameterNames => _parameters.Keys;

    /// <exception cref="AdminException">The body is not that of InvokeCommand.</exception>
    public static AdminCommand Read(Stream body)
    {
        try
        {
            var input = JsonNode.Parse(body)?["CmdletInput"] as JsonObject;
            var command = new AdminCommand((string?)input?["CmdletName"] ?? throw AdminException.Missing("CmdletName"));
            foreach (var (name, value) in input!["Parameters"] as JsonObject ?? [])
                command._parameters[name] = value;
            return command;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new AdminException(400, "System.Text.Json.JsonException", "The request body is not valid JSON.");
        }
    }

    public bool Has(string name) => _parameters.ContainsKey(name);

    /// <summary>A text; null where the parameter is absent or null.</summary>
    public string? Text(string name) => _parameters.GetValueOrDefault(name)?.ToString();

    public bool IsSet(string name) => _parameters.GetValueOrDefault(name) is JsonValue value && value.TryGetValue(out bool set) && set;

    /// <summary>True, false, or null for $null.</summary>
    /// <exception cref="AdminException">It is something else.</exception>
    public bool? Truth(string name) => _parameters.GetValueOrDefault(name) switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out bool truth) => truth,
        _ => throw AdminException.Invalid($"Cannot convert the value of '{name}' to type \"System.Boolean\"."),
    };

    /// <summary>A list; a single text is a list of one.</summary>
    public IReadOnlyList<string> Texts(string name) => _parameters.GetValueOrDefault(name) switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item?.ToString() ?? "")],
        var one => [one.ToString()],
    };

    /// <exception cref="AdminException">The parameter is absent or empty.</exception>
    public string Require(string name) => Text(name) is { Length: > 0 } text ? text : throw AdminException.Missing(name);
}
