using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// /servicePrincipals: list, create, read, change, delete. https://learn.microsoft.com/graph/api/resources/serviceprincipal
/// </summary>
internal sealed class ServicePrincipalEndpoints(SandboxContext sandbox)
{
    public static readonly string[] Keys = ["servicePrincipals/{id}", "servicePrincipals(appId='{appId}')"];

    private static readonly EntityType _type = EntityType.Of("servicePrincipal");

    private readonly ApplicationAccess _access = new(sandbox);

    private Tenant Tenant => sandbox.Tenant;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDirectory(sandbox, "GET", "servicePrincipals", List);
        endpoints.MapDirectory(sandbox, "GET", "servicePrincipals/$count", Count);
        endpoints.MapDirectory(sandbox, "POST", "servicePrincipals", request => Create(request, request.RequireBody()));
        foreach (var key in Keys)
        {
            endpoints.MapDirectory(sandbox, "GET", key, Get);
            endpoints.MapDirectory(sandbox, "PATCH", key, Update);
            endpoints.MapDirectory(sandbox, "DELETE", key, Delete);
        }
    }

    /// <summary>The principal that the path names by object id or app id.</summary>
    /// <exception cref="GraphException">404: unknown, or not known to the replica that answers.</exception>
    public static ServicePrincipal Find(GraphRequest request, SandboxContext sandbox)
    {
        var (principal, key) = Look(request, sandbox);
        return principal is not null && principal.IsSeen(sandbox.Time.GetUtcNow()) ? principal : throw GraphException.NotFound(key);
    }

    private static (ServicePrincipal? Principal, string Key) Look(GraphRequest request, SandboxContext sandbox)
    {
        var tenant = sandbox.Tenant;
        return request.RouteOrNull("appId") is { } appId
            ? (tenant.FindPrincipal(appId), appId)
            : (tenant.ServicePrincipals.Find(request.Route("id")), request.Route("id"));
    }

    private GraphResponse List(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return DirectoryQuery.List(request, "servicePrincipals", _type, Seen());
    }

    private GraphResponse Count(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return DirectoryQuery.Count(request, _type, Seen());
    }

    private IEnumerable<ServicePrincipal> Seen()
    {
        var now = sandbox.Time.GetUtcNow();
        return Tenant.ServicePrincipals.Where(principal => principal.IsSeen(now));
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return DirectoryQuery.Get(request, "servicePrincipals", Find(request, sandbox));
    }

    private GraphResponse Create(GraphRequest request, JsonObject body)
    {
        ApplicationAccess.RequireCreator(request.Caller);
        BodyCheck.Create(_type, body);
        var appId = (string)body["appId"]!;
        if (Tenant.FindPrincipal(appId) is not null)
        {
            throw new GraphException(409, "Request_MultipleObjectsWithSameKeyValue",
                "The service principal cannot be created, updated, or restored because " +
                $"the service principal name {appId} is already in use.");
        }
        var principal = Make(request.Caller, appId);
        DirectoryLimits.RequireRoom(Tenant);
        principal.KnownEverywhere = Tenant.KnownEverywhere();
        body.Remove("appId");
        Applications.Merge(principal.Properties, body);
        if (_access.NewOwner(request.Caller) is { } owner)
            principal.Owners.Add(owner);
        Tenant.ServicePrincipals.Add(principal);
        var shown = new JsonObject { ["@odata.context"] = request.ODataContext("servicePrincipals/$entity") };
        foreach (var (name, value) in new DirectoryView(request.Caller).Selected(principal, null))
            shown[name] = value?.DeepClone();
        return GraphResponse.Created(shown);
    }

    /// <summary>Of an app registered here, or of one of Microsoft's own, which are registered elsewhere.</summary>
    private ServicePrincipal Make(GraphCaller caller, string appId)
    {
        var now = sandbox.Time.GetUtcNow();
        if (ServicePrincipals.MicrosoftAppIds.FirstOrDefault(known => known.Equals(appId, StringComparison.OrdinalIgnoreCase)) is { } known)
            return ServicePrincipals.CreateMicrosoft(Guid.NewGuid(), known, GraphTime.Format(now));
        var application = Tenant.FindApplication(appId);
        if (application is null || !application.IsSeen(now))
            throw NoApplication(caller, appId);
        ApplicationAccess.RequireOwner(caller, application.Owners);
        return ServicePrincipals.Create(Guid.NewGuid(), application, Tenant, GraphTime.Format(now));
    }

    /// <summary>An app without the right to create for others hears another, misleading reason.</summary>
    private static GraphException NoApplication(GraphCaller caller, string appId) => caller.Has(ApplicationAccess.ReadWriteAll)
        ? GraphException.InvalidRequest($"The appId '{appId}' of the service principal does not reference a valid application object.")
        : new GraphException(403, "Authorization_RequestDenied",
            "When using this permission, the backing application of the service principal being created must in the local tenant");

    private GraphResponse Update(GraphRequest request)
    {
        ApplicationAccess.RequireWriter(request.Caller);
        var body = request.RequireBody();
        var (present, key) = Look(request, sandbox);
        if (present is null && request.RouteOrNull("appId") is not null && request.Preference("create-if-missing") is not null)
        {
            body["appId"] = key;
            return Create(request, body);
        }
        var principal = Find(request, sandbox);
        ApplicationAccess.RequireOwner(request.Caller, principal.Owners);
        BodyCheck.Update(_type, body);
        Applications.Merge(principal.Properties, body);
        return GraphResponse.NoContent();
    }

    private GraphResponse Delete(GraphRequest request)
    {
        ApplicationAccess.RequireWriter(request.Caller);
        var principal = Find(request, sandbox);
        ApplicationAccess.RequireOwner(request.Caller, principal.Owners);
        // Microsoft's own resources cannot be removed from a tenant.
        if (principal.Permissions.Count > 0)
            throw GraphException.Denied();
        Tenant.Recycle(principal);
        return GraphResponse.NoContent();
    }
}
