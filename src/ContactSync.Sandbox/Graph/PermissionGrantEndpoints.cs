using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// Consent to delegated permissions. https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant
/// </summary>
internal sealed class PermissionGrantEndpoints(SandboxContext sandbox)
{
    private const string Set = "oauth2PermissionGrants";
    private const string Write = "DelegatedPermissionGrant.ReadWrite.All";

    private static readonly EntityType _type = EntityType.Of("oAuth2PermissionGrant");
    private static readonly string[] _read = ["Directory.Read.All", "DelegatedPermissionGrant.Read.All", Write];

    private Tenant Tenant => sandbox.Tenant;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDirectory(sandbox, "GET", Set, request => List(request, Tenant.Grants));
        endpoints.MapDirectory(sandbox, "POST", Set, Create);
        endpoints.MapDirectory(sandbox, "GET", Set + "/{grant}", Get);
        endpoints.MapDirectory(sandbox, "PATCH", Set + "/{grant}", Update);
        endpoints.MapDirectory(sandbox, "DELETE", Set + "/{grant}", Delete);
        foreach (var key in ServicePrincipalEndpoints.Keys)
            endpoints.MapDirectory(sandbox, "GET", $"{key}/{Set}", ListOfClient);
    }

    private static GraphResponse List(GraphRequest request, IEnumerable<PermissionGrant> grants)
    {
        request.Caller.RequireDirectory(_read);
        return LinkQuery.List(request, Set, _type, grants.Select(Show));
    }

    private GraphResponse ListOfClient(GraphRequest request)
    {
        var client = ServicePrincipalEndpoints.Find(request, sandbox);
        return List(request, Tenant.Grants.Where(grant => grant.Client == client));
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Caller.RequireDirectory(_read);
        return LinkQuery.Get(request, Set, _type, Show(Find(request)));
    }

    private GraphResponse Create(GraphRequest request)
    {
        request.Caller.RequireAdministrator(DirectoryRoles.Consent, Write);
        var body = request.RequireBody();
        BodyCheck.Create(_type, body);
        var client = Principal(body, "clientId");
        var resource = Principal(body, "resourceId");
        var user = User(body);
        if (Tenant.Grants.Exists(one => one.Client == client && one.Resource == resource && one.User == user))
            throw new GraphException(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
        var grant = new PermissionGrant(Tenant.NewLinkId(), client, resource, user);
        grant.Change(Scopes(body, resource), sandbox.Time.GetUtcNow(), Tenant.KnownEverywhere());
        Tenant.Grants.Add(grant);
        return LinkQuery.Get(request, Set, _type, Show(grant), status: 201);
    }

    private GraphResponse Update(GraphRequest request)
    {
        request.Caller.RequireAdministrator(DirectoryRoles.Consent, Write);
        var grant = Find(request);
        var body = request.RequireBody();
        BodyCheck.Update(_type, body);
        if (body.ContainsKey("scope"))
            grant.Change(Scopes(body, grant.Resource), sandbox.Time.GetUtcNow(), Tenant.KnownEverywhere());
        return GraphResponse.NoContent();
    }

    private GraphResponse Delete(GraphRequest request)
    {
        request.Caller.RequireAdministrator(DirectoryRoles.Consent, Write);
        Tenant.Grants.Remove(Find(request));
        return GraphResponse.NoContent();
    }

    private PermissionGrant Find(GraphRequest request)
    {
        var id = request.Route("grant");
        return Tenant.Grants.Find(grant => grant.Id == id) ?? throw GraphException.NotFound(id);
    }

    private ServicePrincipal Principal(JsonObject body, string property)
    {
        var id = (string)body[property]!;
        var principal = Tenant.ServicePrincipals.Find(id);
        return principal is not null && principal.IsSeen(sandbox.Time.GetUtcNow()) ? principal : throw GraphException.NotFound(id);
    }

    private DirectoryUser? User(JsonObject body)
    {
        var id = (string?)body["principalId"];
        return ((string?)body["consentType"], id) switch
        {
            ("AllPrincipals", null) => null,
            ("Principal", not null) => Tenant.Users.Find(id) ?? throw GraphException.NotFound(id),
            ("AllPrincipals" or "Principal", _) => throw Invalid("principalId"),
            _ => throw Invalid("consentType"),
        };
    }

    private static GraphException Invalid(string property) =>
        GraphException.InvalidRequest($"Invalid value specified for property '{property}'.");

    /// <summary>Stricter than the service, which stores a scope that the resource does not have.</summary>
    private static List<string> Scopes(JsonObject body, ServicePrincipal resource)
    {
        var scopes = ((string?)body["scope"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (scopes.Find(scope => resource.FindScope(scope) is null) is { } unknown)
            throw GraphException.InvalidRequest($"The scope '{unknown}' was not found on application '{resource.AppId}'.");
        return scopes;
    }

    private static JsonObject Show(PermissionGrant grant) => new()
    {
        ["id"] = grant.Id,
        ["clientId"] = grant.Client.Id.ToString(),
        ["consentType"] = grant.User is null ? "AllPrincipals" : "Principal",
        ["principalId"] = grant.User?.Id.ToString(),
        ["resourceId"] = grant.Resource.Id.ToString(),
        ["scope"] = string.Join(' ', grant.Scopes),
    };
}
