using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// /directory/deletedItems: list, read, restore, delete for good; of applications and service principals.
/// https://learn.microsoft.com/graph/api/directory-deleteditems-list. An app restored here comes back without its service principal,
/// which is restored by itself: only the portal does both.
/// </summary>
internal sealed class DeletedItemEndpoints(SandboxContext sandbox)
{
    private const string Path = "directory/deletedItems/";

    private static readonly string[] _types = ["application", "servicePrincipal"];

    private Tenant Tenant => sandbox.Tenant;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var type in _types)
        {
            endpoints.MapDirectory(sandbox, "GET", Path + "microsoft.graph." + type, request => List(request, type));
            endpoints.MapDirectory(sandbox, "GET", Path + "graph." + type, request => List(request, type));
        }
        endpoints.MapDirectory(sandbox, "GET", Path + "{id}", Get);
        endpoints.MapDirectory(sandbox, "POST", Path + "{id}/restore", Restore);
        endpoints.MapDirectory(sandbox, "POST", Path + "{id}/microsoft.graph.restore", Restore);
        endpoints.MapDirectory(sandbox, "DELETE", Path + "{id}", Delete);
    }

    private GraphResponse List(GraphRequest request, string type)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        var items = Tenant.Deleted.Select(item => item.Object).Where(item => item.Type == type);
        return DirectoryQuery.List(request, "directoryObjects", EntityType.Of(type), items);
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return Show(request, Find(request).Object);
    }

    private GraphResponse Restore(GraphRequest request)
    {
        ApplicationAccess.RequireWriter(request.Caller);
        var item = Find(request);
        RequireOwner(request.Caller, item);
        if (item.Object is ServicePrincipal { AppId: var appId } && Tenant.FindPrincipal(appId) is not null)
        {
            throw new GraphException(409, "Request_MultipleObjectsWithSameKeyValue",
                "The service principal cannot be created, updated, or restored because " +
                $"the service principal name {appId} is already in use.");
        }
        Tenant.Restore(item);
        return Show(request, item.Object);
    }

    private GraphResponse Delete(GraphRequest request)
    {
        ApplicationAccess.RequireWriter(request.Caller);
        var item = Find(request);
        RequireOwner(request.Caller, item);
        Tenant.Deleted.Remove(item);
        return GraphResponse.NoContent();
    }

    private DeletedItem Find(GraphRequest request) =>
        Tenant.Deleted.Find(request.Route("id")) ?? throw GraphException.NotFound(request.Route("id"));

    private static void RequireOwner(GraphCaller caller, DeletedItem item) => ApplicationAccess.RequireOwner(
        caller, (item.Object as Application)?.Owners ?? ((ServicePrincipal)item.Object).Owners);

    private static GraphResponse Show(GraphRequest request, DirectoryObject item)
    {
        var body = new JsonObject { ["@odata.context"] = request.ODataContext("directoryObjects/$entity") };
        foreach (var (name, value) in DirectoryQuery.WithType(item, new DirectoryView(request.Caller).Selected(item, null)))
            body[name] = value?.DeepClone();
        return GraphResponse.Ok(body);
    }
}
