using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Ids in another format; one message for each.</summary>
/// <param name="ids">The ids.</param>
/// <param name="format">Their format.</param>
/// <param name="destination">The format wanted.</param>
/// <param name="mailbox">The primary address of the mailbox they are of.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/convertid-operation</remarks>
internal sealed class ConvertId(IReadOnlyList<string> ids, EwsIdFormat format, EwsIdFormat destination, string mailbox)
    : EwsOperation<string>
{
    public override string Name => "ConvertId";

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("DestinationFormat", destination.ToString());
        writer.WriteStartElement("SourceIds", EwsNames.Messages);
        foreach (var id in ids)
        {
            writer.WriteStartElement("AlternateId", EwsNames.Types);
            writer.WriteAttributeString("Format", format.ToString());
            writer.WriteAttributeString("Id", id);
            writer.WriteAttributeString("Mailbox", mailbox);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    public override string? Take(string name, EwsXml xml, string? payload) =>
        name == "AlternateId" ? xml.Attribute("Id") ?? throw new FormatException("A converted id is empty.") : payload;
}

/// <summary>The formats of ids.</summary>
internal enum EwsIdFormat
{
    EwsLegacyId,
    EwsId,
    EntryId,
    HexEntryId,
    StoreId,
    OwaId,
}
