using System.Text.Json.Nodes;
using ContactSync.Sandbox.Hosting;

namespace ContactSync.Sandbox.Control;

/// <summary>GET, POST and DELETE faults.</summary>
internal sealed class FaultControl(SandboxContext sandbox)
{
    private static readonly HashSet<string> _fields = new(StringComparer.Ordinal)
    {
        "name", "count", "skip", "target", "retryAfterSeconds", "delayMilliseconds", "status",
    };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapControl(sandbox, "GET", "faults", (_, _) => Task.FromResult<JsonNode?>(List()));
        endpoints.MapControl(sandbox, "POST", "faults", (_, body) =>
        {
            sandbox.Faults.Add(Read(body));
            return Task.FromResult<JsonNode?>(List());
        });
        endpoints.MapControl(sandbox, "DELETE", "faults", (_, _) =>
        {
            sandbox.Faults.Clear();
            return Task.FromResult<JsonNode?>(null);
        });
    }

    public static JsonNode Show(Fault fault) => new JsonObject
    {
        ["name"] = fault.Name,
        ["count"] = fault.Count,
        ["skip"] = fault.Skip,
        ["target"] = fault.Target,
        ["retryAfterSeconds"] = fault.RetryAfter?.TotalSeconds,
        ["delayMilliseconds"] = fault.Delay.TotalMilliseconds,
        ["status"] = fault.Status,
    };

    private JsonObject List() => new()
    {
        ["known"] = new JsonObject(sandbox.Faults.Names.Select(fault => KeyValuePair.Create<string, JsonNode?>(fault.Key, fault.Value))),
        ["active"] = new JsonArray(sandbox.Faults.Active.Select(Show).ToArray()),
    };

    private static Fault Read(JsonObject body)
    {
        if (body.Select(field => field.Key).FirstOrDefault(name => !_fields.Contains(name)) is { } unknown)
            throw new ControlException(400, $"A fault has no field '{unknown}'.");
        var fault = new Fault(body.Require("name")) { Target = (string?)body["target"] };
        if (body["count"] is { } count)
            fault = fault with { Count = (int)count };
        if (body["skip"] is { } skip)
            fault = fault with { Skip = (int)skip };
        if (body.ContainsKey("retryAfterSeconds"))
            fault = fault with { RetryAfter = body["retryAfterSeconds"] is { } wait ? TimeSpan.FromSeconds((double)wait) : null };
        if (body["delayMilliseconds"] is { } delay)
            fault = fault with { Delay = TimeSpan.FromMilliseconds((double)delay) };
        if (body["status"] is { } status)
            fault = fault with { Status = (int)status };
        return fault;
    }
}
