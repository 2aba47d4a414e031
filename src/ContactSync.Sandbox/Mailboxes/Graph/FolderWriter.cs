using System.Text.Json;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>
/// Writes contact folders. Graph v1.0 shows neither a folder's class nor whether it is hidden: a client has to ask for them as
/// extended properties.
/// </summary>
internal sealed class FolderWriter
{
    public static readonly MapiProperty ContainerClass = MapiProperty.Tag(MapiType.String, 0x3613);
    public static readonly MapiProperty IsHidden = MapiProperty.Tag(MapiType.Boolean, 0x10F4);
    public static readonly MapiProperty HasSubfolders = MapiProperty.Tag(MapiType.Boolean, 0x360A);
    public static readonly MapiProperty DisplayName = MapiProperty.Tag(MapiType.String, 0x3001);
    public static readonly MapiProperty ItemCount = MapiProperty.Tag(MapiType.Integer, 0x3602);

    private static readonly string[] Names = ["id", "parentFolderId", "displayName"];
    private readonly HashSet<string> _names;
    private readonly IReadOnlyList<MapiProperty> _extended;
    private readonly Mailbox _mailbox;

    /// <exception cref="GraphException">400: a property that there is not, an expansion that is not possible.</exception>
    public FolderWriter(Mailbox mailbox, string? select, string? expand)
    {
        _mailbox = mailbox;
        var selected = select?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (selected.FirstOrDefault(name => name != "*" && !Names.Contains(name)) is { } unknown)
            throw Refusals.UnknownSelection(unknown, "contactFolder");
        _names = [.. selected.Length == 0 || selected.Contains("*") ? Names : selected];
        _extended = ExtendedProperties.ParseExpand(expand, "contactFolder");
    }

    public void Write(Utf8JsonWriter writer, ContactFolder folder, string? context = null, bool typed = false)
    {
        writer.WriteStartObject();
        if (context is not null)
            writer.WriteString("@odata.context", context);
        if (typed)
            writer.WriteString("@odata.type", "#microsoft.graph.contactFolder");
        writer.WriteString("id", folder.Id);
        if (_names.Contains("parentFolderId"))
            writer.WriteString("parentFolderId", folder.ParentId);
        if (_names.Contains("displayName"))
            writer.WriteString("displayName", folder.DisplayName);
        ExtendedProperties.Write(writer, Properties(folder), _extended);
        writer.WriteEndObject();
    }

    private PropertyBag Properties(ContactFolder folder)
    {
        var values = new Dictionary<MapiProperty, object>(folder.Extended)
        {
            [ContainerClass] = folder.ContainerClass,
            [DisplayName] = folder.DisplayName,
            [ItemCount] = folder.ItemCount,
            [HasSubfolders] = _mailbox.Folders.Any(other => other.Parent == folder.Number),
        };
        // A folder that was never hidden does not have the property at all.
        if (folder.IsHidden)
            values[IsHidden] = true;
        return new PropertyBag(values);
    }
}
