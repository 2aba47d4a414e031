using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>The folders below others, at any depth; one message for each parent.</summary>
/// <param name="parents">Below which folders.</param>
/// <param name="shape">Which properties.</param>
/// <param name="offset">Where the page begins.</param>
/// <param name="classPrefix">What the folders' class begins with; null for all.</param>
/// <param name="isDeep">Whether folders below the parents' own are listed too.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/findfolder-operation</remarks>
internal sealed class FindFolder(
    IReadOnlyList<EwsFolderId> parents, EwsShape shape, int offset = 0, string? classPrefix = null, bool isDeep = true)
    : EwsOperation<EwsPage<EwsFolder>>
{
    /// <summary>As many as a server gives in one page by default (EWSFindCountLimit).</summary>
    internal const int PageSize = 1000;

    public override string Name => "FindFolder";

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("Traversal", isDeep ? "Deep" : "Shallow");
        shape.WriteFolderShape(writer);
        EwsView.Write(writer, "IndexedPageFolderView", offset, PageSize);
        if (classPrefix is not null)
            WriteRestriction(writer, classPrefix);
        EwsFolderId.WriteAll(writer, "ParentFolderIds", parents);
    }

    public override EwsPage<EwsFolder>? Take(string name, EwsXml xml, EwsPage<EwsFolder>? payload)
    {
        if (name != "RootFolder")
            return payload;
        var page = EwsPage<EwsFolder>.ReadAttributes(xml);
        foreach (var list in xml.Children())
        {
            if (list == "Folders")
                page = page with { Entries = EwsFolder.ReadList(xml) };
        }
        return page;
    }

    private static void WriteRestriction(XmlWriter writer, string prefix)
    {
        writer.WriteStartElement("Restriction", EwsNames.Messages);
        writer.WriteStartElement("Contains", EwsNames.Types);
        writer.WriteAttributeString("ContainmentMode", "Prefixed");
        writer.WriteAttributeString("ContainmentComparison", "IgnoreCase");
        new EwsPath.Field("folder:FolderClass").Write(writer);
        writer.WriteStartElement("Constant", EwsNames.Types);
        writer.WriteAttributeString("Value", prefix);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
