using System.Xml;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/deleteitem-operation. However an item is deleted, it is
/// gone: the mailboxes here keep no bin.
/// </summary>
internal static class DeleteItem
{
    public const string Name = "DeleteItem";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("ItemIds")!.Elements(), reference =>
        {
            var item = call.Item(reference);
            return item.Mailbox.Remove(item.Contact.Number) ? _ => { } : throw EwsException.ItemNotFound();
        });
}
