using System.Text.Json.Nodes;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>
/// Contact folders. As in the real v1.0 a list holds neither the default folder itself nor a folder that is hidden; a folder that
/// Exchange keeps for itself without hiding it is listed like any other.
/// </summary>
internal sealed class FolderEndpoints(SandboxContext sandbox, MailboxStore store)
{
    /// <summary>The folders beside and directly below the default one.</summary>
    public GraphResponse List(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        return List(call, "contactFolders", folder =>
            folder != call.Mailbox.Contacts && (folder.Parent == Mailbox.RootNumber || folder.Parent == call.Mailbox.Contacts.Number));
    }

    public GraphResponse ListChildren(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        lock (call.Mailbox.Gate)
        {
            var parent = call.Folder();
            return List(call, $"contactFolders('{parent.Id}')/childFolders", folder => folder.Parent == parent.Number);
        }
    }

    public GraphResponse Get(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        lock (call.Mailbox.Gate)
            return Show(call, 200, call.Folder());
    }

    /// <summary>Creates a folder below the default one, or below the one the route names.</summary>
    public GraphResponse Create(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store, writes: true);
        var body = request.RequireBody();
        var name = ReadName(body) ?? throw new GraphException(400, "ErrorInvalidRequest", "The folder needs a displayName.");
        var extended = ReadExtended(body, []);
        lock (call.Mailbox.Gate)
        {
            var parent = call.Folder();
            RequireFree(call.Mailbox, parent.Number, name, null);
            return Show(
                call, 201, call.Mailbox.AddFolder(parent.Number, name, ContactFolder.ContactClass, isHidden: false, extended));
        }
    }

    public GraphResponse Update(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store, writes: true);
        var body = request.RequireBody();
        lock (call.Mailbox.Gate)
        {
            var folder = call.Folder();
            var name = ReadName(body) ?? folder.DisplayName;
            RequireFree(call.Mailbox, folder.Parent, name, folder);
            ReadExtended(body, folder.Extended);
            call.Mailbox.RenameFolder(folder, name);
            return Show(call, 200, folder);
        }
    }

    public GraphResponse Delete(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store, writes: true);
        lock (call.Mailbox.Gate)
        {
            var folder = call.Folder();
            if (folder == call.Mailbox.Contacts)
                throw new GraphException(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
            call.Mailbox.RemoveFolder(folder);
        }
        return GraphResponse.NoContent();
    }

    private static GraphResponse List(MailboxCall call, string path, Func<ContactFolder, bool> filter)
    {
        call.Options.Refuse("$search", "$skiptoken", "$deltatoken");
        var paging = ListPaging.Read(call);
        var writer = new FolderWriter(call.Mailbox, call.Options["$select"], call.Options["$expand"]);
        var named = ParseFilter(call.Options["$filter"]);
        if (call.Options["$orderby"] is { } order and not ("displayName" or "displayName asc"))
            throw Refusals.OrderBy(order);
        lock (call.Mailbox.Gate)
        {
            var folders = call.Mailbox.Folders.Where(f => !f.IsHidden && filter(f) && named(f)).ToList();
            if (call.Options["$orderby"] is not null)
                folders = [.. folders.OrderBy(f => f.DisplayName, StringComparer.OrdinalIgnoreCase)];
            return GraphPage.Collection(
                call.Context(path), paging.Count ? folders.Count : null, paging.NextLink(call, path, folders.Count), json =>
                {
                    foreach (var folder in folders.Skip(paging.Skip).Take(paging.Size))
                        writer.Write(json, folder);
                });
        }
    }

    private static Func<ContactFolder, bool> ParseFilter(string? filter)
    {
        if (filter is null)
            return _ => true;
        const string Begin = "displayName eq '";
        if (!filter.StartsWith(Begin, StringComparison.Ordinal) || !filter.EndsWith('\'') || filter.Length <= Begin.Length)
            throw Refusals.Filter();
        var name = filter[Begin.Length..^1].Replace("''", "'", StringComparison.Ordinal);
        return folder => folder.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    private static GraphResponse Show(MailboxCall call, int status, ContactFolder folder)
    {
        var writer = new FolderWriter(call.Mailbox, call.Options["$select"], call.Options["$expand"]);
        return GraphPage.Write(status, json => writer.Write(json, folder, call.Context("contactFolders/$entity")));
    }

    /// <summary>The name in a body; null where there is none.</summary>
    private static string? ReadName(JsonObject body)
    {
        foreach (var (property, _) in body)
        {
            if (property is not ("displayName" or "parentFolderId" or ExtendedProperties.Name) && !ContactBody.IsAnnotation(property))
                throw Refusals.UnknownProperty(property, "contactFolder");
        }
        return ContactBody.Text("displayName", body["displayName"]) is { Length: > 0 } name ? name : null;
    }

    private static Dictionary<MapiProperty, object> ReadExtended(JsonObject body, Dictionary<MapiProperty, object> values)
    {
        if (body.TryGetPropertyValue(ExtendedProperties.Name, out var sent))
            ExtendedProperties.Read(values, sent);
        return values;
    }

    private static void RequireFree(Mailbox mailbox, long parent, string name, ContactFolder? self)
    {
        if (mailbox.Folders.Any(f => f != self && f.Parent == parent && f.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new GraphException(409, "ErrorFolderExists", "A folder with the specified name already exists.");
    }
}
