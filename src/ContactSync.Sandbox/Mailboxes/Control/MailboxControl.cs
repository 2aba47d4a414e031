using System.Text.Json.Nodes;
using ContactSync.Sandbox.Control;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Graph;
using ContactSync.Sandbox.Mailboxes.Made;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Control;

/// <summary>
/// What tests do to a mailbox from outside, below /sandbox/mailboxes/{address or id}; the public folders are the mailbox "public".
/// </summary>
internal sealed class MailboxControl(SandboxContext sandbox, MailboxStore store)
{
    private const string PublicName = "public";

    private readonly ListControl _lists = new(sandbox);
    private readonly ContactMaker _maker = new(new Random(sandbox.Options.Seed));

    public void Map(IEndpointRouteBuilder endpoints)
    {
        Add(endpoints, "GET", "mailboxes/{mailbox}", (mailbox, _, _) => Show(mailbox));
        Add(endpoints, "POST", "mailboxes/{mailbox}/state", (mailbox, _, body) => SetState(mailbox, body));
        Add(endpoints, "POST", "mailboxes/{mailbox}/folders", (mailbox, _, body) => AddFolder(mailbox, body));
        Add(endpoints, "POST", "mailboxes/{mailbox}/contacts", (mailbox, _, body) => AddContacts(mailbox, body));
        Add(endpoints, "DELETE", "mailboxes/{mailbox}/contacts", (mailbox, _, body) => Empty(mailbox, body));
        Add(endpoints, "POST", "mailboxes/{mailbox}/lists", (mailbox, _, body) =>
            _lists.Add(mailbox, FindFolder(mailbox, body, "folder"), body));
        Add(endpoints, "POST", "mailboxes/{mailbox}/lists/{list}", _lists.Change);
        Add(endpoints, "POST", "mailboxes/{mailbox}/contacts/{contact}/move", Move);
        Add(endpoints, "POST", "mailboxes/{mailbox}/delta/invalidate", (mailbox, _, _) => Invalidate([mailbox]));
        endpoints.MapControl(sandbox, "POST", "delta/invalidate", (_, _) => Task.FromResult(Invalidate(store.All)));
    }

    public static JsonObject Show(Mailbox mailbox, StoredContact contact) => new()
    {
        ["mailbox"] = mailbox.Address,
        ["folder"] = mailbox.Folder(contact.Folder)?.DisplayName,
        ["id"] = contact.Id(immutable: false),
        ["immutableId"] = contact.Id(immutable: true),
        ["displayName"] = contact.Properties.Text(ContactFields.DisplayName),
    };

    private void Add(
        IEndpointRouteBuilder endpoints, string method, string path, Func<Mailbox, HttpContext, JsonObject, JsonNode?> handler) =>
        endpoints.MapControl(sandbox, method, path, (context, body) =>
        {
            var name = (string?)context.GetRouteValue("mailbox") ?? "";
            var mailbox = FindMailbox(name) ?? throw new ControlException(404, $"There is no mailbox '{name}'.");
            lock (mailbox.Gate)
                return Task.FromResult(handler(mailbox, context, body));
        });

    private static JsonObject Show(Mailbox mailbox) => new()
    {
        ["address"] = mailbox.Address,
        ["userId"] = mailbox.UserId.ToString(),
        ["state"] = mailbox.State.ToString(),
        ["folders"] = new JsonArray(mailbox.Folders.Select(folder => (JsonNode?)new JsonObject
        {
            ["id"] = folder.Id,
            ["displayName"] = folder.DisplayName,
            ["class"] = folder.ContainerClass,
            ["hidden"] = folder.IsHidden,
            ["default"] = folder == mailbox.Contacts,
            ["contacts"] = Show(mailbox, folder.Contacts.Values),
            ["lists"] = Show(mailbox, folder.Lists.Values),
        }).ToArray()),
    };

    private Mailbox? FindMailbox(string name) =>
        name == PublicName ? store.PublicFolders : sandbox.Tenant.FindUser(name) is { } user ? store.Find(user) : null;

    private static JsonArray Show(Mailbox mailbox, IEnumerable<StoredContact> contacts) =>
        new([.. contacts.Select(contact => (JsonNode?)Show(mailbox, contact))]);

    private static JsonNode? SetState(Mailbox mailbox, JsonObject body)
    {
        mailbox.State = Enum.TryParse<MailboxState>(body.Require("state"), ignoreCase: true, out var state)
            ? state
            : throw new ControlException(400, $"'state' is one of {string.Join(", ", Enum.GetNames<MailboxState>())}.");
        return null;
    }

    private static JsonObject AddFolder(Mailbox mailbox, JsonObject body)
    {
        var parent = body["parent"] is null ? mailbox.Contacts : FindFolder(mailbox, body, "parent");
        var folder = mailbox.AddFolder(
            parent.Number,
            body.Require("displayName"),
            (string?)body["class"] ?? ContactFolder.ContactClass,
            (bool?)body["hidden"] ?? false);
        return new JsonObject { ["id"] = folder.Id, ["displayName"] = folder.DisplayName };
    }

    /// <summary>
    /// Adds the contact that was sent (as Graph takes it), or so many made ones; with the sensitivity, the numbers and the picture that
    /// were sent beside.
    /// </summary>
    private JsonArray AddContacts(Mailbox mailbox, JsonObject body)
    {
        var folder = FindFolder(mailbox, body, "folder");
        var drafts = new List<ContactDraft>();
        if (body["contact"] is JsonObject sent)
        {
            var draft = new ContactDraft();
            try
            {
                ContactBody.Apply(sent, draft);
            }
            catch (GraphException refusal)
            {
                throw new ControlException(refusal.Status, refusal.Message);
            }
            drafts.Add(draft);
        }
        else
        {
            lock (_maker)
                drafts.AddRange(Enumerable.Range(0, (int?)body["count"] ?? 1).Select(_ => _maker.Make()));
        }
        foreach (var draft in drafts)
            ContactExtras.Apply(body, draft);
        return Show(mailbox, drafts.Select(draft => mailbox.Add(folder, draft.ToBag(), draft.Photo)).ToList());
    }

    /// <summary>Empties one folder, or every folder an import may read.</summary>
    private static JsonObject Empty(Mailbox mailbox, JsonObject body)
    {
        var folders = body["folder"] is null ? mailbox.Folders.Where(f => f.IsPersonal) : [FindFolder(mailbox, body, "folder")];
        var items = folders.SelectMany(f => f.Items).ToList();
        items.ForEach(item => mailbox.Remove(item.Number));
        return new JsonObject { ["removed"] = items.Count(item => !item.IsList) };
    }

    private static JsonNode? Move(Mailbox mailbox, HttpContext context, JsonObject body)
    {
        var text = (string?)context.GetRouteValue("contact") ?? "";
        if (!ExchangeId.TryParse(text, out var id) || !mailbox.TryFind(id, out var contact))
            throw new ControlException(404, $"There is no contact '{text}' in {mailbox.Address}.");
        return mailbox.Move(contact.Number, FindFolder(mailbox, body, "folder")) is { } moved ? Show(mailbox, moved) : null;
    }

    private static JsonNode? Invalidate(IEnumerable<Mailbox> mailboxes)
    {
        foreach (var mailbox in mailboxes)
        {
            lock (mailbox.Gate)
                mailbox.DeltaGeneration++;
        }
        return null;
    }

    /// <summary>A folder by its id or its name; the default one where none is named.</summary>
    private static ContactFolder FindFolder(Mailbox mailbox, JsonObject body, string field)
    {
        if ((string?)body[field] is not { } name)
            return mailbox.Contacts;
        return mailbox.Folders.FirstOrDefault(f => f.Id == name || f.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ControlException(404, $"There is no folder '{name}' in {mailbox.Address}.");
    }
}
