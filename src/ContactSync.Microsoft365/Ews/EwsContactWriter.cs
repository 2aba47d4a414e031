using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Writes properties into a contact, in the order of the schema and entries of one list together.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/contact</remarks>
internal static class EwsContactWriter
{
    private const string Extended = "ExtendedProperty";

    private const string PostalAddresses = "PhysicalAddresses";

    /// <summary>The elements that can be written, first those of every item, then a contact's own.</summary>
    private static readonly string[] Order =
    [
        "ItemClass", "Subject", "Sensitivity", "Body", "Categories", "Importance", "ReminderDueBy", "ReminderIsSet", Extended, "Culture",
        "FileAs", "FileAsMapping", "DisplayName", "GivenName", "Initials", "MiddleName", "Nickname", "CompanyName", "EmailAddresses",
        PostalAddresses, "PhoneNumbers", "AssistantName", "Birthday", "BusinessHomePage", "Children", "Companies", "Department",
        "Generation", "ImAddresses", "JobTitle", "Manager", "Mileage", "OfficeLocation", "PostalAddressIndex", "Profession", "SpouseName",
        "Surname", "WeddingAnniversary",
    ];

    private static readonly string[] AddressParts = ["Street", "City", "State", "CountryOrRegion", "PostalCode"];

    /// <summary>Writes a contact with these properties. Those without a value are passed over.</summary>
    /// <exception cref="ArgumentException">A property that cannot be written.</exception>
    public static void Write(XmlWriter writer, IEnumerable<EwsFieldValue> fields)
    {
        writer.WriteStartElement("Contact", EwsNames.Types);
        var elements = fields.Where(field => field.Values.Count > 0).GroupBy(field => ElementOf(field.Path));
        foreach (var element in elements.OrderBy(element => PlaceOf(element.Key)))
            WriteElement(writer, element.Key, [.. element]);
        writer.WriteEndElement();
    }

    private static string ElementOf(EwsPath path) => path switch
    {
        EwsPath.Field field => field.Uri.Split(':')[1],
        EwsPath.Indexed indexed => indexed.Uri.Split(':')[1] switch
        {
            var name when name.EndsWith("Address", StringComparison.Ordinal) => name + "es",
            var name => name + "s",
        },
        _ => Extended,
    };

    private static int PlaceOf(string element) => Array.IndexOf(Order, element) is >= 0 and var place
        ? place
        : throw new ArgumentException($"'{element}' of a contact cannot be written.", nameof(element));

    private static void WriteElement(XmlWriter writer, string element, IReadOnlyList<EwsFieldValue> fields)
    {
        if (element == Extended)
        {
            foreach (var field in fields)
                WriteExtended(writer, field);
            return;
        }
        writer.WriteStartElement(element, EwsNames.Types);
        if (element == PostalAddresses)
            WritePostalAddresses(writer, fields);
        else if (fields[0].Path is EwsPath.Indexed)
            WriteEntries(writer, fields);
        else
            WriteSingle(writer, element, fields.Single().Values);
        writer.WriteEndElement();
    }

    /// <summary>Writes an extended property, which folders have as well as contacts.</summary>
    public static void WriteExtended(XmlWriter writer, EwsFieldValue field)
    {
        writer.WriteStartElement(Extended, EwsNames.Types);
        field.Path.Write(writer);
        var isArray = field.Path is EwsPath.Tagged { Type: var tagged } && tagged.EndsWith("Array", StringComparison.Ordinal)
            || field.Path is EwsPath.Address { Type: var named } && named.EndsWith("Array", StringComparison.Ordinal);
        if (isArray)
            writer.WriteStartElement("Values", EwsNames.Types);
        foreach (var value in field.Values)
            WriteText(writer, "Value", value);
        if (isArray)
            writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WritePostalAddresses(XmlWriter writer, IEnumerable<EwsFieldValue> fields)
    {
        foreach (var address in fields.GroupBy(field => ((EwsPath.Indexed)field.Path).Index))
        {
            writer.WriteStartElement("Entry", EwsNames.Types);
            writer.WriteAttributeString("Key", address.Key);
            var parts = address.ToDictionary(field => ((EwsPath.Indexed)field.Path).Uri.Split(':')[^1], field => field.Values[0]);
            foreach (var part in AddressParts.Where(parts.ContainsKey))
                WriteText(writer, part, parts[part]);
            writer.WriteEndElement();
        }
    }

    private static void WriteEntries(XmlWriter writer, IEnumerable<EwsFieldValue> fields)
    {
        foreach (var field in fields)
        {
            writer.WriteStartElement("Entry", EwsNames.Types);
            writer.WriteAttributeString("Key", ((EwsPath.Indexed)field.Path).Index);
            if (field.ShownName is { } shown)
                writer.WriteAttributeString("Name", EwsXml.Clean(shown));
            writer.WriteString(EwsXml.Clean(field.Values[0]));
            writer.WriteEndElement();
        }
    }

    private static void WriteSingle(XmlWriter writer, string element, IReadOnlyList<string> values)
    {
        if (element == "Body")
            writer.WriteAttributeString("BodyType", "Text");
        if (element is not ("Categories" or "Children" or "Companies"))
        {
            writer.WriteString(EwsXml.Clean(values.Single()));
            return;
        }
        foreach (var value in values)
            WriteText(writer, "String", value);
    }

    private static void WriteText(XmlWriter writer, string element, string value) =>
        writer.WriteElementString(element, EwsNames.Types, EwsXml.Clean(value));
}
