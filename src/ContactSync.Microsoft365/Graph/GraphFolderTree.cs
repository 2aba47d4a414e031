using System.Text.Json;

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

    /// <summary>
    /// The questions whose answers <see cref="UpdateAsync"/> takes. The mailbox's own folder is among them where it is not known, because
    /// it was left out.
    /// </summary>
    public static IReadOnlyList<string> Questions(string mailboxId, IReadOnlyList<KnownFolder> known) =>
    [
        GraphLinks.Folders(mailboxId),
        .. known.Any(folder => folder.Token.IsDefault) ? [] : (string[])[GraphLinks.DefaultFolder(mailboxId)],
        .. Parents(known).Select(folder => GraphLinks.ChildFolders(mailboxId, folder.Id)),
    ];

    /// <summary>Lists the folders of a mailbox whose folders were known, given the answers to <see cref="Questions"/>.</summary>
    public static Task<IReadOnlyList<GraphFolder>> UpdateAsync(
        GraphMailboxChannel channel, IReadOnlyList<KnownFolder> known, IReadOnlyList<GraphAnswer> answers,
        CancellationToken cancellationToken)
    {
        var own = known.FirstOrDefault(folder => folder.Token.IsDefault) is { } kept
            ? new GraphFolder(kept.Id, kept.Name, true, false)
            : answers[1].Read(channel.Call, GraphFolder.ReadDefault);
        var parents = Parents(known).ToList();
        var children = parents.Zip(answers.TakeLast(parents.Count)).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        return WalkAsync(channel, own, answers[0], children, cancellationToken);
    }

    /// <summary>Lists all contact folders, those that are not read included, each with its path.</summary>
    public static async Task<IReadOnlyList<GraphFolder>> BrowseAsync(GraphMailboxChannel channel, CancellationToken cancellationToken)
    {
        var mailbox = channel.MailboxId;
        var answers = await channel.GetManyAsync(
            [GraphLinks.DefaultFolder(mailbox), GraphLinks.AllFolders(mailbox)], cancellationToken).ConfigureAwait(false);
        var own = answers[0].Read(channel.Call, GraphFolder.ReadDefault);
        var ids = await ReadPagesAsync(channel, answers[1], GraphFolder.ReadIds, cancellationToken).ConfigureAwait(false);
        string[] questions = [.. ids.Append(own.Id).Distinct(StringComparer.Ordinal).Select(id => GraphLinks.Folder(mailbox, id))];
        var shown = await channel.GetManyAsync(questions, cancellationToken).ConfigureAwait(false);
        var folders = shown.Where(answer => !answer.IsGone).Select(answer => answer.Read(channel.Call, GraphFolder.ReadAny))
            .ToDictionary(folder => folder.Id, folder => folder with { IsDefault = folder.Id == own.Id }, StringComparer.Ordinal);
        return [.. folders.Values.Select(folder => folder with { Name = PathOf(folder, folders) })
            .OrderByDescending(folder => folder.IsDefault).ThenBy(folder => folder.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The names from the top; the mailbox's own folder is none of them, because Graph lists what lies in it beside it.</summary>
    private static string PathOf(GraphFolder folder, Dictionary<string, GraphFolder> folders)
    {
        var path = folder.Name;
        var seen = new HashSet<string>(StringComparer.Ordinal) { folder.Id };
        for (var lower = folder; lower.ParentId is { } id && seen.Add(id) && folders.TryGetValue(id, out var parent) && !parent.IsDefault;)
        {
            path = $"{parent.Name}/{path}";
            lower = parent;
        }
        return path;
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
        var level = new List<GraphFolder>();

        async Task AddAsync(GraphAnswer answer, GraphFolder? parent)
        {
            var folders = await ReadPagesAsync(channel, answer, body => GraphFolder.ReadList(body, parent), cancellationToken)
                .ConfigureAwait(false);
            level.AddRange(folders.Where(folder => found.TryAdd(folder.Id, folder) && folder.HasChildren));
        }

        await AddAsync(top, null).ConfigureAwait(false);
        while (level.Count > 0)
        {
            var parents = level;
            level = [];
            var unasked = parents.Where(parent => !children.ContainsKey(parent.Id)).ToList();
            var answers = await AskAsync(channel, unasked, cancellationToken).ConfigureAwait(false);
            foreach (var (parent, answer) in unasked.Zip(answers))
                children.Add(parent.Id, answer);
            foreach (var parent in parents)
            {
                // A folder deleted since its parent was listed has no folders any more; whether it is really gone, reading it will tell.
                if (!children[parent.Id].IsGone)
                    await AddAsync(children[parent.Id], parent).ConfigureAwait(false);
            }
        }
        return [.. found.Values];
    }

    private static async Task<GraphAnswer[]> AskAsync(
        GraphMailboxChannel channel, List<GraphFolder> parents, CancellationToken cancellationToken)
    {
        string[] questions = [.. parents.Select(parent => GraphLinks.ChildFolders(channel.MailboxId, parent.Id))];
        return questions.Length == 1
            ? [await channel.GetAsync(questions[0], cancellationToken).ConfigureAwait(false)]
            : await channel.GetManyAsync(questions, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a listing from the answer with its first page to its end.</summary>
    public static async Task<IReadOnlyList<T>> ReadPagesAsync<T>(
        GraphMailboxChannel channel, GraphAnswer answer, Func<JsonElement, (IReadOnlyList<T> Items, string? NextLink)> read,
        CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var (page, next) = answer.Read(channel.Call, read);
            items.AddRange(page);
            if (next is null)
                return items;
            if (!seen.Add(next))
                throw GraphLinks.Loop(channel.Call);
            answer = await channel.GetAsync(channel.Links.Require(next, channel.Call), cancellationToken).ConfigureAwait(false);
        }
    }
}
