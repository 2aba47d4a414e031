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

    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void WriteProperty(Utf8JsonWriter writer, StoredContact contact, ContactProperty property, string changeKey)
    {
        var bag = contact.Properties;
        switch (property)
        {
            case ContactProperty.Text text:
                writer.WriteString(text.Json, bag.Text(text.Field));
                break;
            case ContactProperty.List list:
                WriteList(writer, list.Json, bag.List(list.Field));
                break;
            case ContactProperty.Slots slots:
                WriteSlots(writer, slots, bag);
                break;
            case ContactProperty.Day day:
                writer.WriteString(day.Json, bag[day.Field] is DateTimeOffset time ? Timestamp(time) : null);
                break;
            case ContactProperty.Address address:
                WriteAddress(writer, address, bag);
                break;
            case ContactProperty.Emails emails:
                writer.WriteStartArray(emails.Json);
                foreach (var slot in ContactFields.Emails)
                {
                    if (bag.NonEmpty(slot.Address) is not null)
                        WriteEmail(writer, bag, slot);
                }
                writer.WriteEndArray();
                break;
            case ContactProperty.Email email:
                writer.WritePropertyName(email.Json);
                if (bag.NonEmpty(email.Slot.Address) is null)
                    writer.WriteNullValue();
                else
                    WriteEmail(writer, bag, email.Slot);
                break;
            default:
                WriteReadOnly(writer, contact, property, changeKey);
                break;
        }
    }

    private static void WriteReadOnly(Utf8JsonWriter writer, StoredContact contact, ContactProperty property, string changeKey)
    {
        writer.WriteString(property.Json, property.Name switch
        {
            "createdDateTime" => Timestamp(contact.Created),
            "lastModifiedDateTime" => Timestamp(contact.Modified),
            "changeKey" => changeKey,
            "parentFolderId" => new ExchangeId(ExchangeIdKind.Folder, contact.Mailbox, contact.Folder, 0).ToString(),
            _ => throw new InvalidOperationException($"The property '{property.Name}' has no writer."),
        });
    }

    private static void WriteList(Utf8JsonWriter writer, JsonEncodedText name, IReadOnlyList<string> items)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < items.Count; i++)
            writer.WriteStringValue(items[i]);
        writer.WriteEndArray();
    }

    private static void WriteSlots(Utf8JsonWriter writer, ContactProperty.Slots slots, PropertyBag bag)
    {
        writer.WriteStartArray(slots.Json);
        for (var i = 0; i < slots.Fields.Count; i++)
        {
            if (bag.NonEmpty(slots.Fields[i]) is { } value)
                writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter writer, ContactProperty.Address address, PropertyBag bag)
    {
        writer.WriteStartObject(address.Json);
        foreach (var (name, field) in address.Parts)
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
