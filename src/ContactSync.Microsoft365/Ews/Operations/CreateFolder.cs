using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>A new folder of contacts; one message, with its id.</summary>
/// <param name="parent">The folder it lies in.</param>
/// <param name="name">Its name.</param>
/// <param name="mark">A property of it.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/createfolder-operation</remarks>
internal sealed class CreateFolder(EwsFolderId parent, string name, EwsFieldValue mark) : EwsOperation<IReadOnlyList<EwsFolder>>
{
    public override string Name => "CreateFolder";

    public override bool IsRepeatable => false;

    public override void Write(XmlWriter writer)
    {
        EwsFolderId.WriteAll(writer, "ParentFolderId", [parent]);
        writer.WriteStartElement("Folders", EwsNames.Messages);
        writer.WriteStartElement("ContactsFolder", EwsNames.Types);
        writer.WriteElementString("FolderClass", EwsNames.Types, EwsFolderTree.ContactClass);
        writer.WriteElementString("DisplayName", EwsNames.Types, EwsXml.Clean(name));
        EwsContactWriter.WriteExtended(writer, mark);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    public override IReadOnlyList<EwsFolder>? Take(string name, EwsXml xml, IReadOnlyList<EwsFolder>? payload) =>
        name == "Folders" ? EwsFolder.ReadList(xml) : payload;
}
