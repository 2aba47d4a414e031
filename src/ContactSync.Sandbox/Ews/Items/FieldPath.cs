using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>A field as restrictions, sorting and updates name it.</summary>
/// <param name="Uri">FieldURI; null for an extended property.</param>
/// <param name="Index">FieldIndex of an entry in a dictionary.</param>
/// <param name="Extended">The extended property.</param>
internal sealed record FieldPath(string? Uri, string? Index, ExtendedField? Extended)
{
    public static bool IsPath(XElement element) => element.Name.LocalName is "FieldURI" or "IndexedFieldURI" or "ExtendedFieldURI";

    public static FieldPath Read(XElement path) => path.Name.LocalName == "ExtendedFieldURI"
        ? new(null, null, ExtendedField.Read(path))
        : new((string?)path.Attribute("FieldURI"), (string?)path.Attribute("FieldIndex"), null);

    /// <summary>How a contact's value is found.</summary>
    /// <exception cref="EwsException">The field cannot be searched.</exception>
    public static Func<EwsItem, object?> OfItem(FieldPath path)
    {
        if (path.Extended is { } extended)
            return item => item.Mapi(extended.Property);
        if (path.Index is { } index)
            return Indexed(path.Uri!, index) is { } property ? item => item.Bag[property] : throw EwsException.InvalidProperty();
        if (path.Uri == "item:ItemId")
            return item => Store.EwsId.Item(item.Contact);
        if (ContactFieldTable.Find(path.Uri!) is not ContactField.Single field)
            throw new EwsException("ErrorUnsupportedPathForQuery", "The specified path is not supported in a query or for sorting.");
        return field.Value;
    }

    /// <summary>The property of an entry; null where there is no such entry.</summary>
    public static MapiProperty? Indexed(string uri, string index) => uri switch
    {
        "contacts:PhoneNumber" => ContactFieldTable.Phones.FirstOrDefault(phone => phone.Key == index).Property,
        "contacts:EmailAddress" => Slot("EmailAddress", index) is { } slot ? ContactFields.Emails[slot].Address : null,
        "contacts:ImAddress" => Slot("ImAddress", index) is { } slot ? ContactFields.ImAddresses[slot] : null,
        _ when uri.StartsWith("contacts:PhysicalAddress:", StringComparison.Ordinal) =>
            ContactFieldTable.Addresses.FirstOrDefault(address => address.Key == index).Slot is { } address
                ? ContactWriters.Parts(address).First(part => uri.EndsWith(':' + part.Element, StringComparison.Ordinal)).Property
                : null,
        _ => null,
    };

    /// <summary>The place, from 0, of a key that ends with 1, 2 or 3.</summary>
    public static int? Slot(string prefix, string key) =>
        key.Length == prefix.Length + 1 && key.StartsWith(prefix, StringComparison.Ordinal) && key[^1] is >= '1' and <= '3'
            ? key[^1] - '1'
            : null;
}
