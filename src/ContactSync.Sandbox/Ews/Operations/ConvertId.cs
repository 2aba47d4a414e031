using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/convertid-operation</summary>
internal static class ConvertId
{
    public const string Name = "ConvertId";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("SourceIds")!.Elements(), source =>
        {
            var format = call.Attribute("DestinationFormat");
            var id = EwsIdFormats.Write(EwsIdFormats.Read(Text(source, "Id"), Text(source, "Format")), format);
            return answer =>
            {
                answer.WriteStartElement("AlternateId", EwsNames.MessagesUri);
                answer.WriteAttributeString("type", EwsNames.InstanceUri, "t:AlternateIdType");
                answer.WriteAttributeString("Format", format);
                answer.WriteAttributeString("Id", id);
                answer.WriteAttributeString("Mailbox", SoapValues.Clean(Text(source, "Mailbox")));
                answer.WriteEndElement();
            };
        });

    private static string Text(XElement source, string name) => (string?)source.Attribute(name) ?? "";
}
