using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>Reads what a client sends of a contact into the properties that the store keeps.</summary>
internal static class ContactReader
{
    /// <summary>Takes over every element of a t:Contact.</summary>
    /// <exception cref="EwsException">A field that cannot be set, or a value that does not fit.</exception>
    public static void Apply(XElement contact, ContactDraft draft)
    {
        foreach (var element in contact.Elements())
            ApplyElement(element, draft);
    }

    public static void ApplyElement(XElement element, ContactDraft draft)
    {
        switch (element.Name.LocalName)
        {
            case "ItemClass":
                if (!element.Value.StartsWith("IPM.Contact", StringComparison.OrdinalIgnoreCase))
                    throw new EwsException("ErrorObjectTypeChanged", "The item class of a contact begins with IPM.Contact.");
                break;
            case "Subject":
                draft[ContactFields.DisplayName] = element.Value;
                break;
            case "Sensitivity":
                draft.Values[ContactFields.Sensitivity] =
                    Array.IndexOf(["Normal", "Personal", "Private", "Confidential"], element.Value.Trim());
                break;
            case "Body":
                draft[ContactFields.Notes] = element.Value;
                break;
            case "ExtendedProperty":
                SetExtended(element, draft.Values);
                break;
            case "EmailAddresses":
                foreach (var entry in element.Elements())
                    SetEntry("contacts:EmailAddress", entry, draft);
                break;
            case "PhoneNumbers":
                foreach (var entry in element.Elements())
                    SetEntry("contacts:PhoneNumber", entry, draft);
                break;
            case "ImAddresses":
                foreach (var entry in element.Elements())
                    SetEntry("contacts:ImAddress", entry, draft);
                break;
            case "PhysicalAddresses":
                foreach (var entry in element.Elements())
                    SetAddress(entry, draft);
                break;
            case "Importance" or "Culture" or "FileAsMapping":
                // Contacts keep neither importance nor culture; a mapping comes with the FileAs that it makes.
                break;
            default:
                SetSingle(element, draft);
                break;
        }
    }

    /// <summary>Takes a field away.</summary>
    /// <exception cref="EwsException">ErrorInvalidPropertyDelete.</exception>
    public static void Remove(FieldPath path, ContactDraft draft)
    {
        if (path.Extended is { } extended)
        {
            if (extended.Property is { } property)
                draft.Values.Remove(property);
            return;
        }
        if (path.Index is { } index)
        {
            if (FieldPath.Indexed(path.Uri!, index) is not { } property)
                throw EwsException.InvalidProperty();
            if (path.Uri == "contacts:EmailAddress")
                draft.SetEmail(ContactFields.Emails[FieldPath.Slot("EmailAddress", index)!.Value], null, null);
            else
                draft.Values.Remove(property);
            return;
        }
        switch (path.Uri)
        {
            case "item:Body":
                draft[ContactFields.Notes] = null;
                break;
            case "item:Sensitivity":
                draft.Values.Remove(ContactFields.Sensitivity);
                break;
            default:
                var stored = (ContactFieldTable.Find(path.Uri!) as ContactField.Single)?.Property;
                draft.Values.Remove(stored ?? throw new EwsException(
                    "ErrorInvalidPropertyDelete", "Property can not be deleted."));
                break;
        }
    }

    private static void SetSingle(XElement element, ContactDraft draft)
    {
        var uri = (element.Name.LocalName == "Categories" ? "item:" : "contacts:") + element.Name.LocalName;
        if (ContactFieldTable.Find(uri) is not ContactField.Single { Property: { } property })
            throw new EwsException("ErrorInvalidPropertySet", $"The property '{uri}' can not be set.");
        draft.Values[property] = property.Type switch
        {
            MapiType.StringArray => element.Elements().Select(item => item.Value).ToArray(),
            MapiType.SystemTime => Time(element.Value),
            _ => element.Value,
        };
    }

    private static void SetEntry(string uri, XElement entry, ContactDraft draft)
    {
        var key = (string)entry.Attribute("Key")!;
        if (uri == "contacts:EmailAddress")
            draft.SetEmail(ContactFields.Emails[FieldPath.Slot("EmailAddress", key)!.Value], entry.Value, (string?)entry.Attribute("Name"));
        else
            draft[FieldPath.Indexed(uri, key)!] = entry.Value.Length == 0 ? null : entry.Value;
    }

    private static void SetAddress(XElement entry, ContactDraft draft)
    {
        var slot = ContactFieldTable.Addresses.First(address => address.Key == (string)entry.Attribute("Key")!).Slot;
        foreach (var (element, property) in ContactWriters.Parts(slot))
        {
            if ((string?)entry.Element(EwsNames.T + element) is { } text)
                draft[property] = text.Length == 0 ? null : text;
        }
    }

    /// <summary>Takes an extended property over.</summary>
    /// <exception cref="EwsException">A type that nothing has properties of, or a value that does not fit it.</exception>
    public static void SetExtended(XElement element, Dictionary<MapiProperty, object> values)
    {
        var field = ExtendedField.Read(element.Elements().First());
        if (field.Property is not { } property)
            throw new EwsException("ErrorUnsupportedMapiPropertyType", "The type of the extended property is not supported for a contact.");
        var texts = element.Elements().Last();
        try
        {
            values[property] = property.Type == MapiType.StringArray
                ? texts.Elements().Select(item => item.Value).ToArray()
                : Parse(property.Type, texts.Value);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw Invalid(texts.Value);
        }
    }

    private static object Parse(MapiType type, string text) => type switch
    {
        MapiType.Integer => int.Parse(text, CultureInfo.InvariantCulture),
        MapiType.Short => short.Parse(text, CultureInfo.InvariantCulture),
        MapiType.Long => long.Parse(text, CultureInfo.InvariantCulture),
        MapiType.Double => double.Parse(text, CultureInfo.InvariantCulture),
        MapiType.Boolean => XmlConvert.ToBoolean(text.Trim().ToLowerInvariant()),
        MapiType.SystemTime => Time(text),
        MapiType.Binary => Convert.FromBase64String(text),
        MapiType.CLSID => Guid.Parse(text),
        _ => text,
    };

    private static DateTimeOffset Time(string text) => SoapValues.TryParseTime(text.Trim(), out var time) ? time : throw Invalid(text);

    private static EwsException Invalid(string text) =>
        new("ErrorInvalidExtendedPropertyValue", $"The value '{text}' does not fit the type of the property.");
}
