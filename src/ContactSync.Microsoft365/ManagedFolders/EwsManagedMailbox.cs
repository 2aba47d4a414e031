using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Microsoft365.Fields;

namespace ContactSync.Microsoft365.ManagedFolders;

/// <summary>A mailbox that contacts are written to over Exchange Web Services.</summary>
/// <param name="client">Sends.</param>
/// <param name="call">What the requests are about, and in whose name they are made.</param>
/// <param name="address">The mailbox's primary address.</param>
internal sealed class EwsManagedMailbox(EwsClient client, EwsCall call, string address) : IManagedMailbox
{
    private static readonly EwsShape Shape = EwsShape.With(ManagedMark.EwsEntry);

    public SyncProtocol Protocol => SyncProtocol.Ews;

    public string Address => address;

    /// <summary>The folders beside and below the mailbox's own contacts folder.</summary>
    public async Task<IReadOnlyList<ManagedFolder>> ListFoldersAsync(CancellationToken cancellationToken)
    {
        var folders = new List<ManagedFolder>();
        foreach (var parent in (EwsFolderId[])[EwsFolderId.Contacts, EwsFolderId.Root])
        {
            FindFolder Ask(int offset) => new([parent], EwsFolder.Shape, offset, EwsFolderTree.ContactClass, isDeep: false);
            var first = await client.GetAsync(Ask(0), call, cancellationToken).ConfigureAwait(false);
            var found = await EwsPages.FollowAsync(client, call, first, Ask, cancellationToken).ConfigureAwait(false);
            folders.AddRange(found.Select(folder => new ManagedFolder(folder.Id, folder.DisplayName ?? "", folder.Mark)));
        }
        return folders;
    }

    public async Task<ManagedFolder> MakeFolderAsync(string name, string mark, CancellationToken cancellationToken)
    {
        var operation = new CreateFolder(EwsFolderId.Contacts, name, EwsFieldValue.Of(ManagedMark.EwsFolder, mark));
        var made = await client.GetAsync(operation, call, cancellationToken).ConfigureAwait(false);
        return made is [var folder] ? new ManagedFolder(folder.Id, name, mark) : throw EwsErrors.Incomplete(call);
    }

    public Task RenameFolderAsync(ManagedFolder folder, string name, CancellationToken cancellationToken) =>
        client.GetAsync(new UpdateFolder(new EwsFolderId(folder.Id), name), call, cancellationToken);

    public Task RemoveFolderAsync(ManagedFolder folder, CancellationToken cancellationToken) =>
        RemoveAsync(new DeleteFolder([new EwsFolderId(folder.Id)], EwsDeleteType.HardDelete), cancellationToken);

    public async Task<IReadOnlyList<DestinationItem>> ListContactsAsync(ManagedFolder folder, CancellationToken cancellationToken)
    {
        FindItem Ask(int offset) => new([new EwsFolderId(folder.Id)], Shape, offset);
        var first = await client.GetAsync(Ask(0), call, cancellationToken).ConfigureAwait(false);
        var items = await EwsPages.FollowAsync(client, call, first, Ask, cancellationToken).ConfigureAwait(false);
        return [.. items.Select(item => ToItem(item, ManagedMark.EntryOf(item.Mark)))];
    }

    public Task<DestinationItem> MakeContactAsync(
        ManagedFolder folder, Guid entry, SyncContact contact, CancellationToken cancellationToken)
    {
        List<EwsFieldValue> fields = [.. FieldsOf(contact), EwsFieldValue.Of(ManagedMark.EwsEntry, entry.ToString("D"))];
        return WriteAsync(new CreateItem([fields], new EwsFolderId(folder.Id)), entry, contact.DisplayName!, cancellationToken);
    }

    public Task<DestinationItem> ChangeContactAsync(
        ManagedFolder folder, DestinationItem item, SyncContact contact, CancellationToken cancellationToken)
    {
        var update = new EwsItemUpdate(new EwsItemId(item.Reference, item.Version), FieldsOf(contact));
        return WriteAsync(
            new UpdateItem([update], EwsConflictResolution.NeverOverwrite), item.Uid, contact.DisplayName!, cancellationToken);
    }

    public Task RemoveContactAsync(ManagedFolder folder, DestinationItem item, CancellationToken cancellationToken) =>
        RemoveAsync(new DeleteItem([new EwsItemId(item.Reference, item.Version)], EwsDeleteType.HardDelete), cancellationToken);

    private static List<EwsFieldValue> FieldsOf(SyncContact contact)
    {
        var fields = new List<EwsFieldValue>();
        foreach (var row in FieldTable.Rows)
            row.Ews.Give?.Invoke(contact, fields);
        return fields;
    }

    private DestinationItem ToItem(EwsItem item, Guid? entry) => item is { Defect: null, ChangeKey: { } version }
        ? new DestinationItem(entry, item.Id, version)
        : throw EwsErrors.Incomplete(call);

    private async Task<DestinationItem> WriteAsync(
        EwsOperation<IReadOnlyList<EwsItem>> operation, Guid? entry, string name, CancellationToken cancellationToken)
    {
        try
        {
            var written = await client.GetAsync(operation, call, cancellationToken).ConfigureAwait(false);
            return written is [var item] ? ToItem(item, entry) : throw EwsErrors.Incomplete(call);
        }
        catch (ServiceRefusedException error) when (error.ErrorId == nameof(Errors.ChangedMeanwhile) || error.Code == "ErrorItemNotFound")
        {
            throw DestinationErrors.ItemChanged(address, name);
        }
        // A code that is about no more than this one contact.
        catch (ServiceRefusedException error) when (error.ErrorId is nameof(Errors.EwsRefused) or nameof(Errors.EwsCorruptData))
        {
            throw DestinationErrors.ItemRefused(address, name, error.Message.TrimEnd('.'));
        }
    }

    private async Task RemoveAsync(EwsOperation<object> operation, CancellationToken cancellationToken)
    {
        var messages = await client.SendAsync(operation, call, cancellationToken).ConfigureAwait(false);
        if (messages.FirstOrDefault(message => message.IsError) is { } failed && failed.Code is not ("ErrorItemNotFound" or "ErrorFolderNotFound"))
            throw EwsErrors.From(call, failed.ToRefusal());
    }
}
