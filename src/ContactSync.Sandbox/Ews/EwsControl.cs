using System.Text.Json.Nodes;
using ContactSync.Sandbox.Control;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews;

/// <summary>
/// What an administrator of Exchange would do: GET and POST ews (policy, version, sign-in, budget, scope, redirects), POST users/{user}/ews
/// {"enabled", "photo"}. GET also tells the service account of the own server.
/// </summary>
internal sealed class EwsControl(SandboxContext sandbox)
{
    private EwsSettings Settings => sandbox.Ews;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapControl(sandbox, "GET", "ews", (_, _) => Task.FromResult<JsonNode?>(Show()));
        endpoints.MapControl(sandbox, "POST", "ews", (_, body) => Task.FromResult<JsonNode?>(Change(body)));
        endpoints.MapControl(sandbox, "POST", "users/{user}/ews", (context, body) => Task.FromResult<JsonNode?>(ChangeUser(context, body)));
    }

    private JsonObject Show() => new()
    {
        ["path"] = EwsModule.Path,
        ["serviceAccount"] = new JsonObject { ["address"] = Settings.ServiceAccount, ["password"] = Settings.ServicePassword },
        ["onPremises"] = Settings.OnPremises.ToString(),
        ["windowsAuthentication"] = Settings.WindowsAuthentication,
        ["signIn"] = Texts(Settings.OffersIntegrated ? ["Bearer", "Negotiate", "NTLM", "Basic"] : ["Bearer", "Basic"]),
        ["ewsEnabled"] = Settings.EwsEnabled,
        ["ewsAllowedAppIds"] = Texts(Settings.AllowedAppIds),
        ["burst"] = sandbox.EwsBudget.Burst,
        ["rechargePerMinute"] = sandbox.EwsBudget.RechargePerMinute,
        ["outOfScope"] = Texts(Settings.OutOfScope.Keys),
        ["redirects"] = new JsonObject(Settings.Redirects.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))),
    };

    private JsonObject Change(JsonObject body)
    {
        foreach (var (name, value) in body)
        {
            switch (name)
            {
                case "onPremises":
                    Settings.OnPremises = Enum.TryParse<ExchangeServer>((string?)value, true, out var version)
                        ? version
                        : throw new ControlException(400, $"'{name}' is one of {string.Join(", ", Enum.GetNames<ExchangeServer>())}.");
                    break;
                case "windowsAuthentication":
                    Settings.WindowsAuthentication = (bool?)value ?? true;
                    break;
                case "ewsEnabled":
                    Settings.EwsEnabled = (bool?)value;
                    break;
                case "ewsAllowedAppIds":
                    Settings.AllowedAppIds = [.. List(value)];
                    break;
                case "burst":
                    sandbox.EwsBudget.Set((int?)value ?? 0, sandbox.EwsBudget.RechargePerMinute);
                    break;
                case "rechargePerMinute":
                    sandbox.EwsBudget.Set(sandbox.EwsBudget.Burst, (int?)value ?? 1);
                    break;
                case "outOfScope":
                    Settings.OutOfScope.Clear();
                    foreach (var address in List(value))
                        Settings.OutOfScope[address] = true;
                    break;
                case "redirects":
                    Settings.Redirects.Clear();
                    foreach (var (from, to) in value as JsonObject ?? [])
                        Settings.Redirects[from] = (string?)to ?? throw new ControlException(400, $"'{from}' has no target.");
                    break;
                default:
                    throw new ControlException(400, $"EWS has no setting '{name}'.");
            }
        }
        return Show();
    }

    private JsonNode? ChangeUser(HttpContext context, JsonObject body)
    {
        var name = (string?)context.GetRouteValue("user") ?? "";
        var user = sandbox.Tenant.FindUser(name) ?? throw new ControlException(404, $"There is no user '{name}'.");
        if (body["enabled"] is { } enabled && !(bool)enabled)
            Settings.DisabledMailboxes[user.Id] = true;
        else if (body.ContainsKey("enabled"))
            Settings.DisabledMailboxes.TryRemove(user.Id, out _);
        if ((string?)body["photo"] is { } photo)
            Settings.Photos[user.Id] = Convert.FromBase64String(photo);
        else if (body.ContainsKey("photo"))
            Settings.Photos.TryRemove(user.Id, out _);
        return null;
    }

    private static IEnumerable<string> List(JsonNode? value) => (value as JsonArray ?? []).Select(item => (string?)item ?? "");

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);
}
