using System.Xml;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation-contact</summary>
internal static class GetItem
{
    public const string Name = "GetItem";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("ItemIds")!.Elements(), reference =>
        {
            var shape = call.ItemShape();
            var item = call.Item(reference);
            if (call.Sandbox.Faults.Take(EwsFaults.CorruptItem, call.Context) is not null)
                throw new EwsException("ErrorCorruptData", "Data is corrupt.");
            return answer =>
            {
                answer.WriteStartElement("Items", EwsNames.MessagesUri);
                new ItemWriter(shape, isList: false).Write(answer, item);
                answer.WriteEndElement();
            };
        }, EwsOperations.EmptyElement(Name));
}
