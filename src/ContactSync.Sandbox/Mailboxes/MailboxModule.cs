using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Control;
using ContactSync.Sandbox.Mailboxes.Graph;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes;

/// <summary>The mailboxes of the tenant: their contacts over Microsoft Graph, and the calls that change them from outside.</summary>
internal sealed class MailboxModule(SandboxContext sandbox) : ISandboxModule
{
    private readonly MailboxStore _store = sandbox.Mailboxes;

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        sandbox.Faults.Declare(DeltaEndpoints.StaleDeltaLink, "410 SyncStateNotFound for a delta link");
        sandbox.Faults.Declare(DeltaEndpoints.RepeatedNextLink, "a nextLink of a delta that leads to the same page again");
        sandbox.Faults.Declare(MailboxCall.Moved, "404 MailboxNotEnabledForRESTAPI, as for a mailbox that was moved away");
        return Task.Run(() => new MailboxSeeder(sandbox, _store).Seed(), cancellationToken);
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var owner in (string[])["users/{user}", "me"])
        {
            MapFolders(endpoints, owner);
            // The service's own links name a folder in parentheses.
            foreach (var folder in (string[])["contactFolders/{folder}", "contactFolders('{folder}')"])
                MapFolder(endpoints, $"{owner}/{folder}");
            MapContacts(endpoints, owner + "/contacts");
            Add(endpoints, "GET", owner + "/calendars", new CalendarEndpoints(sandbox, _store).List);
        }
        new MailboxControl(sandbox, _store).Map(endpoints);
        new UpdateControl(sandbox, _store).Map(endpoints);
    }

    private void MapFolders(IEndpointRouteBuilder endpoints, string owner)
    {
        var folders = new FolderEndpoints(sandbox, _store);
        var delta = new DeltaEndpoints(sandbox, _store);
        Add(endpoints, "GET", $"{owner}/contactFolders", folders.List);
        Add(endpoints, "POST", $"{owner}/contactFolders", folders.Create);
        Add(endpoints, "GET", $"{owner}/contactFolders/delta", delta.Folders);
        Add(endpoints, "GET", $"{owner}/contactFolders/delta()", delta.Folders);
        Add(endpoints, "GET", $"{owner}/contactFolders/microsoft.graph.delta()", delta.Folders);
    }

    private void MapFolder(IEndpointRouteBuilder endpoints, string folder)
    {
        var folders = new FolderEndpoints(sandbox, _store);
        var delta = new DeltaEndpoints(sandbox, _store);
        Add(endpoints, "GET", folder, folders.Get);
        Add(endpoints, "PATCH", folder, folders.Update);
        Add(endpoints, "DELETE", folder, folders.Delete);
        Add(endpoints, "POST", folder + "/permanentDelete", folders.Delete);
        Add(endpoints, "GET", folder + "/childFolders", folders.ListChildren);
        Add(endpoints, "POST", folder + "/childFolders", folders.Create);
        Add(endpoints, "GET", folder + "/contacts/delta", delta.Contacts);
        Add(endpoints, "GET", folder + "/contacts/delta()", delta.Contacts);
        Add(endpoints, "GET", folder + "/contacts/microsoft.graph.delta()", delta.Contacts);
        MapContacts(endpoints, folder + "/contacts");
    }

    private void MapContacts(IEndpointRouteBuilder endpoints, string contacts)
    {
        var calls = new ContactEndpoints(sandbox, _store);
        Add(endpoints, "GET", contacts, calls.List);
        Add(endpoints, "POST", contacts, calls.Create);
        foreach (var contact in (string[])[contacts + "/{contact}", contacts + "('{contact}')"])
        {
            Add(endpoints, "GET", contact, calls.Get);
            Add(endpoints, "PATCH", contact, calls.Update);
            Add(endpoints, "DELETE", contact, calls.Delete);
            Add(endpoints, "POST", contact + "/permanentDelete", calls.Delete);
            Add(endpoints, "GET", contact + "/photo/$value", calls.Photo);
        }
    }

    private void Add(IEndpointRouteBuilder endpoints, string method, string path, Func<GraphRequest, GraphResponse> handler) =>
        endpoints.MapGraph(sandbox, method, path, request => Task.FromResult(handler(request)));
}
