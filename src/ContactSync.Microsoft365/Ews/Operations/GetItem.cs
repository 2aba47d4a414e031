using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Items by their ids; one message for each.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation-contact</remarks>
internal sealed class GetItem(IReadOnlyList<string> ids, EwsShape shape) : EwsOperation<IReadOnlyList<EwsItem>>
{
    public override string Name => "GetItem";

    public override void Write(XmlWriter writer)
    {
        shape.WriteItemShape(writer);
        writer.WriteStartElement("ItemIds", EwsNames.Messages);
        foreach (var id in ids)
            new EwsItemId(id).Write(writer);
        writer.WriteEndElement();
    }

    public override IReadOnlyList<EwsItem>? Take(string name, EwsXml xml, IReadOnlyList<EwsItem>? payload) =>
        name == "Items" ? EwsItem.ReadList(xml) : payload;
}
