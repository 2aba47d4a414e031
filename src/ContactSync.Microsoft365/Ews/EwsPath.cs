using System.Globalization;
using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>The way to one property, as a request names it.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/additionalproperties</remarks>
internal abstract record EwsPath
{
    /// <summary>A property of the schema: <c>contacts:GivenName</c>.</summary>
    public sealed record Field(string Uri) : EwsPath
    {
        public override void Write(XmlWriter writer)
        {
            writer.WriteStartElement("FieldURI", EwsNames.Types);
            writer.WriteAttributeString("FieldURI", Uri);
            writer.WriteEndElement();
        }
    }

    /// <summary>An entry of a list that has keys: <c>contacts:PhoneNumber</c>, <c>MobilePhone</c>.</summary>
    public sealed record Indexed(string Uri, string Index) : EwsPath
    {
        public override void Write(XmlWriter writer)
        {
            writer.WriteStartElement("IndexedFieldURI", EwsNames.Types);
            writer.WriteAttributeString("FieldURI", Uri);
            writer.WriteAttributeString("FieldIndex", Index);
            writer.WriteEndElement();
        }
    }

    /// <summary>A MAPI property by its tag, without the type.</summary>
    public sealed record Tagged(ushort Tag, string Type) : EwsPath
    {
        public override void Write(XmlWriter writer)
        {
            writer.WriteStartElement("ExtendedFieldURI", EwsNames.Types);
            writer.WriteAttributeString("PropertyTag", string.Create(CultureInfo.InvariantCulture, $"0x{Tag:x4}"));
            writer.WriteAttributeString("PropertyType", Type);
            writer.WriteEndElement();
        }
    }

    /// <summary>A named MAPI property of the address set (PSETID_Address) by its number.</summary>
    public sealed record Address(ushort Id, string Type) : EwsPath
    {
        public override void Write(XmlWriter writer)
        {
            writer.WriteStartElement("ExtendedFieldURI", EwsNames.Types);
            writer.WriteAttributeString("DistinguishedPropertySetId", AddressSet);
            writer.WriteAttributeString("PropertyId", Id.ToString(CultureInfo.InvariantCulture));
            writer.WriteAttributeString("PropertyType", Type);
            writer.WriteEndElement();
        }
    }

    /// <summary>A named MAPI property of a set by its name.</summary>
    public sealed record Named(Guid Set, string Name, string Type) : EwsPath
    {
        public override void Write(XmlWriter writer)
        {
            writer.WriteStartElement("ExtendedFieldURI", EwsNames.Types);
            writer.WriteAttributeString("PropertySetId", Set.ToString("D"));
            writer.WriteAttributeString("PropertyName", Name);
            writer.WriteAttributeString("PropertyType", Type);
            writer.WriteEndElement();
        }
    }

    private const string AddressSet = "Address";

    private static readonly Guid AddressSetId = new("00062004-0000-0000-C000-000000000046");

    /// <summary>Writes the path as an element.</summary>
    public abstract void Write(XmlWriter writer);

    /// <summary>The path that an ExtendedFieldURI of an answer stands for; null for one that we never ask for.</summary>
    /// <exception cref="FormatException">A number is none.</exception>
    public static EwsPath? ReadExtended(EwsXml xml)
    {
        var type = xml.Attribute("PropertyType") ?? "";
        if (xml.Attribute("PropertyTag") is { } tag)
        {
            var isHexadecimal = tag.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            return new Tagged(
                isHexadecimal
                    ? ushort.Parse(tag.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                    : ushort.Parse(tag, CultureInfo.InvariantCulture),
                type);
        }
        if (xml.Attribute("PropertyName") is { } name)
            return Guid.TryParse(xml.Attribute("PropertySetId"), out var named) ? new Named(named, name, type) : null;
        var isAddress = xml.Attribute("DistinguishedPropertySetId") == AddressSet
            || (Guid.TryParse(xml.Attribute("PropertySetId"), out var set) && set == AddressSetId);
        return isAddress && xml.Number("PropertyId") is { } id and >= 0 and <= ushort.MaxValue ? new Address((ushort)id, type) : null;
    }
}
