using System.Globalization;
using System.Text.Json;
using ContactSync.Microsoft365.ManagedFolders;

namespace ContactSync.Microsoft365.Graph;

/// <summary>A contact folder as Graph lists it.</summary>
/// <param name="Id">Its id, kept for life.</param>
/// <param name="Name">Its name; of a folder in a folder the names from the top, parted by slashes.</param>
/// <param name="IsDefault">The mailbox's own contacts folder.</param>
/// <param name="HasChildren">It has folders that must be listed by themselves; true where the service does not say.</param>
internal sealed record GraphFolder(string Id, string Name, bool IsDefault, bool HasChildren)
{
    /// <summary>PR_CONTAINER_CLASS.</summary>
    public const string ClassTag = "String 0x3613";

    /// <summary>PR_ATTR_HIDDEN.</summary>
    public const string HiddenTag = "Boolean 0x10f4";

    /// <summary>PR_SUBFOLDERS.</summary>
    public const string ParentTag = "Boolean 0x360a";

    /// <summary>PR_CONTENT_COUNT.</summary>
    public const string CountTag = "Integer 0x3602";

    /// <summary>What a folder is asked for to tell whether it is read.</summary>
    public static readonly string TagFilter = Filter(ClassTag, HiddenTag, ParentTag, ManagedMark.GraphFolder);

    /// <summary>What it is asked for to be shown.</summary>
    public static readonly string LookFilter = Filter(ClassTag, HiddenTag, CountTag, ManagedMark.GraphFolder);

    /// <summary>
    /// The class of folders that people fill. Others begin with it and are the system's own: recipient cache, quick contacts, directory
    /// contacts, companies.
    /// </summary>
    private const string ContactClass = "IPF.Contact";

    /// <summary>The folder it lies in.</summary>
    public string? ParentId { get; init; }

    /// <summary>The container class, where the service tells.</summary>
    public string? Class { get; init; }

    /// <summary>Whether Outlook hides it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The mark of the destination that it was made for; null for a folder of somebody else's.</summary>
    public string? Mark { get; init; }

    /// <summary>How many items it has, where that was asked for.</summary>
    public int? Items { get; init; }

    /// <summary>Whether its class is that of folders that people fill.</summary>
    public bool IsPersonal => Class is null || Class.Equals(ContactClass, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads a listing; folders that are hidden, the system's own or a destination are left out, with all that lies in them.
    /// </summary>
    /// <param name="root">The answer's body.</param>
    /// <param name="parent">The folder whose folders they are; null for the top.</param>
    public static (IReadOnlyList<GraphFolder> Folders, string? NextLink) ReadList(JsonElement root, GraphFolder? parent)
    {
        var (folders, next) = ReadWholeList(root, parent);
        return ([.. folders.Where(folder => folder is { IsPersonal: true, IsHidden: false, Mark: null })], next);
    }

    /// <summary>Reads a listing with all folders that it has.</summary>
    /// <param name="root">The answer's body.</param>
    /// <param name="parent">The folder whose folders they are; null for the top.</param>
    public static (IReadOnlyList<GraphFolder> Folders, string? NextLink) ReadWholeList(JsonElement root, GraphFolder? parent)
    {
        var folders = root.GetProperty("value").EnumerateArray().Select(item => Read(item, parent, isDefault: false));
        return ([.. folders], GraphLinks.NextOf(root));
    }

    /// <summary>Reads a page of the tree's delta: the ids, and where the next page is.</summary>
    public static (IReadOnlyList<string> Ids, string? NextLink) ReadIds(JsonElement root)
    {
        var ids = root.GetProperty("value").EnumerateArray().Where(item => !item.TryGetProperty("@removed", out _))
            .Select(item => item.GetProperty("id").GetString() ?? throw new JsonException("A folder without an id."));
        return ([.. ids], GraphLinks.NextOf(root));
    }

    /// <summary>Reads a single folder, the mailbox's own.</summary>
    public static GraphFolder ReadDefault(JsonElement root) => Read(root, null, isDefault: true);

    /// <summary>Reads a single folder whose place in the tree is not known.</summary>
    public static GraphFolder ReadAny(JsonElement root) => Read(root, null, isDefault: false);

    private static GraphFolder Read(JsonElement item, GraphFolder? parent, bool isDefault)
    {
        var id = item.GetProperty("id").GetString() ?? throw new JsonException("A folder without an id.");
        var name = item.TryGetProperty("displayName", out var text) ? text.GetString() ?? "" : "";
        return new GraphFolder(
            id, parent is null ? name : $"{parent.Name}/{name}", isDefault, HasChildren: !isDefault && !IsFalse(Property(item, ParentTag)))
        {
            ParentId = item.TryGetProperty("parentFolderId", out var place) ? place.GetString() : null,
            Class = Property(item, ClassTag),
            IsHidden = bool.TrueString.Equals(Property(item, HiddenTag), StringComparison.OrdinalIgnoreCase),
            Mark = Property(item, ManagedMark.GraphFolder),
            Items = int.TryParse(Property(item, CountTag), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null,
        };
    }

    private static string Filter(params string[] ids) => string.Join(" or ", ids.Select(id => $"id eq '{id}'"));

    private static bool IsFalse(string? value) => bool.FalseString.Equals(value, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// An item's extended property; null where it has none. Ids are compared without regard to case, as services write the hexadecimal digits either way.
    /// </summary>
    public static string? Property(JsonElement item, string id)
    {
        if (!item.TryGetProperty("singleValueExtendedProperties", out var properties) || properties.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var property in properties.EnumerateArray())
        {
            if (id.Equals(property.GetProperty("id").GetString(), StringComparison.OrdinalIgnoreCase))
                return property.GetProperty("value").ToString();
        }
        return null;
    }
}
