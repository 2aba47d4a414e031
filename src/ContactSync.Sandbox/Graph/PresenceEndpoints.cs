using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// A user's presence, which is that of somebody whom nobody has signed in to Teams.
/// https://learn.microsoft.com/graph/api/presence-get
/// </summary>
internal sealed class PresenceEndpoints(SandboxContext sandbox)
{
    private static readonly string[] _ofAll = ["Presence.Read.All", "Presence.ReadWrite.All"];

    private static readonly string[] _ofOneself = ["Presence.Read", "Presence.ReadWrite", .. _ofAll];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGraph(sandbox, "GET", "users/{user}/presence", request => Task.FromResult(Get(request)));
        endpoints.MapGraph(sandbox, "GET", "me/presence", request => Task.FromResult(Get(request)));
    }

    private GraphResponse Get(GraphRequest request)
    {
        var name = request.RouteOrNull("user");
        request.Caller.RequireDirectory(name is null && request.Caller.User is not null ? _ofOneself : _ofAll);
        lock (sandbox.Tenant.Gate)
        {
            var user = name is null
                ? request.Caller.User
                    ?? throw GraphException.BadRequest("/me request is only valid with delegated authentication flow.")
                : sandbox.Tenant.FindUser(name) ?? throw GraphException.NotFound(name);
            return GraphResponse.Ok(new JsonObject
            {
                ["@odata.context"] = request.ODataContext($"users('{user.Id}')/presence/$entity"),
                ["id"] = user.Id.ToString(),
                ["availability"] = "Offline",
                ["activity"] = "Offline",
                ["statusMessage"] = null,
            });
        }
    }
}
