using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Deletes items; one message for each, without anything in it.</summary>
/// <param name="items">The items.</param>
/// <param name="kind">Where they go.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem-operation</remarks>
internal sealed class DeleteItem(IReadOnlyList<EwsItemId> items, EwsDeleteType kind) : EwsOperation<object>
{
    public override string Name => "DeleteItem";

    public override bool IsRepeatable => false;

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("DeleteType", kind.ToString());
        writer.WriteStartElement("ItemIds", EwsNames.Messages);
        foreach (var item in items)
            item.Write(writer);
        writer.WriteEndElement();
    }

    public override object? Take(string name, EwsXml xml, object? payload) => payload;
}

/// <summary>Where deleted items go.</summary>
internal enum EwsDeleteType
{
    /// <summary>Away for good.</summary>
    HardDelete,

    /// <summary>Where an administrator can recover them for a while.</summary>
    SoftDelete,

    /// <summary>Into the folder of deleted items.</summary>
    MoveToDeletedItems,
}
