using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// addKey and removeKey, by which an app rolls its own certificates: it needs no permission for it, but a proof that it holds one of those
/// it has. https://learn.microsoft.com/graph/api/application-addkey
/// </summary>
internal sealed class ApplicationKeyEndpoints(SandboxContext sandbox)
{
    private readonly ApplicationAccess _access = new(sandbox);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var key in ApplicationAccess.Keys)
        {
            foreach (var space in new[] { "/", "/microsoft.graph." })
            {
                endpoints.MapDirectory(sandbox, "POST", key + space + "addKey", Add);
                endpoints.MapDirectory(sandbox, "POST", key + space + "removeKey", Remove);
            }
        }
    }

    private GraphResponse Add(GraphRequest request)
    {
        var application = FindForRoll(request);
        var body = request.RequireBody();
        BodyCheck.Action(
            body, ("keyCredential", "keyCredential"), ("passwordCredential", "passwordCredential"), ("proof", "String"));
        var sent = body["keyCredential"]?.AsObject()
            ?? throw GraphException.InvalidRequest("A value is required for the parameter 'keyCredential'.");
        ProofOfPossession.Check((string?)body["proof"], application, sandbox.Time.GetUtcNow());
        var added = KeyCredentials.ReadOne(sent, application, sandbox);
        application.Keys.Add(added);
        application.ShowCredentials();
        var shown = new JsonObject { ["@odata.context"] = request.ODataContext("microsoft.graph.keyCredential") };
        foreach (var (name, value) in added.ToJson())
            shown[name] = name == "key" ? null : value?.DeepClone();
        return GraphResponse.Ok(shown);
    }

    private GraphResponse Remove(GraphRequest request)
    {
        var application = FindForRoll(request);
        var body = request.RequireBody();
        BodyCheck.Action(body, ("keyId", "Guid"), ("proof", "String"));
        var keyId = (string?)body["keyId"] ?? throw GraphException.InvalidRequest("A value is required for the parameter 'keyId'.");
        ProofOfPossession.Check((string?)body["proof"], application, sandbox.Time.GetUtcNow());
        if (application.Keys.RemoveAll(key => key.KeyId == Guid.Parse(keyId)) == 0)
            throw GraphException.InvalidRequest("No credentials found to be removed.");
        application.ShowCredentials();
        return GraphResponse.NoContent();
    }

    private Application FindForRoll(GraphRequest request)
    {
        var (application, key) = _access.Look(request);
        if (!request.Caller.IsAppOnly || application?.AppId != request.Caller.AppId)
            return _access.FindForChange(request);
        return application.IsSeen(sandbox.Time.GetUtcNow()) ? application : throw GraphException.NotFound(key);
    }
}
