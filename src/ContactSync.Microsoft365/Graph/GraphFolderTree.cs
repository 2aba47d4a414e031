namespace ContactSync.Microsoft365.Graph;

/// <summary>Finds the contact folders of a mailbox that are read: its own, and at any depth those that people made.</summary>
internal static class GraphFolderTree
{
    /// <summary>Lists the folders of a mailbox of which nothing is known.</summary>
    public static async Task<IReadOnlyList<GraphFolder>> ListAsync(GraphMailboxChannel channel, CancellationToken cancellationToken)
    {
        var answers = await channel.GetManyAsync(
            [GraphLinks.DefaultFolder(channel.MailboxId), GraphLinks.Folders(channel.MailboxId)], cancellationToken).ConfigureAwait(false);
        var own = answers[0].Read(channel.Call, GraphFolder.ReadDefault);
        return await WalkAsync(channel, own, answers[1], [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The questions whose answers <see cref="UpdateAsync"/> takes.</summary>
    public static IReadOnlyList<string> Questions(string mailboxId, IEnumerable<KnownFolder> known) =>
        [GraphLinks.Folders(mailboxId), .. Parents(known).Select(folder => GraphLinks.ChildFolders(mailboxId, folder.Id))];

    /// <summary>Lists the folders of a mailbox whose folders were known, given the answers to <see cref="Questions"/>.</summary>
    public static Task<IReadOnlyList<GraphFolder>> UpdateAsync(
        GraphMailboxChannel channel, IReadOnlyList<KnownFolder> known, IReadOnlyList<GraphAnswer> answers,
        CancellationToken cancellationToken)
    {
        var children = Parents(known).Zip(answers.Skip(1)).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        var own = known.Single(folder => folder.Token.IsDefault);
        return WalkAsync(channel, new GraphFolder(own.Id, own.Name, true, false), answers[0], children, cancellationToken);
    }

    private static IEnumerable<KnownFolder> Parents(IEnumerable<KnownFolder> known) => known.Where(folder => folder.Token.HasChildren);

    /// <summary>
    /// Walks the tree level by level from the folders beside and below the mailbox's own, which Graph lists as one; a folder met twice is
    /// read once.
    /// </summary>
    private static async Task<IReadOnlyList<GraphFolder>> WalkAsync(
        GraphMailboxChannel channel, GraphFolder own, GraphAnswer top, Dictionary<string, GraphAnswer> children,
        CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, GraphFolder>(StringComparer.Ordinal) { [own.Id] = own };
        var open = new Queue<GraphFolder>();

        async Task AddAsync(GraphAnswer answer, GraphFolder? parent)
        {
            foreach (var folder in await ReadListAsync(channel, answer, parent, cancellationToken).ConfigureAwait(false))
            {
                if (found.TryAdd(folder.Id, folder) && folder.HasChildren)
                    open.Enqueue(folder);
            }
        }

        await AddAsync(top, null).ConfigureAwait(false);
        while (open.TryDequeue(out var parent))
        {
            if (!children.TryGetValue(parent.Id, out var answer))
            {
                var question = GraphLinks.ChildFolders(channel.MailboxId, parent.Id);
                answer = await channel.GetAsync(question, cancellationToken).ConfigureAwait(false);
            }
            // A folder deleted since its parent was listed has no folders any more; whether it is really gone, reading it will tell.
            if (!answer.IsGone)
                await AddAsync(answer, parent).ConfigureAwait(false);
        }
        return [.. found.Values];
    }

    private static async Task<IReadOnlyList<GraphFolder>> ReadListAsync(
        GraphMailboxChannel channel, GraphAnswer answer, GraphFolder? parent, CancellationToken cancellationToken)
    {
        var folders = new List<GraphFolder>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var (page, next) = answer.Read(channel.Call, body => GraphFolder.ReadList(body, parent));
            folders.AddRange(page);
            if (next is null)
                return folders;
            if (!seen.Add(next))
                throw GraphLinks.Loop(channel.Call);
            answer = await channel.GetAsync(channel.Links.Require(next, channel.Call), cancellationToken).ConfigureAwait(false);
        }
    }
}
