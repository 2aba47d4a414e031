using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Another name for a folder of contacts; one message.</summary>
/// <param name="folder">The folder.</param>
/// <param name="name">Its name.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/updatefolder-operation</remarks>
internal sealed class UpdateFolder(EwsFolderId folder, string name) : EwsOperation<IReadOnlyList<EwsFolder>>
{
    public override string Name => "UpdateFolder";

    public override void Write(XmlWriter writer)
    {
        writer.WriteStartElement("FolderChanges", EwsNames.Messages);
        writer.WriteStartElement("FolderChange", EwsNames.Types);
        folder.Write(writer);
        writer.WriteStartElement("Updates", EwsNames.Types);
        writer.WriteStartElement("SetFolderField", EwsNames.Types);
        new EwsPath.Field("folder:DisplayName").Write(writer);
        writer.WriteStartElement("ContactsFolder", EwsNames.Types);
        writer.WriteElementString("DisplayName", EwsNames.Types, EwsXml.Clean(name));
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    public override IReadOnlyList<EwsFolder>? Take(string name, EwsXml xml, IReadOnlyList<EwsFolder>? payload) =>
        name == "Folders" ? EwsFolder.ReadList(xml) : payload;
}
