using System.Text.Json.Nodes;
using ContactSync.Sandbox.Entra;

namespace ContactSync.Sandbox.Control;

/// <summary>
/// POST identity-providers with <c>issuer</c> and <c>keys</c> (those of a JWK set, RFC 7517): another identity provider publishes these
/// keys from now on, in place of those before.
/// </summary>
internal sealed class IdentityProviderControl(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapControl(sandbox, "POST", "identity-providers", (_, body) => Task.FromResult(Set(body)));

    private JsonNode? Set(JsonObject body)
    {
        var keys = body["keys"] as JsonArray ?? throw new ControlException(400, "'keys' is missing.");
        sandbox.IdentityProviders.Set(body.Require("issuer"), IdentityProvider.FromJson(keys));
        return null;
    }
}
