using System.Globalization;
using System.Text.Json;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>What a client asked to see of each contact.</summary>
/// <param name="Properties">The properties, in the order of the schema.</param>
/// <param name="Extended">Extended properties asked for with $expand.</param>
/// <param name="ImmutableIds">The client prefers ids that survive a move.</param>
internal sealed record ContactView(
    IReadOnlyList<ContactProperty> Properties, IReadOnlyList<MapiProperty> Extended, bool ImmutableIds);

/// <summary>Writes contacts as Graph v1.0 does: unset texts null, unset lists empty, unset addresses an empty object.</summary>
internal static class ContactWriter
{
    public static void Write(Utf8JsonWriter writer, StoredContact contact, ContactView view, string? context = null, bool typed = false)
    {
        writer.WriteStartObject();
        if (context is not null)
            writer.WriteString("@odata.context", context);
        if (typed)
            writer.WriteString("@odata.type", "#microsoft.graph.contact");
        var changeKey = contact.ChangeKey;
        writer.WriteString("@odata.etag", $"W/\"{changeKey}\"");
        writer.WriteString("id", contact.Id(view.ImmutableIds));
        foreach (var property in view.Properties)
            WriteProperty(writer, contact, property, changeKey);
        ExtendedProperties.Write(writer, contact.Properties, view.Extended);
        writer.WriteEndObject();
    }

    public static void WriteRemoved(Utf8JsonWriter writer, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("@odata.type", "#microsoft.graph.contact");
        writer.WriteString("id", id);
        writer.WriteStartObject("@removed");
        writer.WriteString("reason", "deleted");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void WriteProperty(Utf8JsonWriter writer, StoredContact contact, ContactProperty property, string changeKey)
    {
        var bag = contact.Properties;
        switch (property)
        {
            case ContactProperty.Text text:
                writer.WriteString(text.Name, bag.Text(text.Field));
                break;
            case ContactProperty.List list:
                WriteList(writer, list.Name, bag.List(list.Field));
                break;
            case ContactProperty.Slots slots:
                WriteList(writer, slots.Name, slots.Fields.Select(bag.NonEmpty).OfType<string>());
                break;
            case ContactProperty.Day day:
                writer.WriteString(day.Name, bag[day.Field] is DateTimeOffset time ? Timestamp(time) : null);
                break;
            case ContactProperty.Address address:
                WriteAddress(writer, address, bag);
                break;
            case ContactProperty.Emails emails:
                writer.WriteStartArray(emails.Name);
                foreach (var slot in ContactFields.Emails.Where(s => bag.NonEmpty(s.Address) is not null))
                    WriteEmail(writer, bag, slot);
                writer.WriteEndArray();
                break;
            case ContactProperty.Email email:
                writer.WritePropertyName(email.Name);
                if (bag.NonEmpty(email.Slot.Address) is null)
                    writer.WriteNullValue();
                else
                    WriteEmail(writer, bag, email.Slot);
                break;
            default:
                WriteReadOnly(writer, contact, property.Name, changeKey);
                break;
        }
    }

    private static void WriteReadOnly(Utf8JsonWriter writer, StoredContact contact, string name, string changeKey)
    {
        switch (name)
        {
            case "createdDateTime":
                writer.WriteString(name, Timestamp(contact.Created));
                break;
            case "lastModifiedDateTime":
                writer.WriteString(name, Timestamp(contact.Modified));
                break;
            case "changeKey":
                writer.WriteString(name, changeKey);
                break;
            case "parentFolderId":
                writer.WriteString(name, new ExchangeId(ExchangeIdKind.Folder, contact.Mailbox, contact.Folder, 0).ToString());
                break;
            default:
                throw new InvalidOperationException($"The property '{name}' has no writer.");
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> items)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
            writer.WriteStringValue(item);
        writer.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter writer, ContactProperty.Address address, PropertyBag bag)
    {
        writer.WriteStartObject(address.Name);
        foreach (var (name, field) in ContactSchema.Parts(address.Slot))
        {
            if (bag.NonEmpty(field) is { } value)
                writer.WriteString(name, value);
        }
        writer.WriteEndObject();
    }

    private static void WriteEmail(Utf8JsonWriter writer, PropertyBag bag, EmailSlot slot)
    {
        writer.WriteStartObject();
        writer.WriteString("name", bag.Text(slot.DisplayName));
        writer.WriteString("address", bag.Text(slot.Address));
        writer.WriteEndObject();
    }
}
