using System.Text.Json.Nodes;
using ContactSync.Sandbox.Ews;

namespace ContactSync.Sandbox.ExchangeAdmin.Commands;

/// <summary>
/// Get- and Set-OrganizationConfig, as far as EWS is concerned. The list of apps is told only where it is asked for, is written as one
/// text,
/// and is in force a day later; the rest after an hour.
/// </summary>
internal sealed class OrganizationCommands(SandboxContext sandbox)
{
    public static readonly TimeSpan AppListDelay = TimeSpan.FromHours(24);
    public static readonly TimeSpan PolicyDelay = TimeSpan.FromHours(1);

    private EwsSettings Settings => sandbox.Ews;

    private DelayedSettings Policy => sandbox.Exchange.Policy;

    public void Add(AdminCommands commands)
    {
        commands.Add("Get-OrganizationConfig", "RetrieveEwsOperationAccessPolicy", Get);
        commands.Add("Set-OrganizationConfig", "EwsEnabled EwsApplicationAccessPolicy EwsAllowList EwsBlockList EwsAllowedAppIDs", Set);
    }

    private AdminResult Get(AdminCommand command)
    {
        Policy.Apply();
        var apps = Policy.Read("EwsAllowedAppIDs", Settings.AllowedAppIds);
        return AdminResult.Of(new JsonObject
        {
            ["Name"] = sandbox.Tenant.InitialDomain,
            ["EwsEnabled"] = Policy.Read("EwsEnabled", Settings.EwsEnabled),
            ["EwsApplicationAccessPolicy"] = Policy.Read("EwsApplicationAccessPolicy", Settings.AccessPolicy),
            ["EwsAllowList"] = Texts(Policy.Read("EwsAllowList", Settings.AllowList)),
            ["EwsBlockList"] = Texts(Policy.Read("EwsBlockList", Settings.BlockList)),
            ["EwsAllowedAppIDs"] = command.IsSet("RetrieveEwsOperationAccessPolicy") && apps.Count > 0 ? string.Join(",", apps) : null,
        });
    }

    private AdminResult Set(AdminCommand command)
    {
        if (command.Has("EwsEnabled"))
        {
            var enabled = command.Truth("EwsEnabled");
            Policy.Write("EwsEnabled", enabled, PolicyDelay, () => Settings.EwsEnabled = enabled);
        }
        if (command.Has("EwsApplicationAccessPolicy"))
        {
            var policy = command.Text("EwsApplicationAccessPolicy");
            if (policy is not (null or "" or EwsSettings.EnforceAllowList or EwsSettings.EnforceBlockList))
                throw AdminException.Invalid($"Cannot convert value \"{policy}\" to type \"EwsApplicationAccessPolicy\".");
            Policy.Write("EwsApplicationAccessPolicy", policy, PolicyDelay, () => Settings.AccessPolicy = policy);
        }
        if (command.Has("EwsAllowList"))
            Write("EwsAllowList", command.Texts("EwsAllowList"), list => Settings.AllowList = list);
        if (command.Has("EwsBlockList"))
            Write("EwsBlockList", command.Texts("EwsBlockList"), list => Settings.BlockList = list);
        if (command.Has("EwsAllowedAppIDs"))
        {
            IReadOnlyList<string> apps = [.. (command.Text("EwsAllowedAppIDs") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)];
            if (apps.FirstOrDefault(app => !Guid.TryParse(app, out _)) is { } wrong)
                throw AdminException.Invalid($"'{wrong}' is not a valid application ID.");
            Policy.Write("EwsAllowedAppIDs", apps, AppListDelay, () => Settings.AllowedAppIds = apps);
        }
        return AdminResult.Nothing;
    }

    private void Write(string name, IReadOnlyList<string> list, Action<IReadOnlyList<string>> apply) =>
        Policy.Write(name, list, PolicyDelay, () => apply(list));

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);
}
