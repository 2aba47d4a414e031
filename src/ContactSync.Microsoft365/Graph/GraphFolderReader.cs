using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// Follows the pages of one folder's delta to its end, which name the contacts, and then reads the contacts of a whole folder from its
/// listing. In this order nothing is missed: what changes after the delta's end is told by the next one, and the listing is younger.
/// </summary>
/// <remarks>https://learn.microsoft.com/graph/api/contact-delta</remarks>
internal sealed class GraphFolderReader(GraphMailboxChannel channel, GraphFolder folder, IProgress<int>? contactsRead)
{
    /// <summary>
    /// So many changed contacts are read by themselves, twenty a request. With more of them the listing of a folder of ten thousand is
    /// cheaper.
    /// </summary>
    internal const int MostSingle = 400;

    /// <summary>How often a folder is begun anew within one run before that is an error.</summary>
    private const int MaxRestarts = 2;

    private readonly Dictionary<string, bool> named = new(StringComparer.Ordinal);
    private readonly HashSet<string> followed = new(StringComparer.Ordinal);
    private readonly HashSet<string> unreadableIds = new(StringComparer.Ordinal);
    private int nameless;

    /// <summary>
    /// Reads the folder; with <paramref name="known"/> only what changed, unless the service has forgotten the link. Contacts that no
    /// listing brought are still missing. Null where the folder is not there any more.
    /// </summary>
    /// <param name="known">How far it was read before.</param>
    /// <param name="answer">The answer to the first question, where it was asked already.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public async Task<GraphFolderContent?> ReadAsync(KnownFolder? known, GraphAnswer? answer, CancellationToken cancellationToken)
    {
        if (await FollowAsync(known, answer, cancellationToken).ConfigureAwait(false) is not { } content)
            return null;
        var isListed = content.IsComplete ? content.Present > 0 : content.Present > MostSingle;
        return !isListed || await ListAsync(content, cancellationToken).ConfigureAwait(false) ? content : null;
    }

    private async Task<GraphFolderContent?> FollowAsync(KnownFolder? known, GraphAnswer? answer, CancellationToken cancellationToken)
    {
        var beginning = GraphLinks.Changes(channel.MailboxId, folder.Id);
        var isComplete = known is null;
        foreach (var id in known?.Token.LeftOut ?? [])
            named[id] = true;
        answer ??= await channel.GetAsync(known?.RelativeLink ?? beginning, cancellationToken).ConfigureAwait(false);
        for (var restarts = 0; ;)
        {
            if (answer.IsStale && restarts < MaxRestarts && (!isComplete || followed.Count > 0))
            {
                channel.Trace?.Invoke(
                    $"{channel.Call.Target}, {folder.Name}: the service has forgotten the link ({answer.Status} {answer.Code}); "
                    + "read from the beginning.");
                Forget();
                isComplete = true;
                restarts++;
                answer = await channel.GetAsync(beginning, cancellationToken).ConfigureAwait(false);
                continue;
            }
            if (answer.IsGone)
                return null;

            var page = Read(answer);
            AddNames(page);
            if (page.DeltaLink is { } deltaLink)
                return ToContent(deltaLink, isComplete ? null : known);
            if (page.NextLink is not { } next)
                throw GraphErrors.Unreadable(channel.Call, null);
            answer = await FollowAsync(next, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the contacts from the folder's listing; false where the folder is not there any more.</summary>
    private async Task<bool> ListAsync(GraphFolderContent content, CancellationToken cancellationToken)
    {
        var answer = await channel.GetAsync(GraphLinks.Contacts(channel.MailboxId, folder.Id), cancellationToken).ConfigureAwait(false);
        while (!answer.IsGone)
        {
            var page = Read(answer);
            if (content.Add(page) is > 0 and var taken)
                contactsRead?.Report(taken);
            if (page.NextLink is not { } next)
                return true;
            answer = await FollowAsync(next, cancellationToken).ConfigureAwait(false);
        }
        return false;
    }

    private GraphContactPage Read(GraphAnswer answer)
    {
        var page = answer.ReadText(channel.Call, text => GraphContactPage.Read(text.Span, folder.Id, channel.Trace));
        answer.Content?.GiveBack();
        return page;
    }

    private Task<GraphAnswer> FollowAsync(string next, CancellationToken cancellationToken) => followed.Add(next)
        ? channel.GetAsync(channel.Links.Require(next, channel.Call), cancellationToken)
        : throw GraphLinks.Loop(channel.Call);

    /// <summary>Pages may repeat what came before; what came last counts.</summary>
    private void AddNames(GraphContactPage page)
    {
        foreach (var contact in page.Contacts)
            named[contact.Id] = true;
        foreach (var id in page.RemovedIds)
            named[id] = false;
        unreadableIds.UnionWith(page.UnreadableIds);
        nameless += page.Unreadable - page.UnreadableIds.Count;
    }

    private void Forget()
    {
        named.Clear();
        followed.Clear();
        unreadableIds.Clear();
        nameless = 0;
    }

    private GraphFolderContent ToContent(string deltaLink, KnownFolder? known)
    {
        // Checked now: stored, it would be followed a night later.
        channel.Links.Require(deltaLink, channel.Call);
        var content = new GraphFolderContent(
            folder, new FolderToken(deltaLink, folder.IsDefault, folder.HasChildren), known is null, named, known?.Token.LeftOut ?? []);
        content.AddNameless(nameless);
        foreach (var id in unreadableIds.Where(id => !named.ContainsKey(id)))
            content.LeaveOut(id);
        return content;
    }
}
