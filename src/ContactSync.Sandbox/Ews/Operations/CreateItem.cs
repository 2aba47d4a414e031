using System.Xml;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/createitem-operation-contact</summary>
internal static class CreateItem
{
    public const string Name = "CreateItem";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("Items")!.Elements(), element =>
        {
            var target = Target(call);
            var folder = target.Source ?? throw new EwsException(
                "ErrorCannotCreateContactInNonContactFolder", "Cannot create a contact in a folder that is not for contacts.");
            var draft = new ContactDraft();
            ContactReader.Apply(element, draft);
            draft.Complete();
            var contact = call.MailboxOf(target.Mailbox).Add(folder, draft.ToBag(), null);
            return answer => WriteItems(answer, contact);
        }, EwsOperations.EmptyElement(Name));

    /// <summary>What the writing operations return of an item: where it is now, and its version.</summary>
    public static void WriteItems(XmlWriter writer, StoredContact contact)
    {
        writer.WriteStartElement("Items", EwsNames.MessagesUri);
        writer.WriteStartElement("Contact", EwsNames.TypesUri);
        ItemWriter.WriteId(writer, EwsId.Item(contact), contact.ChangeKey);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static EwsFolder Target(EwsCall call) => call.Child("SavedItemFolderId") is { } saved
        ? call.Folder(saved.Elements().Single())
        : call.Tree.Find("contacts")!;
}
