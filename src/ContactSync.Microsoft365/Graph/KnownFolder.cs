using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Graph;

/// <summary>A folder that was read before.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name then.</param>
/// <param name="Token">How far it was read.</param>
/// <param name="RelativeLink">The delta link, relative to Graph's address.</param>
internal sealed record KnownFolder(string Id, string Name, FolderToken Token, string RelativeLink)
{
    /// <summary>
    /// The folders of a mailbox's state; empty, so that all is read from the beginning, where one of them cannot be gone on from (other
    /// fields, another server). The mailbox's own folder is not among them where it was left out.
    /// </summary>
    public static IReadOnlyList<KnownFolder> Recall(IReadOnlyList<FolderState> state, GraphLinks links)
    {
        var folders = new List<KnownFolder>(state.Count);
        foreach (var folder in state)
        {
            if (FolderToken.Parse(folder.Token) is not { } token || links.RelativeOf(token.Link) is not { } link)
                return [];
            folders.Add(new KnownFolder(folder.FolderId, folder.Name, token, link));
        }
        return folders.Count(folder => folder.Token.IsDefault) <= 1 ? folders : [];
    }
}
