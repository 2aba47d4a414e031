using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// Finds the contact folders of a mailbox that are read: its own, and at any depth those that people made. One request, where the server
/// does not cut the listing.
/// </summary>
internal static class EwsFolderTree
{
    private const string ContactClass = "IPF.Contact";

    /// <summary>
    /// Lists the folders. Those that Outlook or Exchange fill by themselves (recipient cache, quick contacts, Skype, the directory's own)
    /// have a class of their own below <c>IPF.Contact</c> or are hidden; they stay out, and so does what lies in the deleted items.
    /// </summary>
    public static async Task<IReadOnlyList<EwsFolder>> ListAsync(EwsClient client, EwsCall call, CancellationToken cancellationToken)
    {
        // The deleted items are listed beside, because a folder's parents above contact folders are unknown.
        var lists = await FindAsync(client, call, [EwsFolderId.Root, EwsFolderId.DeletedItems], cancellationToken).ConfigureAwait(false);
        var deleted = lists[1].Select(folder => folder.Id).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, EwsFolder>(StringComparer.Ordinal);
        foreach (var folder in lists[0])
        {
            if (deleted.Contains(folder.Id) || folder.IsSearch)
                continue;
            if (!IsRead(folder))
                client.Trace?.Invoke($"{call.Target}: the folder '{folder.DisplayName}' ({folder.Class}) is left out.");
            else
                found.TryAdd(folder.Id, folder);
        }
        return [.. found.Values];
    }

    private static bool IsRead(EwsFolder folder) =>
        !folder.IsHidden && string.Equals(folder.Class, ContactClass, StringComparison.OrdinalIgnoreCase);

    /// <summary>The contact folders below each parent.</summary>
    private static async Task<IReadOnlyList<List<EwsFolder>>> FindAsync(
        EwsClient client, EwsCall call, IReadOnlyList<EwsFolderId> parents, CancellationToken cancellationToken)
    {
        var first = new FindFolder(parents, EwsFolder.Shape, 0, ContactClass);
        var messages = await client.SendAsync(first, call, cancellationToken).ConfigureAwait(false);
        if (messages.Count != parents.Count)
            throw EwsErrors.Incomplete(call);
        var lists = new List<List<EwsFolder>>();
        for (var place = 0; place < parents.Count; place++)
        {
            if (messages[place].IsError)
                throw EwsErrors.From(call, messages[place].ToRefusal());
            var page = messages[place].Payload ?? throw EwsErrors.Incomplete(call);
            lists.Add(await ReadOnAsync(client, call, parents[place], page, cancellationToken).ConfigureAwait(false));
        }
        return lists;
    }

    /// <summary>Follows the pages of one parent. The next page begins where the server says, and must begin further on.</summary>
    private static async Task<List<EwsFolder>> ReadOnAsync(
        EwsClient client, EwsCall call, EwsFolderId parent, EwsPage<EwsFolder> page, CancellationToken cancellationToken)
    {
        var folders = new List<EwsFolder>(page.Entries);
        for (var offset = 0; !page.IsLast;)
        {
            var next = page.NextOffset ?? 0;
            if (next <= offset)
                throw Texts.Catalog.Create(nameof(Errors.EwsSamePage), SyncErrorKind.InvalidData, call.Target, call.Target, call.Host);
            offset = next;
            page = await client.GetAsync(new FindFolder([parent], EwsFolder.Shape, offset, ContactClass), call, cancellationToken)
                .ConfigureAwait(false);
            folders.AddRange(page.Entries);
        }
        return folders;
    }
}
