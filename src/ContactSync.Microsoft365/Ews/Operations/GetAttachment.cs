using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Attached files by their ids, with their content; one message for each.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/getattachment-operation</remarks>
internal sealed class GetAttachment(IReadOnlyList<string> ids) : EwsOperation<IReadOnlyList<EwsAttachment>>
{
    public override string Name => "GetAttachment";

    public override void Write(XmlWriter writer)
    {
        writer.WriteStartElement("AttachmentIds", EwsNames.Messages);
        foreach (var id in ids)
        {
            writer.WriteStartElement("AttachmentId", EwsNames.Types);
            writer.WriteAttributeString("Id", id);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    public override IReadOnlyList<EwsAttachment>? Take(string name, EwsXml xml, IReadOnlyList<EwsAttachment>? payload) =>
        name == "Attachments" ? EwsAttachment.ReadList(xml) : payload;
}
