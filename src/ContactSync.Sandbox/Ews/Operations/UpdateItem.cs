using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation-contact. A change of a version that
/// is no longer the latest is refused, unless the client says AlwaysOverwrite.
/// </summary>
internal static class UpdateItem
{
    public const string Name = "UpdateItem";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("ItemChanges")!.Elements(), change =>
        {
            var reference = change.Element(EwsNames.T + "ItemId")!;
            var updates = change.Element(EwsNames.T + "Updates")!.Elements().ToList();
            StoredContact updated;
            var mailbox = call.Item(reference).Mailbox;
            lock (mailbox.Gate)
            {
                var before = call.Item(reference).Contact;
                if (before.IsList)
                {
                    throw new EwsException("ErrorObjectTypeChanged",
                        "The object type in the change description does not match that of the item.");
                }
                CheckVersion(call, reference, before);
                var draft = before.Properties.ToDraft();
                updates.ForEach(update => Apply(update, draft));
                updated = mailbox.Update(before.Number, _ => draft.ToBag()) ?? throw EwsException.ItemNotFound();
            }
            return answer =>
            {
                CreateItem.WriteItems(answer, updated);
                answer.WriteStartElement("ConflictResults", EwsNames.MessagesUri);
                answer.WriteElementString("Count", EwsNames.TypesUri, "0");
                answer.WriteEndElement();
            };
        }, EwsOperations.EmptyElement(Name));

    private static void CheckVersion(EwsCall call, XElement reference, StoredContact contact)
    {
        if (call.Attribute("ConflictResolution") == "AlwaysOverwrite")
            return;
        var key = (string?)reference.Attribute("ChangeKey");
        if (string.IsNullOrEmpty(key))
            throw new EwsException("ErrorChangeKeyRequired", "The change key is required for this operation.");
        if (key != contact.ChangeKey)
        {
            throw new EwsException("ErrorIrresolvableConflict",
                "The send or update operation could not be performed because the change key passed in the request does not match the "
                + "current change key for the item.");
        }
    }

    private static void Apply(XElement update, ContactDraft draft)
    {
        var pathElement = update.Elements().First();
        var path = FieldPath.Read(pathElement);
        if (update.Name.LocalName == "DeleteItemField")
        {
            ContactReader.Remove(path, draft);
            return;
        }
        var fields = update.Element(EwsNames.T + "Contact")!.Elements().ToList();
        if (fields is not [var field])
        {
            throw new EwsException("ErrorIncorrectUpdatePropertyCount",
                "An object within a change description must contain one and only one property to modify.");
        }
        if (!IsOf(path, pathElement, field))
            throw new EwsException("ErrorUpdatePropertyMismatch", "The property that was named is not the property that was sent.");
        if (update.Name.LocalName == "AppendToItemField")
            Append(field, draft);
        else
            ContactReader.ApplyElement(field, draft);
    }

    /// <summary>Only the body can be appended to.</summary>
    private static void Append(XElement field, ContactDraft draft)
    {
        if (field.Name.LocalName != "Body")
            throw new EwsException("ErrorInvalidPropertyAppend", "Append action is not supported for this property.");
        draft[ContactFields.Notes] = (draft[ContactFields.Notes] ?? "") + field.Value;
    }

    private static bool IsOf(FieldPath path, XElement pathElement, XElement field)
    {
        if (path.Extended is not null)
        {
            var sent = field.Name.LocalName == "ExtendedProperty" ? field.Elements().First() : null;
            return sent is not null && ExtendedField.Read(sent).Property == path.Extended.Property;
        }
        var name = path.Uri![(path.Uri!.IndexOf(':') + 1)..];
        if (path.Index is null)
            return field.Name.LocalName == name;
        var dictionary = name switch
        {
            "PhoneNumber" => "PhoneNumbers",
            "EmailAddress" => "EmailAddresses",
            "ImAddress" => "ImAddresses",
            _ => "PhysicalAddresses",
        };
        if (field.Name.LocalName != dictionary || field.Elements().ToList() is not [var entry])
            return false;
        if ((string?)entry.Attribute("Key") != path.Index)
            return false;
        return dictionary != "PhysicalAddresses"
            || (entry.Elements().ToList() is [var part] && name == "PhysicalAddress:" + part.Name.LocalName);
    }
}
