using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Reads one mailbox: its folders, and of each all its contacts or what changed.</summary>
internal sealed class EwsMailboxReader(EwsClient client, EwsCall call, MailboxReadRequest request, ReadOptions options)
{
    /// <summary>
    /// Reads the mailbox. A folder that is listed but not there was deleted in between: then the folders are listed once more. One that
    /// still is listed and still not there is an error, not a deletion.
    /// </summary>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public async Task<MailboxRead> ReadAsync(CancellationToken cancellationToken)
    {
        var read = new Dictionary<string, FolderChanges>(StringComparer.Ordinal);
        IReadOnlyList<EwsContactFolder> missed = [];
        while (true)
        {
            var folders = await ListFoldersAsync(cancellationToken).ConfigureAwait(false);
            var chosen = folders.Where(folder => options.Scope.Includes(folder.Path)).ToList();
            var gone = new List<EwsContactFolder>();
            foreach (var folder in chosen.Where(folder => !read.ContainsKey(folder.Id)))
            {
                if (await ReadFolderAsync(folder, cancellationToken).ConfigureAwait(false) is { } changes)
                    read.Add(folder.Id, changes);
                else
                    gone.Add(folder);
            }
            if (gone.Count == 0)
            {
                return new MailboxRead(request.Mailbox, [.. chosen.Select(folder => read[folder.Id])], 0, TimeSpan.Zero)
                {
                    LeftOutFolderIds = [.. folders.Except(chosen).Select(folder => folder.Id)],
                    Notes = FolderNotes.Missing(options.Scope, [.. folders.Select(folder => folder.Path)]),
                };
            }
            if (gone.FirstOrDefault(folder => missed.Any(before => before.Id == folder.Id)) is { } lost)
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.FolderNotReadable), SyncErrorKind.NotFound, call.Target, call.Target, lost.Path);
            }
            missed = gone;
        }
    }

    /// <summary>The folders that people fill, whatever the scope names.</summary>
    private async Task<IReadOnlyList<EwsContactFolder>> ListFoldersAsync(CancellationToken cancellationToken)
    {
        var all = await EwsFolderTree.ListAsync(client, call, cancellationToken).ConfigureAwait(false);
        foreach (var folder in all.Where(folder => folder.Reason is not null))
            client.Trace?.Invoke($"{call.Target}: the folder '{folder.Path}' is left out, it {folder.Reason}.");
        IReadOnlyList<EwsContactFolder> folders = [.. all.Where(folder => folder.Reason is null)];
        // Every mailbox has its own contacts folder: without it the listing is none, and all entries would go.
        return folders.Count > 0 ? folders : throw EwsErrors.Incomplete(call);
    }

    private Task<FolderChanges?> ReadFolderAsync(EwsContactFolder folder, CancellationToken cancellationToken)
    {
        var state = request.State.FirstOrDefault(state => state.FolderId == folder.Id);
        var known = state is null ? null : EwsFolderToken.Parse(state.Token);
        return new EwsFolderReader(client, call, folder, options).ReadAsync(known, cancellationToken);
    }
}
