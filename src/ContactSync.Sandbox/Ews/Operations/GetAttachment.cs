using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/getattachment-operation. The only attachment of a
/// contact here is its picture.
/// </summary>
internal static class GetAttachment
{
    public const string Name = "GetAttachment";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("AttachmentIds")!.Elements(), reference =>
        {
            var contact = Find(call, reference);
            return answer =>
            {
                answer.WriteStartElement("Attachments", EwsNames.MessagesUri);
                PhotoAttachment.Write(answer, contact, withContent: true);
                answer.WriteEndElement();
            };
        }, EwsOperations.EmptyElement(Name));

    private static StoredContact Find(EwsCall call, XElement reference)
    {
        var id = (string?)reference.Attribute("Id") ?? "";
        var contact = call.Item(PhotoAttachment.ItemOf(id)).Contact;
        return contact.Photo is { } photo && PhotoAttachment.Id(contact, photo) == id
            ? contact
            : throw new EwsException("ErrorCannotOpenFileAttachment", "The requested file attachment could not be retrieved.");
    }
}
