using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// addPassword and removePassword. https://learn.microsoft.com/graph/api/application-addpassword
/// </summary>
internal sealed class ApplicationPasswordEndpoints(SandboxContext sandbox)
{
    private const int DefaultLifeInYears = 2;

    private readonly ApplicationAccess _access = new(sandbox);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var key in ApplicationAccess.Keys)
        {
            endpoints.MapDirectory(sandbox, "POST", key + "/addPassword", Add);
            endpoints.MapDirectory(sandbox, "POST", key + "/microsoft.graph.addPassword", Add);
            endpoints.MapDirectory(sandbox, "POST", key + "/removePassword", Remove);
            endpoints.MapDirectory(sandbox, "POST", key + "/microsoft.graph.removePassword", Remove);
        }
    }

    private GraphResponse Add(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        var body = request.Body ?? [];
        BodyCheck.Action(body, ("passwordCredential", "passwordCredential"));
        var wanted = body["passwordCredential"]?.AsObject() ?? [];
        var now = sandbox.Time.GetUtcNow();
        var start = GraphTime.Parse(wanted["startDateTime"]) ?? now;
        var end = GraphTime.Parse(wanted["endDateTime"]) ?? start.AddYears(DefaultLifeInYears);
        if (end <= start || end <= now)
        {
            throw GraphException.InvalidRequest(
                "Property passwordCredential.endDateTime is invalid: it must lie behind startDateTime and in the future.");
        }
        CredentialPolicy.CheckSecret(sandbox, application, start, end);
        var secret = new ApplicationSecret(
            Guid.NewGuid(), (string?)wanted["displayName"], SandboxIds.Secret(), start, end, sandbox.Tenant.KnownEverywhere());
        application.Secrets.Add(secret);
        application.ShowCredentials();
        var shown = new JsonObject { ["@odata.context"] = request.ODataContext("microsoft.graph.passwordCredential") };
        foreach (var (name, value) in secret.ToJson())
            shown[name] = value?.DeepClone();
        shown["secretText"] = secret.Text;
        return GraphResponse.Ok(shown);
    }

    private GraphResponse Remove(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        var body = request.RequireBody();
        BodyCheck.Action(body, ("keyId", "Guid"));
        var keyId = (string?)body["keyId"] ?? throw GraphException.InvalidRequest("A value is required for the parameter 'keyId'.");
        if (application.Secrets.RemoveAll(secret => secret.KeyId == Guid.Parse(keyId)) == 0)
            throw GraphException.InvalidRequest($"No password credential found with keyId '{keyId}'.");
        application.ShowCredentials();
        return GraphResponse.NoContent();
    }
}
