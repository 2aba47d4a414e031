using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>One call to one mailbox: who may, which mailbox, and which folder or contact of it.</summary>
internal sealed class MailboxCall
{
    public const string ReadPermission = "Contacts.Read";
    public const string WritePermission = "Contacts.ReadWrite";

    /// <summary>The fault that moves a mailbox away.</summary>
    public const string Moved = "mailboxMoved";

    private MailboxCall(GraphRequest request, Mailbox mailbox, string user)
    {
        Request = request;
        Mailbox = mailbox;
        User = user;
        ImmutableIds = "ImmutableId".Equals(request.Preference("IdType"), StringComparison.OrdinalIgnoreCase);
    }

    public GraphRequest Request { get; }

    public Mailbox Mailbox { get; }

    /// <summary>The user as the client named it.</summary>
    public string User { get; }

    public bool ImmutableIds { get; }

    public ODataOptions Options => Request.Options;

    /// <summary>https://host:port/v1.0/users/{user}</summary>
    public string Url => Request.RouteOrNull("user") is null ? $"{Request.Root}/me" : $"{Request.Root}/users/{Uri.EscapeDataString(User)}";

    /// <exception cref="GraphException">403 without the permission, 404 without the user or the mailbox.</exception>
    public static MailboxCall Open(GraphRequest request, SandboxContext sandbox, MailboxStore store, bool writes = false) =>
        Open(request, sandbox, store, writes ? [WritePermission] : [ReadPermission, WritePermission]);

    /// <exception cref="GraphException">403 without one of the permissions, 404 without the user or the mailbox.</exception>
    public static MailboxCall Open(GraphRequest request, SandboxContext sandbox, MailboxStore store, string[] permissions)
    {
        var caller = request.Caller;
        // What Exchange gave an app is in no token; beside a permission of Entra's, which is for all mailboxes, it does not count.
        var isScoped = caller.IsAppOnly && !caller.Has(permissions) && sandbox.Exchange.Holds(caller.AppId, permissions);
        if (!caller.Has(permissions) && !isScoped)
            throw GraphException.MailboxDenied();
        var name = request.RouteOrNull("user");
        var user = name is null
            ? caller.User ?? throw GraphException.BadRequest("/me request is only valid with delegated authentication flow.")
            : sandbox.Tenant.FindUser(name) ?? throw UnknownUser(name);
        if (!isScoped)
            caller.RequireMailbox(user, permissions);
        else if (!sandbox.Exchange.Allows(caller.AppId, user, permissions))
            throw GraphException.MailboxDenied();
        if (EwsPolicy.Blocks(sandbox.Ews, request.Context.Request.Headers.UserAgent.ToString()))
            throw GraphException.ProgramDenied();
        var mailbox = store.Find(user);
        if (user.Mailbox != MailboxPlace.Cloud || mailbox is not { State: MailboxState.Available }
            || sandbox.Faults.Take(Moved, request.Context) is not null)
        {
            throw new GraphException(404, "MailboxNotEnabledForRESTAPI",
                "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
        }
        return new MailboxCall(request, mailbox, name ?? user.Id.ToString());
    }

    /// <summary>What stands behind the # of @odata.context.</summary>
    public string Context(string path)
    {
        var select = Options["$select"] is { } names ? $"({names})" : "";
        return Request.ODataContext(path.EndsWith("/$entity", StringComparison.Ordinal)
            ? $"users('{Uri.EscapeDataString(User)}')/{path[..^8]}{select}/$entity"
            : $"users('{Uri.EscapeDataString(User)}')/{path}{select}");
    }

    /// <summary>The folder of the route; the default one where the route names none or by its well-known name.</summary>
    /// <exception cref="GraphException">400 for an id that is none, 404 for a folder that is not there.</exception>
    public ContactFolder Folder(string route = "folder")
    {
        var text = Request.RouteOrNull(route);
        if (text is null || text.Equals("contacts", StringComparison.OrdinalIgnoreCase))
            return Mailbox.Contacts;
        return Mailbox.Folder(Parse(text, folder: true).Folder) ?? throw NotFound();
    }

    /// <exception cref="GraphException">400 for an id that is none, 404 for a contact that is not (or no longer) there.</exception>
    public StoredContact Contact()
    {
        var id = Parse(Request.Route("contact"), folder: false);
        if (!Mailbox.TryFind(id, out var contact) || contact.IsList)
            throw NotFound();
        if (Request.RouteOrNull("folder") is not null && contact.Folder != Folder().Number)
            throw NotFound();
        return contact;
    }

    /// <exception cref="GraphException">400: a property that there is not, an expansion that is not possible.</exception>
    public ContactView View(string? select, string? expand)
    {
        var names = select?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var properties = new List<ContactProperty>(names.Length);
        foreach (var name in names.Where(n => n is not ("id" or "*")))
        {
            properties.Add(ContactSchema.Find(name)
                ?? throw Refusals.UnknownSelection(name, "contact"));
        }
        var all = names.Length == 0 || names.Contains("*");
        return new ContactView(
            all ? ContactSchema.Properties : properties,
            ExtendedProperties.ParseExpand(expand, "contact"),
            ImmutableIds);
    }

    /// <summary>Tells the client which of its preferences were honoured.</summary>
    public GraphResponse Confirm(GraphResponse response, int? pageSize = null)
    {
        var applied = new List<string>();
        if (ImmutableIds)
            applied.Add("IdType=\"ImmutableId\"");
        if (pageSize is not null)
            applied.Add($"odata.maxpagesize={pageSize}");
        if (applied.Count > 0)
            response.Headers["Preference-Applied"] = string.Join(", ", applied);
        return response;
    }

    public static GraphException NotFound() => new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    private ExchangeId Parse(string text, bool folder)
    {
        if (!ExchangeId.TryParse(text, out var id) || id.Kind == ExchangeIdKind.Folder != folder)
            throw new GraphException(400, "ErrorInvalidIdMalformed", "Id is malformed.");
        if (id.Mailbox != Mailbox.Id)
            throw new GraphException(400, "ErrorInvalidMailboxItemId", "Item Id doesn't belong to the current mailbox.");
        return id;
    }

    private static GraphException UnknownUser(string name) => Guid.TryParse(name, out _)
        ? GraphException.NotFound(name)
        : new GraphException(404, "ErrorInvalidUser", $"The requested user '{name}' is invalid.");
}
