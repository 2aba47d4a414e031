using System.Text.Json.Nodes;
using ContactSync.Sandbox.Ews.Access;

namespace ContactSync.Sandbox.Control;

/// <summary>GET status, POST counters/reset, POST settle, POST stop.</summary>
internal sealed class StatusControl(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapControl(sandbox, "GET", "status", (_, _) => Task.FromResult<JsonNode?>(Status()));
        endpoints.MapControl(sandbox, "POST", "counters/reset", (_, _) => Done(sandbox.Requests.Reset));
        endpoints.MapControl(sandbox, "POST", "settle", (_, _) => Done(Settle));
        endpoints.MapControl(sandbox, "POST", "stop", (_, _) => Done(() => sandbox.StopRequested.TrySetResult()));
    }

    private void Settle()
    {
        sandbox.Tenant.Settle();
        sandbox.Exchange.Settle();
    }

    private JsonObject Status()
    {
        var status = new JsonObject
        {
            ["counters"] = sandbox.Requests.ToJson(),
            ["missing"] = new JsonArray(NtlmProvider.Absence is { } absence ? [absence] : []),
            ["faults"] = new JsonArray(sandbox.Faults.Active.Select(FaultControl.Show).ToArray()),
            ["notices"] = new JsonArray(sandbox.Notices.Select(notice => (JsonNode?)notice).ToArray()),
        };
        lock (sandbox.Tenant.Gate)
        {
            status["users"] = sandbox.Tenant.Users.Count;
            status["groups"] = new JsonArray(sandbox.Tenant.Groups.Select(group => (JsonNode?)group.Text("displayName")).ToArray());
            status["applications"] = sandbox.Tenant.Applications.Count;
        }
        return status;
    }

    private static Task<JsonNode?> Done(Action action)
    {
        action();
        return Task.FromResult<JsonNode?>(null);
    }
}
