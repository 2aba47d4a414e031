using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>An item in a request.</summary>
/// <param name="Id">The id.</param>
/// <param name="ChangeKey">The version that is known; null for whatever there is.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/itemid</remarks>
internal sealed record EwsItemId(string Id, string? ChangeKey = null)
{
    public void Write(XmlWriter writer)
    {
        writer.WriteStartElement("ItemId", EwsNames.Types);
        writer.WriteAttributeString("Id", Id);
        if (ChangeKey is not null)
            writer.WriteAttributeString("ChangeKey", ChangeKey);
        writer.WriteEndElement();
    }
}
