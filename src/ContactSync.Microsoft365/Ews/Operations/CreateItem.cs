using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>New contacts; one message for each, with its id. They are saved, and never sent.</summary>
/// <param name="contacts">Their properties.</param>
/// <param name="folder">The folder they go into; null for the mailbox's own contacts folder.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/createitem-operation-contact</remarks>
internal sealed class CreateItem(IReadOnlyList<IReadOnlyList<EwsFieldValue>> contacts, EwsFolderId? folder = null)
    : EwsOperation<IReadOnlyList<EwsItem>>
{
    public override string Name => "CreateItem";

    public override bool IsRepeatable => false;

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("MessageDisposition", "SaveOnly");
        if (folder is not null)
            EwsFolderId.WriteAll(writer, "SavedItemFolderId", [folder]);
        writer.WriteStartElement("Items", EwsNames.Messages);
        foreach (var contact in contacts)
            EwsContactWriter.Write(writer, contact);
        writer.WriteEndElement();
    }

    public override IReadOnlyList<EwsItem>? Take(string name, EwsXml xml, IReadOnlyList<EwsItem>? payload) =>
        name == "Items" ? EwsItem.ReadList(xml) : payload;
}
