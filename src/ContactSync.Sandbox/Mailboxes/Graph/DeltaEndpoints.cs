using System.Text.Json;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>
/// What changed in a folder, or in the tree of folders, since a link was made. Every query option of the first request travels in
/// the token; a link takes no further ones.
/// </summary>
internal sealed class DeltaEndpoints(SandboxContext sandbox, MailboxStore store)
{
    /// <summary>The fault that makes one delta link stale.</summary>
    public const string StaleDeltaLink = "staleDeltaLink";

    /// <summary>The fault that makes the link of a page lead to that page again.</summary>
    public const string RepeatedNextLink = "repeatedNextLink";

    public GraphResponse Contacts(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        call.Options.Refuse("$filter", "$orderby", "$search", "$top", "$skip", "$expand", "$count");
        lock (call.Mailbox.Gate)
        {
            var folder = call.Folder();
            var token = Token(call, folder.Number, folder.Log.LastChange);
            if (!token.IsUnderWay && token.FirstRound == 0 && token.Position < folder.Log.Horizon)
                throw Stale(call.Mailbox.DeltaGeneration);
            var view = call.View(token.Select, null);
            var path = $"contactFolders('{folder.Id}')/contacts/delta";
            if (token is { FirstRound: > 0, IsUnderWay: false, EmptyPageSent: false } && call.Mailbox.StartsWithEmptyPage)
                return Answer(call, path, "contact", token with { IsUnderWay = true, EmptyPageSent = true }, _ => { });
            var size = ListPaging.PreferredSize(request) ?? (token.PageSize > 0 ? token.PageSize : ListPaging.DefaultSize);
            var page = folder.Log.After(token.Position)
                .Where(entry => !StoredContact.IsListNumber(entry.Contact))
                .Where(entry => !entry.Removed || token.FirstRound == 0 || entry.Change > token.FirstRound)
                .Take(size + 1).ToList();
            var next = Next(token, page, size, folder.Log.LastChange);
            if (token.IsUnderWay && sandbox.Faults.Take(RepeatedNextLink, request.Context) is not null)
                next = token;
            return Answer(call, path, "contact", next, writer =>
            {
                foreach (var entry in page)
                {
                    if (entry.Removed)
                        WriteRemoved(writer, "contact", RemovedId(call, folder, entry.Contact));
                    else
                        ContactWriter.Write(writer, folder.Contacts[entry.Contact], view, typed: true);
                }
            });
        }
    }

    /// <summary>The folder tree, the default folder and the hidden ones included.</summary>
    public GraphResponse Folders(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        call.Options.Refuse("$filter", "$orderby", "$search", "$top", "$skip", "$expand", "$count");
        lock (call.Mailbox.Gate)
        {
            var mailbox = call.Mailbox;
            var token = Token(call, 0, mailbox.LastChange);
            var writer = new FolderWriter(mailbox, token.Select, null);
            var size = ListPaging.PreferredSize(request) ?? (token.PageSize > 0 ? token.PageSize : ListPaging.DefaultSize);
            var changed = mailbox.Folders.Select(f => (f.Change, Folder: (ContactFolder?)f, f.Id))
                .Concat(mailbox.RemovedFolders.Where(r => r.Change > token.FirstRound)
                    .Select(r => (r.Change, Folder: (ContactFolder?)null, r.Id)))
                .Where(f => f.Change > token.Position).OrderBy(f => f.Change).ToList();
            var page = changed.Take(size).ToList();
            var next = page.Count < changed.Count
                ? token with { IsUnderWay = true, Position = page[^1].Change }
                : token with
                {
                    IsUnderWay = false,
                    FirstRound = 0,
                    // What was removed before a first round began is none of the next round's business either.
                    Position = Math.Max(page.Count > 0 ? page[^1].Change : token.Position, token.FirstRound),
                };
            return Answer(call, "contactFolders/delta", "contactFolder", next, json =>
            {
                foreach (var (_, folder, id) in page)
                {
                    if (folder is null)
                        WriteRemoved(json, "contactFolder", id);
                    else
                        writer.Write(json, folder, typed: true);
                }
            });
        }
    }

    public static GraphException Stale(int generation) =>
        new(410, "SyncStateNotFound", $"The sync state generation is not found; generation={generation}.");

    private DeltaToken Token(MailboxCall call, long folder, long lastChange)
    {
        var (skip, delta) = (call.Options["$skiptoken"], call.Options["$deltatoken"]);
        if (skip is null && delta is null)
        {
            return new DeltaToken
            {
                Mailbox = call.Mailbox.Id,
                Folder = folder,
                Generation = call.Mailbox.DeltaGeneration,
                Position = 0,
                FirstRound = Math.Max(1, lastChange),
                PageSize = ListPaging.PreferredSize(call.Request) ?? 0,
                Select = call.Options["$select"],
            };
        }
        call.Options.Refuse("$select");
        var token = DeltaToken.Open(skip ?? delta!, store.TokenKey);
        if (token is null || token.Mailbox != call.Mailbox.Id || token.Folder != folder || token.IsUnderWay != skip is not null)
            throw GraphException.BadRequest("Badly formed token.");
        if (token.Generation != call.Mailbox.DeltaGeneration || sandbox.Faults.Take(StaleDeltaLink, call.Request.Context) is not null)
            throw Stale(call.Mailbox.DeltaGeneration);
        return token;
    }

    /// <summary>Where the next request goes on; cuts the entry that only showed that there is one.</summary>
    private static DeltaToken Next(DeltaToken token, List<FolderLogEntry> page, int size, long lastChange)
    {
        if (page.Count <= size)
        {
            var position = Math.Max(lastChange, token.Position);
            return token with { IsUnderWay = false, FirstRound = 0, EmptyPageSent = false, Position = position };
        }
        page.RemoveAt(size);
        return token with { IsUnderWay = true, Position = page[^1].Change };
    }

    private GraphResponse Answer(
        MailboxCall call, string path, string type, DeltaToken next, Action<Utf8JsonWriter> values)
    {
        var (name, option) = next.IsUnderWay ? ("@odata.nextLink", "$skiptoken") : ("@odata.deltaLink", "$deltatoken");
        var link = (name, $"{call.Url}/{path}?{option}={next.Seal(store.TokenKey)}");
        var response = GraphPage.Collection(call.Request.ODataContext($"Collection({type})"), null, link, values);
        return call.Confirm(response, ListPaging.PreferredSize(call.Request));
    }

    private static void WriteRemoved(Utf8JsonWriter writer, string type, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("@odata.type", $"#microsoft.graph.{type}");
        writer.WriteString("id", id);
        writer.WriteStartObject("@removed");
        writer.WriteString("reason", "deleted");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string RemovedId(MailboxCall call, ContactFolder folder, long contact) => call.ImmutableIds
        ? new ExchangeId(ExchangeIdKind.ImmutableContact, call.Mailbox.Id, 0, contact).ToString()
        : new ExchangeId(ExchangeIdKind.Contact, call.Mailbox.Id, folder.Number, contact).ToString();
}
