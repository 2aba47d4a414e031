using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Reads one mailbox: its folders, and of each all its contacts or what changed.</summary>
internal sealed class GraphMailboxReader
{
    private readonly GraphMailboxChannel channel;
    private readonly ReadOptions options;
    private readonly IReadOnlyList<KnownFolder> known;
    private readonly int listings;

    /// <summary>Makes a reader. Nothing is asked yet.</summary>
    public GraphMailboxReader(GraphMailboxChannel channel, MailboxReadRequest request, ReadOptions options)
    {
        this.channel = channel;
        this.options = options;
        Mailbox = request.Mailbox;
        known = KnownFolder.Recall(request.State, channel.Links);
        if (known.Count == 0)
            return;
        var listing = GraphFolderTree.Questions(channel.MailboxId, known);
        listings = listing.Count;
        Questions = [.. listing, .. known.Select(folder => folder.RelativeLink)];
    }

    /// <summary>The mailbox.</summary>
    public SourceMailbox Mailbox { get; }

    /// <summary>
    /// What to ask first, so that several mailboxes can share a request: the folder listings, then each known folder's delta link.
    /// Empty where the mailbox was never read, or its state serves no more.
    /// </summary>
    public IReadOnlyList<string> Questions { get; } = [];

    /// <summary>Contact folders that are there and were not read because the scope leaves them out.</summary>
    public IReadOnlyCollection<string> LeftOutFolderIds { get; private set; } = [];

    /// <summary>What an admin should know of the reading.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Reads the mailbox, given the answers to <see cref="Questions"/>.</summary>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public async Task<IReadOnlyList<FolderChanges>> ReadAsync(IReadOnlyList<GraphAnswer> answers, CancellationToken cancellationToken)
    {
        if (Questions.Count > 0)
        {
            var folders = await GraphFolderTree.UpdateAsync(channel, known, [.. answers.Take(listings)], cancellationToken)
                .ConfigureAwait(false);
            var deltas = known.Zip(answers.Skip(listings)).ToDictionary(pair => pair.First.Id);
            var (changes, gone) = await ReadFoldersAsync(Choose(folders), deltas, cancellationToken).ConfigureAwait(false);
            if (gone.Count == 0)
                return changes;
        }
        return await ReadAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads everything. A folder that is listed but not there was deleted in between, or moved with its mailbox: then the folders are
    /// listed once more. One that still is listed and still not there is an error, not a deletion.
    /// </summary>
    private async Task<IReadOnlyList<FolderChanges>> ReadAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<GraphFolder> missed = [];
        while (true)
        {
            var folders = Choose(await GraphFolderTree.ListAsync(channel, cancellationToken).ConfigureAwait(false));
            var (changes, gone) = await ReadFoldersAsync(folders, [], cancellationToken).ConfigureAwait(false);
            if (gone.Count == 0)
                return changes;
            if (gone.FirstOrDefault(folder => missed.Any(before => before.Id == folder.Id)) is { } lost)
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.FolderNotReadable), SyncErrorKind.NotFound, channel.Call.Target, channel.Call.Target, lost.Name);
            }
            missed = gone;
        }
    }

    /// <summary>The folders that the scope includes.</summary>
    private IReadOnlyList<GraphFolder> Choose(IReadOnlyList<GraphFolder> folders)
    {
        var chosen = folders.Where(folder => options.Scope.Includes(folder.Name)).ToList();
        LeftOutFolderIds = [.. folders.Except(chosen).Select(folder => folder.Id)];
        Notes = FolderNotes.Missing(options.Scope, [.. folders.Select(folder => folder.Name)]);
        return chosen;
    }

    private async Task<(IReadOnlyList<FolderChanges> Changes, IReadOnlyList<GraphFolder> Gone)> ReadFoldersAsync(
        IReadOnlyList<GraphFolder> folders, Dictionary<string, (KnownFolder Known, GraphAnswer Answer)> deltas,
        CancellationToken cancellationToken)
    {
        var contents = await Task.WhenAll(folders.Select(folder =>
        {
            var delta = deltas.GetValueOrDefault(folder.Id);
            return new GraphFolderReader(channel, folder, options.ContactsRead).ReadAsync(delta.Known, delta.Answer, cancellationToken);
        })).ConfigureAwait(false);
        GraphFolder[] gone = [.. folders.Where((_, place) => contents[place] is null)];
        if (gone.Length > 0)
            return ([], gone);

        GraphFolderContent[] there = [.. contents.OfType<GraphFolderContent>()];
        var single = new GraphSingleReads(channel, options.ContactsRead);
        await single.FillAsync(there, cancellationToken).ConfigureAwait(false);
        if (options.Scope.Photos)
            await single.AddPhotosAsync(there, cancellationToken).ConfigureAwait(false);
        return ([.. there.Select(content => content.Finish())], []);
    }
}
