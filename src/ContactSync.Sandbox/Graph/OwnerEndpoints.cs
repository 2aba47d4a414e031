using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>The owners of an app registration. https://learn.microsoft.com/graph/api/application-post-owners</summary>
internal sealed class OwnerEndpoints(SandboxContext sandbox)
{
    private readonly ApplicationAccess _access = new(sandbox);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var key in ApplicationAccess.Keys)
        {
            endpoints.MapDirectory(sandbox, "GET", key + "/owners", List);
            endpoints.MapDirectory(sandbox, "POST", key + "/owners/$ref", Add);
            endpoints.MapDirectory(sandbox, "DELETE", key + "/owners/{owner}/$ref", Remove);
        }
    }

    private GraphResponse List(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        var owners = _access.Find(request).Owners;
        return DirectoryQuery.List(request, "directoryObjects", EntityType.Of("user"), owners, namesType: true);
    }

    private GraphResponse Add(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        var body = request.RequireBody();
        if (body.Count != 1 || (string?)body["@odata.id"] is not { } reference)
            throw GraphException.InvalidRequest("The body must hold the property '@odata.id' and nothing else.");
        var id = reference[(reference.LastIndexOf('/') + 1)..];
        var owner = (DirectoryObject?)sandbox.Tenant.Users.Find(id) ?? sandbox.Tenant.ServicePrincipals.Find(id);
        if (owner is null || !owner.IsSeen(sandbox.Time.GetUtcNow()))
            throw GraphException.NotFound(id);
        if (application.Owners.Contains(owner))
        {
            throw GraphException.InvalidRequest(
                "One or more added object references already exist for the following modified properties: 'owners'.");
        }
        application.Owners.Add(owner);
        return GraphResponse.NoContent();
    }

    private GraphResponse Remove(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        var id = request.Route("owner");
        if (application.Owners.RemoveAll(owner => owner.Id.ToString() == id) == 0)
            throw GraphException.NotFound(id);
        return GraphResponse.NoContent();
    }
}
