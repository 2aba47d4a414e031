using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Folders by their ids.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/getfolder-operation</remarks>
internal sealed class GetFolder(IReadOnlyList<EwsFolderId> folders, EwsShape shape) : EwsOperation<IReadOnlyList<EwsFolder>>
{
    public override string Name => "GetFolder";

    public override void Write(XmlWriter writer)
    {
        shape.WriteFolderShape(writer);
        EwsFolderId.WriteAll(writer, "FolderIds", folders);
    }

    public override IReadOnlyList<EwsFolder>? Take(string name, EwsXml xml, IReadOnlyList<EwsFolder>? payload) =>
        name == "Folders" ? EwsFolder.ReadList(xml) : payload;
}
