using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Control;

/// <summary>
/// Changes to people: POST users, PUT users/{name}, PUT users/{name}/roles, POST groups, POST and DELETE groups/{name}/members; and to what
/// the directory
/// takes: POST directory.
/// </summary>
internal sealed class TenantControl(SandboxContext sandbox)
{
    private Tenant Tenant => sandbox.Tenant;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapControl(sandbox, "POST", "users", (_, body) => Locked(() => AddUser(body)));
        endpoints.MapControl(sandbox, "PUT", "users/{user}", (context, body) => Locked(() => SetUser(context, body)));
        endpoints.MapControl(sandbox, "PUT", "users/{user}/roles", (context, body) => Locked(() => SetRoles(context, body)));
        endpoints.MapControl(sandbox, "POST", "groups", (_, body) => Locked(() => AddGroup(body)));
        endpoints.MapControl(sandbox, "POST", "directory", (_, body) => Locked(() => Limit(body)));
        endpoints.MapControl(sandbox, "POST", "groups/{group}/members", Members(add: true));
        endpoints.MapControl(sandbox, "DELETE", "groups/{group}/members", Members(add: false));
    }

    private Func<HttpContext, JsonObject, Task<JsonNode?>> Members(bool add) =>
        (context, body) => Locked(() => Change(context, body, add));

    private Task<JsonNode?> Locked(Func<JsonNode?> change)
    {
        lock (Tenant.Gate)
            return Task.FromResult(change());
    }

    private JsonNode AddUser(JsonObject body)
    {
        var place = Enum.TryParse<MailboxPlace>((string?)body["mailbox"] ?? nameof(MailboxPlace.Cloud), true, out var named)
            ? named
            : throw new ControlException(400, $"'mailbox' is one of {string.Join(", ", Enum.GetNames<MailboxPlace>())}.");
        var user = Tenant.People.Create(body.Require("givenName"), (string?)body["surname"] ?? "", place);
        user.Properties["createdDateTime"] = GraphTime.Format(sandbox.Time.GetUtcNow());
        Tenant.Users.Add(user);
        return new JsonObject { ["id"] = user.Id.ToString(), ["address"] = user.UserPrincipalName, ["password"] = user.Password };
    }

    private DirectoryUser UserOf(HttpContext context)
    {
        var name = (string?)context.GetRouteValue("user") ?? "";
        return Tenant.FindUser(name) ?? throw new ControlException(404, $"There is no user '{name}'.");
    }

    /// <summary>Whether a second factor is asked for, and whether the licence is one without EWS; what is not sent stays.</summary>
    private JsonNode? SetUser(HttpContext context, JsonObject body)
    {
        var user = UserOf(context);
        user.NeedsSecondFactor = (bool?)body["secondFactor"] ?? user.NeedsSecondFactor;
        if ((bool?)body["kiosk"] is true)
            sandbox.Ews.KioskMailboxes[user.Id] = true;
        else if ((bool?)body["kiosk"] is false)
            sandbox.Ews.KioskMailboxes.TryRemove(user.Id, out _);
        return null;
    }

    private JsonNode? SetRoles(HttpContext context, JsonObject body)
    {
        var user = UserOf(context);
        var roles = body["roles"]?.AsArray().Select(role => (string)role!).ToList() ?? [];
        if (roles.Find(role => !DirectoryRoles.Templates.ContainsKey(role)) is { } unknown)
        {
            throw new ControlException(
                400, $"There is no role '{unknown}'. Known are: {string.Join(", ", DirectoryRoles.Templates.Keys)}.");
        }
        user.Roles.Clear();
        user.Roles.UnionWith(roles);
        return null;
    }

    private JsonNode AddGroup(JsonObject body)
    {
        var name = body.Require("displayName");
        if (Tenant.FindGroup(name) is not null)
            throw new ControlException(409, $"There is a group '{name}' already.");
        var created = GraphTime.Format(sandbox.Time.GetUtcNow());
        var group = Groups.Create(Guid.NewGuid(), name, created);
        if ((bool?)body["mailEnabled"] ?? false)
            Groups.EnableMail(group, Tenant.Domain);
        Tenant.Groups.Add(group);
        return new JsonObject { ["id"] = group.Id.ToString(), ["displayName"] = name };
    }

    /// <summary>What is not sent is lifted.</summary>
    private JsonNode? Limit(JsonObject body)
    {
        Tenant.ObjectQuota = (int?)body["objectQuota"];
        Tenant.BlockedApps = [.. (body["blockedApps"] as JsonArray ?? []).Select(app => app!.ToString())];
        Tenant.ForbiddenAudiences = [.. (body["forbiddenAudiences"] as JsonArray ?? []).Select(audience => audience!.ToString())];
        return null;
    }

    private JsonNode? Change(HttpContext context, JsonObject body, bool add)
    {
        var name = (string?)context.GetRouteValue("group") ?? "";
        var group = Tenant.FindGroup(name) ?? throw new ControlException(404, $"There is no group '{name}'.");
        var key = body.Require("member");
        var member = (DirectoryObject?)Tenant.FindUser(key) ?? Tenant.FindGroup(key)
            ?? throw new ControlException(404, $"There is no user or group '{key}'.");
        if (!add)
            group.Members.Remove(member);
        else if (!group.Members.Contains(member))
            group.Members.Add(member);
        return null;
    }
}
