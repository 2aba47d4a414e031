using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Graph;

/// <summary>The contact folders of a mailbox as an admin sees them.</summary>
/// <param name="folders">All of them, with their paths.</param>
internal sealed class GraphFolderView(IReadOnlyList<GraphFolder> folders)
{
    private readonly Dictionary<string, GraphFolder> byId = folders.ToDictionary(folder => folder.Id, StringComparer.Ordinal);

    /// <summary>Shows them, each with the reason why it is read or not.</summary>
    public IReadOnlyList<SyncSourceFolder> Show(string mailbox, ReadScope scope) => [.. folders.Select(folder =>
    {
        var (isRead, reason) = FolderNotes.Judge(scope, folder.Name, ReasonToLeave(folder));
        return new SyncSourceFolder
        {
            Mailbox = mailbox,
            Path = folder.Name,
            Id = folder.Id,
            Class = folder.Class,
            Items = folder.Items,
            IsHidden = folder.IsHidden,
            IsRead = isRead,
            Reason = reason,
            Protocol = SyncProtocol.Graph,
        };
    })];

    private string? ReasonToLeave(GraphFolder folder)
    {
        if (folder.IsDefault)
            return null;
        if (folder.IsHidden)
            return Texts.Catalog.Text(nameof(Errors.Text_FolderHidden));
        if (folder.Mark is not null)
            return Texts.Catalog.Text(nameof(Errors.Text_FolderManaged));
        if (!folder.IsPersonal)
            return Texts.Catalog.Text(nameof(Errors.Text_FolderSystem), folder.Class);
        return LiesInOneLeftOut(folder) ? Texts.Catalog.Text(nameof(Errors.Text_FolderWithinOther)) : null;
    }

    private bool LiesInOneLeftOut(GraphFolder folder)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { folder.Id };
        for (var place = ParentOf(folder); place is { IsDefault: false } && seen.Add(place.Id); place = ParentOf(place))
        {
            if (place is { IsHidden: true } or { IsPersonal: false } or { Mark: not null })
                return true;
        }
        return false;
    }

    private GraphFolder? ParentOf(GraphFolder folder) => folder.ParentId is { } id ? byId.GetValueOrDefault(id) : null;
}
