using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Control;

/// <summary>
/// Plays the person at the browser: POST browser with <c>user</c> (who signs in where nobody is named) and <c>consent</c> (true, false);
/// what is left out the pages ask for.
/// </summary>
internal sealed class BrowserControl(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapControl(sandbox, "POST", "browser", (_, body) => Task.FromResult(Set(body)));

    private JsonNode? Set(JsonObject body)
    {
        lock (sandbox.Tenant.Gate)
        {
            var name = (string?)body["user"];
            sandbox.Person.User = name is null
                ? null
                : sandbox.Tenant.FindUser(name) ?? throw new ControlException(404, $"There is no user '{name}'.");
            sandbox.Person.Consents = (bool?)body["consent"];
        }
        return null;
    }
}
