using System.Text.Json.Nodes;
using ContactSync.Sandbox.Entra;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Control;

/// <summary>Plays the person who signs in on another device: GET device-codes, POST device-codes/{code}/approve and …/decline.</summary>
internal sealed class DeviceCodeControl(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapControl(sandbox, "GET", "device-codes", (_, _) => Locked(List));
        endpoints.MapControl(sandbox, "POST", "device-codes/{code}/approve", (context, body) => Locked(() => Approve(Find(context), body)));
        endpoints.MapControl(sandbox, "POST", "device-codes/{code}/decline", (context, _) => Locked(() => Decline(Find(context))));
    }

    private Task<JsonNode?> Locked(Func<JsonNode?> action)
    {
        lock (sandbox.Tenant.Gate)
            return Task.FromResult(action());
    }

    private JsonNode List() => new JsonArray(sandbox.DeviceCodes.All.Select(code => (JsonNode?)new JsonObject
    {
        ["userCode"] = code.UserCode,
        ["clientId"] = code.ClientId,
        ["scope"] = code.Scope,
        ["user"] = code.User?.UserPrincipalName,
    }).ToArray());

    /// <summary>The person signs in and, with "consent": true, accepts what the app asks for.</summary>
    private JsonNode? Approve(PendingDeviceCode code, JsonObject body)
    {
        var name = body.Require("user");
        var user = sandbox.Tenant.FindUser(name) ?? throw new ControlException(404, $"There is no user '{name}'.");
        if ((bool?)body["consent"] ?? false)
            Consent(code, user);
        code.User = user;
        return null;
    }

    private void Consent(PendingDeviceCode code, DirectoryUser user)
    {
        var tenant = sandbox.Tenant;
        var client = tenant.ServicePrincipals.First(candidate => candidate.AppId == code.ClientId);
        var scope = ScopeRequest.Parse(code.Scope, tenant);
        var values = scope.Values.Where(value => value != ".default").ToList();
        if (!Consents.MayConsent(user, scope.Resource, values))
            throw new ControlException(403, $"{user.UserPrincipalName} may not consent to what the app asks for; an administrator may.");
        new Consents(sandbox).GrantTo(client, scope.Resource, user, values);
    }

    private static JsonNode? Decline(PendingDeviceCode code)
    {
        code.IsDeclined = true;
        return null;
    }

    private PendingDeviceCode Find(HttpContext context)
    {
        var userCode = (string?)context.GetRouteValue("code") ?? "";
        return sandbox.DeviceCodes.FindByUserCode(userCode) ?? throw new ControlException(404, $"There is no device code '{userCode}'.");
    }
}
