using System.Text.Json.Nodes;

namespace ContactSync.Sandbox;

/// <summary>The line of JSON by which the one who started the program learns where and how to reach the tenant.</summary>
internal static class Announcement
{
    public static string Of(SandboxHost sandbox) => new JsonObject
    {
        ["authority"] = Plain(sandbox.Authority),
        ["tenantId"] = sandbox.TenantId.ToString(),
        ["domain"] = sandbox.Domain,
        ["graph"] = Plain(sandbox.Graph),
        ["ews"] = Plain(sandbox.Ews),
        ["autodiscover"] = Plain(sandbox.Autodiscover),
        ["caFile"] = sandbox.CaFile,
        ["adminClientId"] = sandbox.AdminClientId,
        ["adminClientSecret"] = sandbox.AdminClientSecret,
        ["users"] = new JsonArray(sandbox.Users.Select(User).ToArray()),
        ["onPremisesUsers"] = new JsonArray(sandbox.OnPremisesUsers.Select(User).ToArray()),
        ["exchangeAccount"] = User(sandbox.EwsServiceAccount),
        ["administrator"] = User(sandbox.Administrator),
        ["faults"] = new JsonObject(sandbox.Faults.Names.Select(fault => KeyValuePair.Create<string, JsonNode?>(fault.Key, fault.Value))),
        ["control"] = Plain(sandbox.Control),
        ["controlKey"] = sandbox.ControlKey,
        ["folder"] = sandbox.Folder,
        ["processId"] = Environment.ProcessId,
        // Standard error is another pipe: whoever reads both knows by this how many lines belong to the start.
        ["notices"] = sandbox.Notices.Count,
    }.ToJsonString();

    private static JsonNode User(SandboxUser user) => new JsonObject { ["address"] = user.Address, ["password"] = user.Password };

    private static string Plain(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
