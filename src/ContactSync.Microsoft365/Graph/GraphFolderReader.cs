using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Follows the pages of one folder's delta to its end.</summary>
/// <remarks>https://learn.microsoft.com/graph/api/contact-delta</remarks>
internal sealed class GraphFolderReader(GraphMailboxChannel channel, GraphFolder folder, IProgress<int>? contactsRead)
{
    /// <summary>How often a folder is begun anew within one run before that is an error.</summary>
    private const int MaxRestarts = 2;

    private readonly Dictionary<string, SyncContact?> items = new(StringComparer.Ordinal);
    private readonly HashSet<string> followed = new(StringComparer.Ordinal);
    private readonly HashSet<string> unreadableIds = new(StringComparer.Ordinal);
    private int unreadable;

    /// <summary>
    /// Reads the folder; with <paramref name="known"/> only what changed, unless the service has forgotten the link.
    /// Null where the folder is not there any more.
    /// </summary>
    /// <param name="known">How far it was read before.</param>
    /// <param name="answer">The answer to the first question, where it was asked already.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public async Task<FolderChanges?> ReadAsync(KnownFolder? known, GraphAnswer? answer, CancellationToken cancellationToken)
    {
        var beginning = GraphLinks.Contacts(channel.MailboxId, folder.Id);
        var isComplete = known is null;
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

            var page = answer.ReadText(channel.Call, text => GraphContactPage.Read(text.Span, folder.Id, channel.Trace));
            answer.Content?.GiveBack();
            Add(page);
            if (page.DeltaLink is { } deltaLink)
                return Finish(deltaLink, isComplete);
            if (page.NextLink is not { } next)
                throw GraphErrors.Unreadable(channel.Call, null);
            if (!followed.Add(next))
                throw GraphLinks.Loop(channel.Call);
            answer = await channel.GetAsync(channel.Links.Require(next, channel.Call), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Pages may repeat what came before; what came last counts.</summary>
    private void Add(GraphContactPage page)
    {
        foreach (var contact in page.Contacts)
            items[contact.Id] = contact;
        foreach (var id in page.RemovedIds)
            items[id] = null;
        unreadable += page.Unreadable;
        unreadableIds.UnionWith(page.UnreadableIds);
        if (page.Contacts.Count > 0)
            contactsRead?.Report(page.Contacts.Count);
    }

    private void Forget()
    {
        items.Clear();
        followed.Clear();
        unreadableIds.Clear();
        unreadable = 0;
    }

    private FolderChanges Finish(string deltaLink, bool isComplete)
    {
        // Checked now: stored, it would be followed a night later.
        channel.Links.Require(deltaLink, channel.Call);
        var token = new FolderToken(deltaLink, folder.IsDefault, folder.HasChildren);
        return new FolderChanges(
            new FolderState(folder.Id, folder.Name, token.ToString()),
            isComplete,
            [.. items.Values.OfType<SyncContact>()],
            [.. items.Where(item => item.Value is null).Select(item => item.Key)],
            unreadable,
            unreadableIds);
    }
}
