using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Fields;
using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.ManagedFolders;

/// <summary>A mailbox in Exchange Online that contacts are written to over Microsoft Graph.</summary>
/// <param name="channel">The mailbox's requests.</param>
/// <param name="address">Its primary address.</param>
/// <param name="removesForGood">Whether the cloud can remove without the folder of deleted items between; not every one can.</param>
/// <remarks>
/// https://learn.microsoft.com/graph/api/contactfolder-post-contacts, https://learn.microsoft.com/graph/api/contact-permanentdelete
/// </remarks>
internal sealed class GraphManagedMailbox(GraphMailboxChannel channel, string address, bool removesForGood) : IManagedMailbox
{
    /// <summary>What makes and changes contacts and their folders.</summary>
    internal const string Permission = "Contacts.ReadWrite";

    public SyncProtocol Protocol => SyncProtocol.Graph;

    public string Address => address;

    /// <summary>The folders beside and below the mailbox's own contacts folder.</summary>
    public async Task<IReadOnlyList<ManagedFolder>> ListFoldersAsync(CancellationToken cancellationToken)
    {
        var answer = await channel.GetAsync(GraphLinks.Folders(channel.MailboxId), cancellationToken).ConfigureAwait(false);
        var folders = await GraphFolderTree.ReadPagesAsync(
            channel, answer, root => GraphFolder.ReadWholeList(root, null), cancellationToken).ConfigureAwait(false);
        return [.. folders.Select(folder => new ManagedFolder(folder.Id, folder.Name, folder.Mark))];
    }

    public async Task<ManagedFolder> MakeFolderAsync(string name, string mark, CancellationToken cancellationToken)
    {
        var body = new GraphContactBody(isNew: true);
        body.Set("displayName", name);
        body.SetExtended(ManagedMark.GraphFolder, mark, none: "");
        var change = new GraphChange(HttpMethod.Post, GraphLinks.NewFolder(channel.MailboxId), body.ToString());
        var answer = await channel.SendAsync(change, cancellationToken).ConfigureAwait(false);
        return new ManagedFolder(answer.Read(channel.Call, root => Text(root, "id")), name, mark);
    }

    public async Task RenameFolderAsync(ManagedFolder folder, string name, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["displayName"] = name }.ToJsonString();
        var change = new GraphChange(HttpMethod.Patch, GraphLinks.ChangedFolder(channel.MailboxId, folder.Id), body);
        var answer = await channel.SendAsync(change, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw answer.Refusal(channel.Call);
    }

    public Task RemoveFolderAsync(ManagedFolder folder, CancellationToken cancellationToken) =>
        RemoveAsync(GraphLinks.ChangedFolder(channel.MailboxId, folder.Id), version: null, folder.Name, cancellationToken);

    public async Task<IReadOnlyList<DestinationItem>> ListContactsAsync(ManagedFolder folder, CancellationToken cancellationToken)
    {
        var first = await channel.GetAsync(GraphLinks.MarkedContacts(channel.MailboxId, folder.Id), cancellationToken)
            .ConfigureAwait(false);
        return await GraphFolderTree.ReadPagesAsync(channel, first, ReadItems, cancellationToken).ConfigureAwait(false);
    }

    public async Task<DestinationItem> MakeContactAsync(
        ManagedFolder folder, Guid entry, SyncContact contact, CancellationToken cancellationToken)
    {
        var body = BodyOf(contact, isNew: true);
        body.SetExtended(ManagedMark.GraphEntry, entry.ToString("D"), none: "");
        var change = new GraphChange(HttpMethod.Post, GraphLinks.NewContact(channel.MailboxId, folder.Id), body.ToString());
        return await WriteAsync(change, entry, contact.DisplayName!, cancellationToken).ConfigureAwait(false);
    }

    public async Task<DestinationItem> ChangeContactAsync(
        ManagedFolder folder, DestinationItem item, SyncContact contact, CancellationToken cancellationToken)
    {
        var change = new GraphChange(
            HttpMethod.Patch, GraphLinks.ChangedContact(channel.MailboxId, folder.Id, item.Reference),
            BodyOf(contact, isNew: false).ToString(), item.Version);
        return await WriteAsync(change, item.Uid, contact.DisplayName!, cancellationToken).ConfigureAwait(false);
    }

    public Task RemoveContactAsync(ManagedFolder folder, DestinationItem item, CancellationToken cancellationToken) => RemoveAsync(
        GraphLinks.ChangedContact(channel.MailboxId, folder.Id, item.Reference), item.Version, item.Reference, cancellationToken);

    private static GraphContactBody BodyOf(SyncContact contact, bool isNew)
    {
        var body = new GraphContactBody(isNew);
        foreach (var row in FieldTable.Rows)
            row.Graph.Give?.Invoke(contact, body);
        return body;
    }

    private static (IReadOnlyList<DestinationItem> Items, string? NextLink) ReadItems(JsonElement root)
    {
        var items = root.GetProperty("value").EnumerateArray().Select(item => new DestinationItem(
            ManagedMark.EntryOf(GraphFolder.Property(item, ManagedMark.GraphEntry)), Text(item, "id"), Text(item, "changeKey")));
        return ([.. items], GraphLinks.NextOf(root));
    }

    private static string Text(JsonElement item, string property) =>
        item.GetProperty(property).GetString() ?? throw new JsonException($"'{property}' is missing.");

    private async Task<DestinationItem> WriteAsync(GraphChange change, Guid? entry, string name, CancellationToken cancellationToken)
    {
        var answer = await channel.SendAsync(change, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess
            ? answer.Read(channel.Call, root => new DestinationItem(entry, Text(root, "id"), Text(root, "changeKey")))
            : throw Refused(answer, name);
    }

    private async Task RemoveAsync(string link, string? version, string name, CancellationToken cancellationToken)
    {
        var change = removesForGood
            ? new GraphChange(HttpMethod.Post, link + "/permanentDelete", Version: version)
            : new GraphChange(HttpMethod.Delete, link, Version: version);
        var answer = await channel.SendAsync(change, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess && !answer.IsGone)
            throw Refused(answer, name);
    }

    private SyncException Refused(GraphAnswer answer, string name)
    {
        var refusal = answer.Refusal(channel.Call);
        return answer.Status switch
        {
            409 or 412 => DestinationErrors.ItemChanged(address, name),
            404 when answer.IsGone => DestinationErrors.ItemChanged(address, name),
            400 or 413 => DestinationErrors.ItemRefused(address, name, refusal.Message.TrimEnd('.')),
            _ => refusal,
        };
    }
}
