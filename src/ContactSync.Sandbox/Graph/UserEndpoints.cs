using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// GET /users, /users/{id or userPrincipalName} and /me. <c>User.ReadBasic.All</c> is taken as sufficient, as Graph's permission data has
/// it for apps too; a report of September 2026 (learn.microsoft.com/answers/questions/6019739) says that a tenant answered 403.
/// </summary>
internal sealed class UserEndpoints(SandboxContext sandbox)
{
    private static readonly EntityType _type = EntityType.Of("user");

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDirectory(sandbox, "GET", "users", List);
        endpoints.MapDirectory(sandbox, "GET", "users/$count", Count);
        endpoints.MapDirectory(sandbox, "GET", "users/{user}", Get);
        endpoints.MapDirectory(sandbox, "GET", "me", GetMe);
    }

    private GraphResponse List(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadBasicUsers);
        return DirectoryQuery.List(request, "users", _type, sandbox.Tenant.Users);
    }

    private GraphResponse Count(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadBasicUsers);
        return DirectoryQuery.Count(request, _type, sandbox.Tenant.Users);
    }

    private GraphResponse Get(GraphRequest request)
    {
        var key = request.Route("user");
        var user = sandbox.Tenant.FindUser(key);
        if (user is null || user != request.Caller.User || !request.Caller.Has("User.Read"))
            request.Caller.RequireDirectory(DirectoryView.ReadBasicUsers);
        return Show(request, user ?? throw GraphException.NotFound(key));
    }

    private static GraphResponse GetMe(GraphRequest request)
    {
        if (request.Caller.User is not { } user)
            throw GraphException.BadRequest("/me request is only valid with delegated authentication flow.");
        request.Caller.RequireDirectory([.. DirectoryView.ReadBasicUsers, "User.Read"]);
        return Show(request, user);
    }

    private static GraphResponse Show(GraphRequest request, DirectoryUser user) => DirectoryQuery.Get(request, "users", user);
}
