using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// /applications: list, create, read, change, upsert by uniqueName, delete.
/// https://learn.microsoft.com/graph/api/resources/application
/// </summary>
internal sealed class ApplicationEndpoints(SandboxContext sandbox)
{
    private static readonly EntityType _type = EntityType.Of("application");

    private readonly ApplicationAccess _access = new(sandbox);

    private Tenant Tenant => sandbox.Tenant;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDirectory(sandbox, "GET", "applications", List);
        endpoints.MapDirectory(sandbox, "GET", "applications/$count", Count);
        endpoints.MapDirectory(sandbox, "POST", "applications", request => Create(request, request.RequireBody()));
        foreach (var key in ApplicationAccess.Keys)
        {
            endpoints.MapDirectory(sandbox, "GET", key, Get);
            endpoints.MapDirectory(sandbox, "PATCH", key, key.Contains("uniqueName") ? Upsert : Update);
            endpoints.MapDirectory(sandbox, "DELETE", key, Delete);
        }
    }

    private GraphResponse List(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return DirectoryQuery.List(request, "applications", _type, Seen());
    }

    private GraphResponse Count(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return DirectoryQuery.Count(request, _type, Seen());
    }

    private IEnumerable<Application> Seen()
    {
        var now = sandbox.Time.GetUtcNow();
        return Tenant.Applications.Where(application => application.IsSeen(now));
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return DirectoryQuery.Get(request, "applications", _access.Find(request));
    }

    private GraphResponse Create(GraphRequest request, JsonObject body)
    {
        ApplicationAccess.RequireCreator(request.Caller);
        BodyCheck.Create(_type, body);
        ApplicationRules.Check(body, Tenant, null);
        DirectoryLimits.RequireRoom(Tenant);
        var created = GraphTime.Format(sandbox.Time.GetUtcNow());
        var keys = KeyCredentials.Read(body, null, sandbox);
        var application = Applications.Create(Guid.NewGuid(), Guid.NewGuid().ToString(), Tenant, body, created);
        application.KnownEverywhere = Tenant.KnownEverywhere();
        application.Keys.AddRange(keys);
        application.ShowCredentials();
        if (_access.NewOwner(request.Caller) is { } owner)
            application.Owners.Add(owner);
        Tenant.Applications.Add(application);
        var shown = new JsonObject { ["@odata.context"] = request.ODataContext("applications/$entity") };
        foreach (var (name, value) in new DirectoryView(request.Caller).Selected(application, null))
            shown[name] = value?.DeepClone();
        var response = GraphResponse.Created(shown);
        response.Headers["Location"] = $"{request.Root}/directoryObjects/{application.Id}/Microsoft.DirectoryServices.Application";
        return response;
    }

    private GraphResponse Update(GraphRequest request)
    {
        Change(_access.FindForChange(request), request.RequireBody());
        return GraphResponse.NoContent();
    }

    /// <summary>
    /// PATCH by uniqueName with Prefer: create-if-missing creates what is not there.
    /// https://learn.microsoft.com/graph/api/application-upsert
    /// </summary>
    private GraphResponse Upsert(GraphRequest request)
    {
        ApplicationAccess.RequireWriter(request.Caller);
        var body = request.RequireBody();
        var (application, uniqueName) = _access.Look(request);
        if (body["uniqueName"] is { } sent && sent.ToString() != uniqueName)
            throw GraphException.InvalidRequest("Property 'uniqueName' is immutable and must equal the key in the path.");
        body.Remove("uniqueName");
        if (application is not null)
        {
            ApplicationAccess.RequireOwner(request.Caller, application.Owners);
            Change(application, body);
            return GraphResponse.NoContent();
        }
        if (request.Preference("create-if-missing") is null)
            throw GraphException.NotFound(uniqueName);
        body["uniqueName"] = uniqueName;
        return Create(request, body);
    }

    private void Change(Application application, JsonObject body)
    {
        BodyCheck.Update(_type, body);
        ApplicationRules.Check(body, Tenant, application);
        if (body.ContainsKey("keyCredentials"))
        {
            var keys = KeyCredentials.Read(body, application, sandbox);
            application.Keys.Clear();
            application.Keys.AddRange(keys);
        }
        Applications.Merge(application.Properties, body);
        application.ShowCredentials();
        var principal = Tenant.FindPrincipal(application.AppId);
        if (principal is not null)
            principal.Properties["appRoles"] = application.Properties["appRoles"]?.DeepClone();
        if (principal is not null && application.Text("displayName") is { } name)
        {
            principal.Properties["displayName"] = name;
            principal.Properties["appDisplayName"] = name;
        }
    }

    private GraphResponse Delete(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        Tenant.Recycle(application);
        return GraphResponse.NoContent();
    }
}
