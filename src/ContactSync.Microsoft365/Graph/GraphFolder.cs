using System.Text.Json;

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

    /// <summary>
    /// The class of folders that people fill. Others begin with it and are the system's own: recipient cache, quick contacts, directory
    /// contacts, companies.
    /// </summary>
    private const string ContactClass = "IPF.Contact";

    /// <summary>Reads a listing; folders that are hidden or the system's own are left out, with all that lies in them.</summary>
    /// <param name="root">The answer's body.</param>
    /// <param name="parent">The folder whose folders they are; null for the top.</param>
    public static (IReadOnlyList<GraphFolder> Folders, string? NextLink) ReadList(JsonElement root, GraphFolder? parent)
    {
        var folders = root.GetProperty("value").EnumerateArray().Where(IsRead).Select(item => Read(item, parent, isDefault: false));
        return ([.. folders], root.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null);
    }

    /// <summary>Reads a single folder, the mailbox's own.</summary>
    public static GraphFolder ReadDefault(JsonElement root) => Read(root, null, isDefault: true);

    private static GraphFolder Read(JsonElement item, GraphFolder? parent, bool isDefault)
    {
        var id = item.GetProperty("id").GetString() ?? throw new JsonException("A folder without an id.");
        var name = item.TryGetProperty("displayName", out var text) ? text.GetString() ?? "" : "";
        return new GraphFolder(
            id, parent is null ? name : $"{parent.Name}/{name}", isDefault, HasChildren: !isDefault && !IsFalse(Property(item, ParentTag)));
    }

    private static bool IsRead(JsonElement item) =>
        (Property(item, ClassTag) is not { } containerClass || containerClass.Equals(ContactClass, StringComparison.OrdinalIgnoreCase))
        && !bool.TrueString.Equals(Property(item, HiddenTag), StringComparison.OrdinalIgnoreCase);

    private static bool IsFalse(string? value) => bool.FalseString.Equals(value, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// An extended property's value; ids are compared without regard to case, as services write the hexadecimal digits either way.
    /// </summary>
    private static string? Property(JsonElement item, string id)
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
