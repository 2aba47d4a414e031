using System.Text.Json.Nodes;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>
/// A mailbox's calendars: the one that every mailbox has. https://learn.microsoft.com/graph/api/user-list-calendars
/// </summary>
internal sealed class CalendarEndpoints(SandboxContext sandbox, MailboxStore store)
{
    private static readonly string[] _permissions =
        ["Calendars.ReadBasic", "Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite"];

    private static readonly string[] _properties = ["id", "name", "isDefaultCalendar", "canEdit", "owner"];

    public GraphResponse List(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store, _permissions);
        call.Options.Refuse("$search", "$skiptoken", "$deltatoken", "$expand", "$filter", "$orderby");
        _ = call.Options.Top(10, 1000);
        var selected = call.Options.Select ?? _properties;
        if (selected.FirstOrDefault(name => !_properties.Contains(name)) is { } unknown)
            throw Refusals.UnknownSelection(unknown, "calendar");
        var owner = sandbox.Tenant.FindUser(call.Mailbox.UserId.ToString())!;
        var calendar = new JsonObject
        {
            ["id"] = Convert.ToBase64String(call.Mailbox.UserId.ToByteArray()),
            ["name"] = "Calendar",
            ["isDefaultCalendar"] = true,
            ["canEdit"] = true,
            ["owner"] = new JsonObject { ["name"] = owner.Text("displayName"), ["address"] = owner.Mail },
        };
        foreach (var name in _properties.Except(selected).Where(name => name != "id"))
            calendar.Remove(name);
        return GraphResponse.Ok(new JsonObject
        {
            ["@odata.context"] = call.Context("calendars"),
            ["value"] = new JsonArray(calendar),
        });
    }
}
