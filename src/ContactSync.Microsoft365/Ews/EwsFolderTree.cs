using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// Finds the contact folders of a mailbox, at any depth, and says which of them people fill. One request, where the server does not cut
/// the listing.
/// </summary>
internal static class EwsFolderTree
{
    internal const string ContactClass = "IPF.Contact";

    /// <summary>
    /// Lists the folders, those that no run reads included. Outlook and Exchange fill some by themselves (recipient cache, quick contacts,
    /// Skype, the directory's own): these have a class of their own below <c>IPF.Contact</c> or are hidden.
    /// </summary>
    public static async Task<IReadOnlyList<EwsContactFolder>> ListAsync(
        EwsClient client, EwsCall call, CancellationToken cancellationToken)
    {
        // Beside all: what lies in the deleted items, because a folder's parents above contact folders are unknown; and what lies in the
        // mailbox's own folder, because nothing else tells which one that is.
        var lists = await FindAsync(
            client, call, [EwsFolderId.Root, EwsFolderId.DeletedItems, EwsFolderId.Contacts], cancellationToken).ConfigureAwait(false);
        var deleted = lists[1].Select(folder => folder.Id).ToHashSet(StringComparer.Ordinal);
        var known = lists[0].DistinctBy(folder => folder.Id).ToDictionary(folder => folder.Id);
        var within = lists[2].Select(folder => folder.Id).ToHashSet(StringComparer.Ordinal);
        var own = lists[2].Select(folder => folder.ParentId).OfType<string>().Where(id => !within.Contains(id))
            .ToHashSet(StringComparer.Ordinal);

        EwsFolder? ParentOf(EwsFolder folder) =>
            folder.ParentId is { } id && !own.Contains(id) ? known.GetValueOrDefault(id) : null;

        return [.. known.Values.Select(folder => Place(folder, ParentOf, deleted))];
    }

    /// <summary>
    /// The folder with its path. As Graph has it, folders within the mailbox's own are called as those beside it, and what lies in a folder
    /// that is left out is left out too.
    /// </summary>
    private static EwsContactFolder Place(EwsFolder folder, Func<EwsFolder, EwsFolder?> parentOf, HashSet<string> deleted)
    {
        var path = NameOf(folder);
        var reason = ReasonToLeave(folder, deleted);
        var seen = new HashSet<string>(StringComparer.Ordinal) { folder.Id };
        for (var parent = parentOf(folder); parent is not null && seen.Add(parent.Id); parent = parentOf(parent))
        {
            path = $"{NameOf(parent)}/{path}";
            if (reason is null && ReasonToLeave(parent, deleted) is not null)
                reason = Texts.Catalog.Text(nameof(Errors.Text_FolderWithinOther));
        }
        return new EwsContactFolder(folder, path, reason);
    }

    private static string NameOf(EwsFolder folder) => folder.DisplayName ?? folder.Id;

    private static string? ReasonToLeave(EwsFolder folder, HashSet<string> deleted)
    {
        if (deleted.Contains(folder.Id))
            return Texts.Catalog.Text(nameof(Errors.Text_FolderDeleted));
        if (folder.IsSearch)
            return Texts.Catalog.Text(nameof(Errors.Text_FolderSearch));
        if (!string.Equals(folder.Class, ContactClass, StringComparison.OrdinalIgnoreCase))
            return Texts.Catalog.Text(nameof(Errors.Text_FolderSystem), folder.Class);
        if (folder.Mark is not null)
            return Texts.Catalog.Text(nameof(Errors.Text_FolderManaged));
        return folder.IsHidden ? Texts.Catalog.Text(nameof(Errors.Text_FolderHidden)) : null;
    }

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
            var parent = parents[place];
            lists.Add(await EwsPages.FollowAsync(
                client, call, page, offset => new FindFolder([parent], EwsFolder.Shape, offset, ContactClass), cancellationToken)
                .ConfigureAwait(false));
        }
        return lists;
    }
}
