using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Graph;

/// <summary>What a folder's delta says, and the contacts that are read to it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="token">Where the next run goes on.</param>
/// <param name="isComplete">Whether the delta named the whole folder.</param>
/// <param name="named">The ids that the delta named, and whether the contact is there; those left out before are among them.</param>
/// <param name="leftOut">The ids of contacts that could not be read before.</param>
internal sealed class GraphFolderContent(
    GraphFolder folder, FolderToken token, bool isComplete, IReadOnlyDictionary<string, bool> named, IReadOnlyCollection<string> leftOut)
{
    private readonly Dictionary<string, SyncContact> contacts = new(StringComparer.Ordinal);
    private readonly HashSet<string> unreadableIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> photoIds = new(StringComparer.Ordinal);
    private int unreadable;

    /// <summary>The folder.</summary>
    public GraphFolder Folder => folder;

    /// <summary>Whether the delta named the whole folder.</summary>
    public bool IsComplete => isComplete;

    /// <summary>How many contacts the delta named that are there.</summary>
    public int Present { get; } = named.Count(item => item.Value);

    /// <summary>The contacts that the delta named and that were not read yet.</summary>
    public IEnumerable<string> Missing =>
        named.Where(item => item.Value && !contacts.ContainsKey(item.Key) && !unreadableIds.Contains(item.Key)).Select(item => item.Key);

    /// <summary>The contacts that have a picture.</summary>
    public IEnumerable<SyncContact> WithPhoto => photoIds.Select(id => contacts[id]);

    /// <summary>Whether a contact could not be read before: that it cannot be now says nothing of the service.</summary>
    public bool WasLeftOut(string id) => leftOut.Contains(id);

    /// <summary>Items of the delta that were no contact and had no id.</summary>
    public void AddNameless(int count) => unreadable += count;

    /// <summary>
    /// Takes contacts over. One that the delta did not name is new since then: it belongs to a whole folder, and the next delta tells of it
    /// again; what came with mere changes is as it was.
    /// </summary>
    /// <returns>How many were taken.</returns>
    public int Add(GraphContactPage page)
    {
        var taken = 0;
        foreach (var contact in page.Contacts)
        {
            if (!IsWanted(contact.Id))
                continue;
            contacts[contact.Id] = contact;
            taken++;
        }
        photoIds.UnionWith(page.PhotoIds.Where(IsWanted));
        foreach (var id in page.UnreadableIds.Where(IsWanted))
            LeaveOut(id);
        unreadable += page.Unreadable - page.UnreadableIds.Count;
        return taken;
    }

    /// <summary>Counts a contact that is there and cannot be read; what is known of it stays.</summary>
    public void LeaveOut(string id)
    {
        if (unreadableIds.Add(id))
            unreadable++;
    }

    /// <summary>The folder's changes, once all was read.</summary>
    public FolderChanges Finish() => new(
        new FolderState(folder.Id, folder.Name, (token with { LeftOut = unreadableIds }).ToString()),
        isComplete,
        [.. contacts.Values],
        [.. named.Where(item => !item.Value && !contacts.ContainsKey(item.Key)).Select(item => item.Key)],
        unreadable,
        // Named and then not found: gone, or moved to a folder that was read before. The next delta tells; until then it is not called
        // gone.
        isComplete ? [.. unreadableIds, .. Missing] : unreadableIds);

    private bool IsWanted(string id) => isComplete || named.GetValueOrDefault(id);
}
