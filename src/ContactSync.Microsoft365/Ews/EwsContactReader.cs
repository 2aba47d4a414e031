using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Reads the contacts and groups behind ids: fields and members, and pictures where those are asked for.</summary>
/// <param name="client">Asks for them.</param>
/// <param name="call">What they are about.</param>
/// <param name="folder">Where they lie.</param>
/// <param name="options">Whether with pictures, and who is told.</param>
/// <param name="leftOut">The ids of items that could not be read before.</param>
internal sealed class EwsContactReader(
    EwsClient client, EwsCall call, EwsContactFolder folder, ReadOptions options, IEnumerable<string>? leftOut = null)
{
    private static readonly EwsShape WithAttachments =
        EwsShape.With([.. EwsContactFields.Shape.Additional, new EwsPath.Field("item:Attachments")]);

    /// <summary>The contacts, and the ids of items that could not be read at all. What is not there any more is in neither.</summary>
    /// <param name="contactIds">The ids of contacts.</param>
    /// <param name="groupIds">The ids of distribution lists.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SyncException">The server refused, or some items failed however often they were asked for.</exception>
    public async Task<(IReadOnlyList<SyncContact> Contacts, IReadOnlyList<string> Unreadable)> ReadAsync(
        IReadOnlyList<string> contactIds, IReadOnlyList<string> groupIds, CancellationToken cancellationToken)
    {
        var contacts = Reader(options.Scope.Photos ? WithAttachments : EwsContactFields.Shape);
        await contacts.ReadAsync(contactIds, cancellationToken).ConfigureAwait(false);
        var found = options.Scope.Photos
            ? await new EwsPhotoReader(client, call, folder).AddToAsync(contacts.Items, cancellationToken).ConfigureAwait(false)
            : [.. contacts.Items.Select(item => item.Contact!)];

        // A shape of their own: not every server passes over properties that a kind of item has not.
        var groups = Reader(EwsDistributionList.Shape);
        await groups.ReadAsync(groupIds, cancellationToken).ConfigureAwait(false);
        var lists = new List<SyncContact>();
        foreach (var item in groups.Items)
            lists.Add(await WithMembersAsync(item, cancellationToken).ConfigureAwait(false));

        return ([.. found.Concat(lists).Select(contact => contact with { FolderId = folder.Id })],
            [.. contacts.Unreadable, .. groups.Unreadable]);
    }

    private EwsItemReader Reader(EwsShape shape) => new(client, call, folder, shape, options.ContactsRead, leftOut);

    /// <summary>
    /// The group with its members; a server that does not give them with the item is asked for them. Groups within it are not opened:
    /// they are members by name.
    /// </summary>
    private async Task<SyncContact> WithMembersAsync(EwsItem item, CancellationToken cancellationToken)
    {
        var group = item.Contact!;
        if (group.Members.Count > 0)
            return group;
        try
        {
            var list = new EwsMailbox(group.DisplayName, null, null, null, item.Id);
            var page = await client.GetAsync(new ExpandDL(list), call, cancellationToken).ConfigureAwait(false);
            return EwsDistributionList.ToGroup(group, page.Entries);
        }
        catch (ServiceRefusedException error) when (error is { Code: { } code, StatusCode: null } && !EwsErrors.IsTransient(code))
        {
            client.Trace?.Invoke($"{call.Target}: the members of '{group.DisplayName}' cannot be read: {code}");
            return group;
        }
    }
}
