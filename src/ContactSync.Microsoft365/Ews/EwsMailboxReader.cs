using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Reads one mailbox: its folders, and of each all its contacts or what changed.</summary>
internal sealed class EwsMailboxReader(EwsClient client, EwsCall call, MailboxReadRequest request, IProgress<int>? contactsRead)
{
    /// <summary>
    /// Reads the mailbox. A folder that is listed but not there was deleted in between: then the folders are listed once more. One that
    /// still is listed and still not there is an error, not a deletion.
    /// </summary>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public async Task<IReadOnlyList<FolderChanges>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = new Dictionary<string, FolderChanges>(StringComparer.Ordinal);
        IReadOnlyList<EwsFolder> missed = [];
        while (true)
        {
            var folders = await EwsFolderTree.ListAsync(client, call, cancellationToken).ConfigureAwait(false);
            // Every mailbox has its own contacts folder: without it the listing is none, and all entries would go.
            if (folders.Count == 0)
                throw EwsErrors.Incomplete(call);
            var gone = new List<EwsFolder>();
            foreach (var folder in folders.Where(folder => !read.ContainsKey(folder.Id)))
            {
                if (await ReadFolderAsync(folder, cancellationToken).ConfigureAwait(false) is { } changes)
                    read.Add(folder.Id, changes);
                else
                    gone.Add(folder);
            }
            if (gone.Count == 0)
                return [.. folders.Select(folder => read[folder.Id])];
            if (gone.FirstOrDefault(folder => missed.Any(before => before.Id == folder.Id)) is { } lost)
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.FolderNotReadable), SyncErrorKind.NotFound, call.Target, call.Target, lost.DisplayName);
            }
            missed = gone;
        }
    }

    private Task<FolderChanges?> ReadFolderAsync(EwsFolder folder, CancellationToken cancellationToken)
    {
        var state = request.State.FirstOrDefault(state => state.FolderId == folder.Id);
        var known = state is null ? null : EwsFolderToken.Parse(state.Token);
        return new EwsFolderReader(client, call, folder, contactsRead).ReadAsync(known, cancellationToken);
    }
}
