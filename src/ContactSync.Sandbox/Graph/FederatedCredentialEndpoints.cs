using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>https://learn.microsoft.com/graph/api/resources/federatedidentitycredential</summary>
internal sealed partial class FederatedCredentialEndpoints(SandboxContext sandbox)
{
    private const string Navigation = "/federatedIdentityCredentials";
    private const int Most = 20;
    private const int LongestText = 600;

    private static readonly EntityType _type = EntityType.Of("federatedIdentityCredential");

    private readonly ApplicationAccess _access = new(sandbox);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var key in ApplicationAccess.Keys)
        {
            endpoints.MapDirectory(sandbox, "GET", key + Navigation, List);
            endpoints.MapDirectory(sandbox, "POST", key + Navigation, Create);
            endpoints.MapDirectory(sandbox, "GET", key + Navigation + "/{credential}", Get);
            endpoints.MapDirectory(sandbox, "PATCH", key + Navigation + "/{credential}", Update);
            endpoints.MapDirectory(sandbox, "DELETE", key + Navigation + "/{credential}", Delete);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$")]
    private static partial Regex ValidName();

    private GraphResponse List(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        var application = _access.Find(request);
        return GraphResponse.Ok(new JsonObject
        {
            ["@odata.context"] = request.ODataContext($"applications('{application.Id}'){Navigation}"),
            ["value"] = new JsonArray([.. application.Federated.Select(credential => (JsonNode?)credential.ToJson())]),
        });
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        var application = _access.Find(request);
        return GraphResponse.Ok(Shown(request, application, Find(request, application)));
    }

    private GraphResponse Create(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        var body = request.RequireBody();
        BodyCheck.Create(_type, body);
        if (application.Federated.Count >= Most)
        {
            throw GraphException.InvalidRequest(
                $"Number of federated identity credentials exceeds the limit of {Most} for resource 'Application'.");
        }
        var credential = new FederatedCredential(
            Guid.NewGuid(), (string)body["name"]!, (string)body["issuer"]!, (string)body["subject"]!, Audience(body),
            (string?)body["description"], sandbox.Tenant.KnownEverywhere());
        Check(credential, application);
        application.Federated.Add(credential);
        return GraphResponse.Created(Shown(request, application, credential));
    }

    private GraphResponse Update(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        var body = request.RequireBody();
        BodyCheck.Update(_type, body);
        var present = Find(request, application);
        var changed = present with
        {
            Issuer = (string?)body["issuer"] ?? present.Issuer,
            Subject = (string?)body["subject"] ?? present.Subject,
            Audience = body.ContainsKey("audiences") ? Audience(body) : present.Audience,
            Description = body.ContainsKey("description") ? (string?)body["description"] : present.Description,
            Usable = sandbox.Tenant.KnownEverywhere(),
        };
        Check(changed, application);
        application.Federated[application.Federated.IndexOf(present)] = changed;
        return GraphResponse.NoContent();
    }

    private GraphResponse Delete(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        application.Federated.Remove(Find(request, application));
        return GraphResponse.NoContent();
    }

    /// <summary>Its name is an alternate key in the place of the id.</summary>
    private static FederatedCredential Find(GraphRequest request, Application application)
    {
        var key = request.Route("credential");
        return application.Federated.Find(credential => credential.Id.ToString() == key || credential.Name == key)
            ?? throw GraphException.NotFound(key);
    }

    private static string Audience(JsonObject body) => body["audiences"]!.AsArray() is [{ } only]
        ? (string)only!
        : throw Invalid("audiences");

    private static void Check(FederatedCredential credential, Application application)
    {
        if (!ValidName().IsMatch(credential.Name))
            throw Invalid("name");
        if (credential.Issuer.Length > LongestText || !Uri.TryCreate(credential.Issuer, UriKind.Absolute, out var issuer)
            || issuer.Scheme != "https")
            throw Invalid("issuer");
        if (credential.Subject.Length is 0 or > LongestText)
            throw Invalid("subject");
        if (credential.Audience.Length is 0 or > LongestText)
            throw Invalid("audiences");
        foreach (var other in application.Federated.Where(other => other.Id != credential.Id))
        {
            if (other.Name == credential.Name)
                throw Conflict($"FederatedIdentityCredential with name {credential.Name} already exists.");
            if (other.Issuer == credential.Issuer && other.Subject == credential.Subject)
                throw Conflict("FederatedIdentityCredential with issuer and subject already exists.");
        }
    }

    private static JsonObject Shown(GraphRequest request, Application application, FederatedCredential credential)
    {
        var shown = new JsonObject
        {
            ["@odata.context"] = request.ODataContext($"applications('{application.Id}'){Navigation}/$entity"),
        };
        foreach (var (name, value) in credential.ToJson())
            shown[name] = value?.DeepClone();
        return shown;
    }

    private static GraphException Conflict(string message) => new(409, "Request_MultipleObjectsWithSameKeyValue", message);

    private static GraphException Invalid(string property) => GraphException.InvalidRequest(
        $"Invalid value specified for property '{property}' of resource 'FederatedIdentityCredential'.");
}
