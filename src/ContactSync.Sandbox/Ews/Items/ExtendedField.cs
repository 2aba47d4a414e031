using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>An ExtendedFieldURI: any MAPI property, named as the client named it.</summary>
internal sealed class ExtendedField
{
    private static readonly Dictionary<string, Guid> Sets = new(StringComparer.Ordinal)
    {
        ["Address"] = PropertySets.Address,
        ["Common"] = PropertySets.Common,
        ["PublicStrings"] = PropertySets.PublicStrings,
        ["Appointment"] = new("00062002-0000-0000-C000-000000000046"),
        ["Task"] = new("00062003-0000-0000-C000-000000000046"),
        ["Meeting"] = new("6ED8DA90-450B-101B-98DA-00AA003F1305"),
        ["InternetHeaders"] = new("00020386-0000-0000-C000-000000000046"),
        ["CalendarAssistant"] = new("11000E07-B51B-40D6-AF21-CAA85EDAB1D0"),
        ["UnifiedMessaging"] = new("4442858E-A9E3-4E80-B900-317A210CC15B"),
        ["Sharing"] = new("00062040-0000-0000-C000-000000000046"),
    };

    private readonly (string Name, string Value)[] _attributes;

    private ExtendedField((string Name, string Value)[] attributes, MapiProperty? property)
    {
        _attributes = attributes;
        Property = property;
    }

    /// <summary>Null for a type that no contact has properties of.</summary>
    public MapiProperty? Property { get; }

    /// <exception cref="EwsException">ErrorInvalidExtendedProperty: neither a tag nor a set with a name or an id.</exception>
    public static ExtendedField Read(XElement path)
    {
        string? Text(string name) => (string?)path.Attribute(name);
        var set = Text("DistinguishedPropertySetId") ?? Text("PropertySetId");
        var (tag, name, id) = (Text("PropertyTag"), Text("PropertyName"), Text("PropertyId"));
        var fits = tag is not null
            ? set is null && name is null && id is null
            : set is not null && (name is null) != (id is null)
                && (Text("DistinguishedPropertySetId") is null || Text("PropertySetId") is null);
        var number = tag is null ? 0 : Number(tag);
        if (!fits || (tag is not null && number is <= 0 or >= 0x8000))
        {
            throw new EwsException("ErrorInvalidExtendedProperty",
                "The ExtendedFieldURI needs either a PropertyTag below 0x8000, or a property set with a PropertyName or a PropertyId.");
        }
        var attributes = path.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => (a.Name.LocalName, a.Value));
        if (tag is not null)
            attributes = attributes.Select(a => a.LocalName == "PropertyTag" ? (a.LocalName, $"0x{number:x}") : a);
        return new ExtendedField([.. attributes], Find(Text("PropertyType")!, set, number, name, id));
    }

    public void WriteUri(XmlWriter writer)
    {
        writer.WriteStartElement("ExtendedFieldURI", EwsNames.TypesUri);
        foreach (var (name, value) in _attributes)
            writer.WriteAttributeString(name, value);
        writer.WriteEndElement();
    }

    /// <summary>Writes the property; nothing where the object lacks it.</summary>
    public void Write(XmlWriter writer, object? value)
    {
        if (value is null)
            return;
        writer.WriteStartElement("ExtendedProperty", EwsNames.TypesUri);
        WriteUri(writer);
        if (value is string[] list)
        {
            writer.WriteStartElement("Values", EwsNames.TypesUri);
            foreach (var item in list)
                writer.WriteElementString("Value", EwsNames.TypesUri, SoapValues.Clean(item));
            writer.WriteEndElement();
        }
        else
        {
            writer.WriteElementString("Value", EwsNames.TypesUri, SoapValues.Clean(Format(value)));
        }
        writer.WriteEndElement();
    }

    public static string Format(object value) => value switch
    {
        bool flag => SoapValues.Boolean(flag),
        DateTimeOffset time => SoapValues.Time(time),
        byte[] bytes => Convert.ToBase64String(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static MapiProperty? Find(string type, string? set, int tag, string? name, string? id)
    {
        if (!Enum.TryParse<MapiType>(type, out var mapi))
            return null;
        if (set is null)
            return MapiProperty.Tag(mapi, tag);
        var guid = Sets.TryGetValue(set, out var known) ? known : Guid.Parse(set);
        return name is not null
            ? MapiProperty.Named(mapi, guid, name)
            : MapiProperty.Named(mapi, guid, int.Parse(id!, CultureInfo.InvariantCulture));
    }

    private static int Number(string tag) => tag.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? int.Parse(tag.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : int.Parse(tag, CultureInfo.InvariantCulture);
}
