using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>
/// The items of folders, page by page; one message for each folder. For folders that cannot be synchronised (public folders).
/// </summary>
/// <param name="folders">Of which folders.</param>
/// <param name="shape">Which properties; a listing never has bodies or attachments.</param>
/// <param name="offset">Where the page begins.</param>
/// <param name="pageSize">At most so many items.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/finditem-operation</remarks>
internal sealed class FindItem(IReadOnlyList<EwsFolderId> folders, EwsShape shape, int offset = 0, int pageSize = 1000)
    : EwsOperation<EwsPage<EwsItem>>
{
    public override string Name => "FindItem";

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("Traversal", "Shallow");
        shape.WriteItemShape(writer);
        EwsView.Write(writer, "IndexedPageItemView", offset, pageSize);
        EwsFolderId.WriteAll(writer, "ParentFolderIds", folders);
    }

    public override EwsPage<EwsItem>? Take(string name, EwsXml xml, EwsPage<EwsItem>? payload)
    {
        if (name != "RootFolder")
            return payload;
        var page = EwsPage<EwsItem>.ReadAttributes(xml);
        foreach (var list in xml.Children())
        {
            if (list == "Items")
                page = page with { Entries = EwsItem.ReadList(xml) };
        }
        return page;
    }
}
