using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>Contacts: list, read, create, change, delete, and their pictures.</summary>
internal sealed class ContactEndpoints(SandboxContext sandbox, MailboxStore store)
{
    public GraphResponse List(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        call.Options.Refuse("$search", "$skiptoken", "$deltatoken");
        var paging = ListPaging.Read(call);
        var view = call.View(call.Options["$select"], call.Options["$expand"]);
        var filter = ContactQuery.ParseFilter(call.Options["$filter"]);
        List<StoredContact> contacts;
        ContactFolder folder;
        lock (call.Mailbox.Gate)
        {
            folder = call.Folder();
            contacts = [.. ContactQuery.Order(folder.Contacts.Values.Where(filter), call.Options["$orderby"])];
        }
        var path = request.RouteOrNull("folder") is null ? "contacts" : $"contactFolders('{folder.Id}')/contacts";
        var context = request.RouteOrNull("folder") is null ? "contacts" : $"contactFolders('{Uri.EscapeDataString(folder.Id)}')/contacts";
        var link = paging.NextLink(call, path, contacts.Count);
        return call.Confirm(GraphPage.Collection(call.Context(context), paging.Count ? contacts.Count : null, link, writer =>
        {
            foreach (var contact in contacts.Skip(paging.Skip).Take(paging.Size))
                ContactWriter.Write(writer, contact, view);
        }));
    }

    public GraphResponse Get(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        call.Options.Refuse("$search", "$filter", "$orderby", "$top", "$skip", "$skiptoken", "$deltatoken");
        return Show(call, 200, call.Contact());
    }

    public GraphResponse Create(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store, writes: true);
        var draft = new ContactDraft();
        ContactBody.Apply(request.RequireBody(), draft);
        lock (call.Mailbox.Gate)
            return Show(call, 201, call.Mailbox.Add(call.Folder(), draft.ToBag(), draft.Photo));
    }

    public GraphResponse Update(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store, writes: true);
        var body = request.RequireBody();
        lock (call.Mailbox.Gate)
        {
            var contact = call.Contact();
            RequireVersion(request, contact);
            var draft = contact.Properties.ToDraft();
            ContactBody.Apply(body, draft);
            return Show(call, 200, call.Mailbox.Update(contact.Number, _ => draft.ToBag()) ?? throw MailboxCall.NotFound());
        }
    }

    public GraphResponse Delete(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store, writes: true);
        lock (call.Mailbox.Gate)
        {
            var contact = call.Contact();
            RequireVersion(request, contact);
            call.Mailbox.Remove(contact.Number);
        }
        return GraphResponse.NoContent();
    }

    public GraphResponse Photo(GraphRequest request)
    {
        var call = MailboxCall.Open(request, sandbox, store);
        var photo = call.Contact().Photo ?? throw MailboxCall.NotFound();
        return GraphResponse.Bytes(200, photo.Bytes, photo.ContentType);
    }

    private static GraphResponse Show(MailboxCall call, int status, StoredContact contact)
    {
        var view = call.View(call.Options["$select"], call.Options["$expand"]);
        var response = GraphPage.Write(status, writer => ContactWriter.Write(writer, contact, view, call.Context("contacts/$entity")));
        response.Headers["ETag"] = $"W/\"{contact.ChangeKey}\"";
        if (status == 201)
            response.Headers["Location"] = $"{call.Url}/contacts('{contact.Id(call.ImmutableIds)}')";
        return call.Confirm(response);
    }

    /// <exception cref="GraphException">412: the client's version is not the present one.</exception>
    private static void RequireVersion(GraphRequest request, StoredContact contact)
    {
        var expected = request.Context.Request.Headers.IfMatch.ToString();
        if (expected is not ("" or "*") && expected != $"W/\"{contact.ChangeKey}\"")
        {
            throw new GraphException(412, "ErrorIrresolvableConflict",
                "The send or update operation could not be performed because the change key passed in the request does not match the "
                + "current change key for the item.");
        }
    }
}
