using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Which of a mailbox's contact folders are read, and why.</summary>
/// <param name="scope">What shall be read.</param>
/// <param name="folders">The folders that there are.</param>
internal sealed class GraphFolderChoice(ReadScope scope, IReadOnlyList<GraphFolder> folders)
{
    private readonly GraphFolder? own = folders.FirstOrDefault(folder => folder.IsDefault);

    private readonly Dictionary<string, GraphFolder> byId = folders.ToDictionary(folder => folder.Id, StringComparer.Ordinal);

    /// <summary>The folders of the scope that this mailbox has not.</summary>
    public IEnumerable<string> Unmatched => scope.Folders.Where(name =>
    {
        var alone = new ReadScope([name]);
        return !folders.Any(folder => IsReadable(folder) && Includes(alone, folder));
    });

    /// <summary>Whether the scope includes a folder.</summary>
    public bool Includes(GraphFolder folder) => Includes(scope, folder);

    /// <summary>The folder as an admin sees it.</summary>
    public SyncSourceFolder Show(GraphFolder folder, string mailbox) => new()
    {
        Mailbox = mailbox,
        Path = folder.Name,
        Id = folder.Id,
        Class = folder.Class,
        Items = folder.Items,
        IsHidden = folder.IsHidden,
        IsRead = IsReadable(folder) && Includes(folder),
        Reason = Reason(folder),
        Protocol = SyncProtocol.Graph,
    };

    private string Reason(GraphFolder folder)
    {
        if (folder.IsHidden)
            return Texts.Catalog.Text(nameof(Errors.Text_FolderHidden));
        if (!folder.IsPersonal)
            return Texts.Catalog.Text(nameof(Errors.Text_FolderOfSystem), folder.Class);
        if (!IsReadable(folder))
            return Texts.Catalog.Text(nameof(Errors.Text_FolderWithin));
        if (!Includes(folder))
            return Texts.Catalog.Text(nameof(Errors.Text_FolderNotChosen));
        return Texts.Catalog.Text(folder.IsDefault ? nameof(Errors.Text_FolderOwn) : nameof(Errors.Text_FolderMade));
    }

    /// <summary>A folder that people fill, which does not lie in one that they do not.</summary>
    private bool IsReadable(GraphFolder folder)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (GraphFolder? place = folder; place is { IsDefault: false } && seen.Add(place.Id); place = ParentOf(place))
        {
            if (place.IsHidden || !place.IsPersonal)
                return false;
        }
        return true;
    }

    private GraphFolder? ParentOf(GraphFolder folder) => folder.ParentId is { } id ? byId.GetValueOrDefault(id) : null;

    /// <summary>A folder that lies in the mailbox's own is found under that one's name too, as Outlook shows it.</summary>
    private bool Includes(ReadScope wanted, GraphFolder folder) => wanted.Includes(folder.Name)
        || (own is not null && folder.Id != own.Id && IsBelowOwn(folder) && wanted.Includes($"{own.Name}/{folder.Name}"));

    private bool IsBelowOwn(GraphFolder folder)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (GraphFolder? place = folder; place is not null && seen.Add(place.Id); place = ParentOf(place))
        {
            if (place.ParentId == own!.Id)
                return true;
        }
        return false;
    }
}
