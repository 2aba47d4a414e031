using System.Xml;
using ContactSync.Microsoft365.ManagedFolders;

namespace ContactSync.Microsoft365.Ews;

/// <summary>A folder of a mailbox.</summary>
internal sealed record EwsFolder
{
    /// <summary>PR_ATTR_HIDDEN.</summary>
    private static readonly EwsPath Hidden = new EwsPath.Tagged(0x10F4, "Boolean");

    /// <summary>The properties this type has.</summary>
    public static readonly EwsShape Shape = EwsShape.With(
        new EwsPath.Field("folder:ParentFolderId"),
        new EwsPath.Field("folder:FolderClass"),
        new EwsPath.Field("folder:DisplayName"),
        new EwsPath.Field("folder:TotalCount"),
        new EwsPath.Field("folder:ChildFolderCount"),
        Hidden,
        ManagedMark.EwsFolder);

    public required string Id { get; init; }

    public string? ParentId { get; init; }

    /// <summary>The class of the items it is for: <c>IPF.Contact</c>.</summary>
    public string? Class { get; init; }

    public string? DisplayName { get; init; }

    public int? TotalCount { get; init; }

    public int? ChildFolderCount { get; init; }

    /// <summary>Outlook does not show it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The mark of the destination that it was made for; null for a folder of somebody else's.</summary>
    public string? Mark { get; init; }

    /// <summary>A stored search, which has no items of its own.</summary>
    public bool IsSearch { get; init; }

    /// <summary>Reads a folder; the answer stands on <c>Folder</c>, <c>ContactsFolder</c> or the like.</summary>
    /// <exception cref="FormatException">A value is not what its type says, or the id is missing.</exception>
    public static EwsFolder Read(EwsXml xml)
    {
        var folder = new EwsFolder { Id = "", IsSearch = xml.Name == "SearchFolder" };
        foreach (var name in xml.Children())
        {
            folder = name switch
            {
                "FolderId" => folder with { Id = xml.Attribute("Id") ?? "" },
                "ParentFolderId" => folder with { ParentId = xml.Attribute("Id") },
                "FolderClass" => folder with { Class = xml.TextOrNull() },
                "DisplayName" => folder with { DisplayName = xml.TextOrNull() },
                "TotalCount" => folder with { TotalCount = XmlConvert.ToInt32(xml.Text()) },
                "ChildFolderCount" => folder with { ChildFolderCount = XmlConvert.ToInt32(xml.Text()) },
                "ExtendedProperty" => ReadExtended(folder, xml),
                _ => folder,
            };
        }
        return folder.Id.Length > 0 ? folder : throw new FormatException("A folder has no id.");
    }

    /// <summary>Reads folders; the answer stands on their list.</summary>
    public static IReadOnlyList<EwsFolder> ReadList(EwsXml xml)
    {
        var folders = new List<EwsFolder>();
        foreach (var _ in xml.Children())
            folders.Add(Read(xml));
        return folders;
    }

    private static EwsFolder ReadExtended(EwsFolder folder, EwsXml xml)
    {
        EwsPath? path = null;
        foreach (var name in xml.Children())
        {
            if (name == "ExtendedFieldURI")
                path = EwsPath.ReadExtended(xml);
            else if (name == "Value" && path == Hidden)
                folder = folder with { IsHidden = xml.Flag() };
            else if (name == "Value" && path == ManagedMark.EwsFolder)
                folder = folder with { Mark = xml.TextOrNull() };
        }
        return folder;
    }
}
