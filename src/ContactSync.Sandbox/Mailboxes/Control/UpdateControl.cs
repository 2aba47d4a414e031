using System.Text.Json.Nodes;
using ContactSync.Sandbox.Control;
using ContactSync.Sandbox.Mailboxes.Made;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Mailboxes.Control;

/// <summary>
/// POST /sandbox/update {group, edit, add, delete, seed?}: a day's work in Outlook, spread over the mailboxes of a group. Answers with
/// each change that was made.
/// </summary>
internal sealed class UpdateControl(SandboxContext sandbox, MailboxStore store)
{
    private int _days;

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapControl(sandbox, "POST", "update", (_, body) => Task.FromResult<JsonNode?>(Update(body)));

    private JsonObject Update(JsonObject body)
    {
        var mailboxes = Members(body.Require("group"));
        var (edit, add, delete) = (Count(body, "edit"), Count(body, "add"), Count(body, "delete"));
        // Without a seed every day of a tenant differs, and the same tenant has the same days.
        var seed = (int?)body["seed"] ?? (sandbox.Options.Seed * 31) + Interlocked.Increment(ref _days);
        var work = new OutlookDay(new Random(seed), mailboxes);
        var changes = work.Run(edit, add, delete);
        return new JsonObject
        {
            ["edited"] = edit,
            ["added"] = add,
            ["deleted"] = delete,
            ["changes"] = new JsonArray(changes.Select(change => (JsonNode?)change).ToArray()),
        };
    }

    private List<Mailbox> Members(string name)
    {
        List<DirectoryUser> users;
        lock (sandbox.Tenant.Gate)
        {
            var group = sandbox.Tenant.FindGroup(name) ?? throw new ControlException(404, $"There is no group '{name}'.");
            users = [.. group.TransitiveMembers().OfType<DirectoryUser>().Where(u => u.Mailbox != MailboxPlace.None)];
        }
        List<Mailbox> mailboxes = [.. users.Select(store.Find).OfType<Mailbox>().Where(m => m.State == MailboxState.Available)];
        return mailboxes.Count > 0 ? mailboxes : throw new ControlException(409, $"No member of '{name}' has a mailbox.");
    }

    private static int Count(JsonObject body, string name)
    {
        var count = (int?)body[name] ?? 0;
        return count >= 0 ? count : throw new ControlException(400, $"'{name}' is a number of contacts, not {count}.");
    }
}
