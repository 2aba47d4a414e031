using System.Xml;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>Writes contacts and distribution lists in the shape that was asked for.</summary>
/// <param name="shape">What to write.</param>
/// <param name="isList">For a list (FindItem, SyncFolderItems), which leaves out what only GetItem shows.</param>
internal sealed class ItemWriter(Shape shape, bool isList)
{
    /// <exception cref="EwsException">A list was asked for fields that only GetItem shows.</exception>
    public static ItemWriter ForList(Shape shape)
    {
        if (shape.Fields.Any(field => ContactFieldTable.Find(field) is { NeedsItem: true } || field == "item:MimeContent"))
        {
            throw new EwsException(
                "ErrorInvalidPropertyForOperation", "A property that only GetItem returns was requested of a list of items.");
        }
        return new ItemWriter(shape, isList: true);
    }

    public void Write(XmlWriter writer, EwsItem item)
    {
        writer.WriteStartElement(item.Contact.IsList ? "DistributionList" : "Contact", EwsNames.TypesUri);
        WriteId(writer, Store.EwsId.Item(item.Contact), item.Contact.ChangeKey);
        Write(writer, item, ContactFieldTable.Item);
        foreach (var field in shape.Extended)
            field.Write(writer, item.Mapi(field.Property));
        Write(writer, item, ContactFieldTable.ItemEnd);
        Write(writer, item, item.Contact.IsList ? ContactFieldTable.List : ContactFieldTable.Contact);
        writer.WriteEndElement();
    }

    public static void WriteId(XmlWriter writer, string id, string? changeKey)
    {
        writer.WriteStartElement("ItemId", EwsNames.TypesUri);
        writer.WriteAttributeString("Id", id);
        if (changeKey is not null)
            writer.WriteAttributeString("ChangeKey", changeKey);
        writer.WriteEndElement();
    }

    private void Write(XmlWriter writer, EwsItem item, IReadOnlyList<ContactField> fields)
    {
        foreach (var field in fields)
        {
            if (!(isList && field.NeedsItem) && shape.Wants(field.Uri, field.From))
                field.Write(writer, item, shape);
        }
    }
}
