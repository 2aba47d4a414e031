using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Changes of contacts, property by property; one message for each contact, with its new version.</summary>
/// <param name="changes">What changes.</param>
/// <param name="conflicts">What happens where a contact is not as it was known.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation-contact</remarks>
internal sealed class UpdateItem(IReadOnlyList<EwsItemUpdate> changes, EwsConflictResolution conflicts)
    : EwsOperation<IReadOnlyList<EwsItem>>
{
    public override string Name => "UpdateItem";

    public override bool IsRepeatable => false;

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("ConflictResolution", conflicts.ToString());
        writer.WriteAttributeString("MessageDisposition", "SaveOnly");
        writer.WriteStartElement("ItemChanges", EwsNames.Messages);
        foreach (var change in changes)
        {
            writer.WriteStartElement("ItemChange", EwsNames.Types);
            change.Item.Write(writer);
            writer.WriteStartElement("Updates", EwsNames.Types);
            foreach (var field in change.Fields)
                WriteUpdate(writer, field);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    public override IReadOnlyList<EwsItem>? Take(string name, EwsXml xml, IReadOnlyList<EwsItem>? payload) =>
        name == "Items" ? EwsItem.ReadList(xml) : payload;

    private static void WriteUpdate(XmlWriter writer, EwsFieldValue field)
    {
        var isSet = field.Values.Count > 0;
        writer.WriteStartElement(isSet ? "SetItemField" : "DeleteItemField", EwsNames.Types);
        field.Path.Write(writer);
        if (isSet)
            EwsContactWriter.Write(writer, [field]);
        writer.WriteEndElement();
    }
}

/// <summary>What changes of one item.</summary>
/// <param name="Item">The item, and the version that is known of it.</param>
/// <param name="Fields">The properties; at least one.</param>
internal sealed record EwsItemUpdate(EwsItemId Item, IReadOnlyList<EwsFieldValue> Fields);

/// <summary>What happens where an item was changed since it was read.</summary>
internal enum EwsConflictResolution
{
    /// <summary>It is refused.</summary>
    NeverOverwrite,

    /// <summary>Changes of other properties are merged; the same property is refused.</summary>
    AutoResolve,

    /// <summary>The last one wins.</summary>
    AlwaysOverwrite,
}
