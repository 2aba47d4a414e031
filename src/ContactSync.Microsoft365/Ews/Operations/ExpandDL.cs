using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>The members of a distribution list, one level deep.</summary>
/// <param name="list">The list: one of the directory by its address, or one of the mailbox by its item.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/expanddl-operation</remarks>
internal sealed class ExpandDL(EwsMailbox list) : EwsOperation<EwsPage<EwsMailbox>>
{
    public override string Name => "ExpandDL";

    public override void Write(XmlWriter writer)
    {
        writer.WriteStartElement("Mailbox", EwsNames.Messages);
        if (list.ItemId is null)
            writer.WriteElementString("EmailAddress", EwsNames.Types, list.Address);
        if (list is { ItemId: null, RoutingType: { } routing })
            writer.WriteElementString("RoutingType", EwsNames.Types, routing);
        if (list.ItemId is { } item)
            new EwsItemId(item).Write(writer);
        writer.WriteEndElement();
    }

    public override EwsPage<EwsMailbox>? Take(string name, EwsXml xml, EwsPage<EwsMailbox>? payload)
    {
        if (name != "DLExpansion")
            return payload;
        var page = EwsPage<EwsMailbox>.ReadAttributes(xml);
        var members = new List<EwsMailbox>();
        foreach (var _ in xml.Children())
            members.Add(EwsMailbox.Read(xml));
        return page with { Entries = members };
    }
}
