using System.Globalization;
using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Which part of a listing a request wants.</summary>
internal static class EwsView
{
    /// <summary>Writes the page view <paramref name="element"/>.</summary>
    public static void Write(XmlWriter writer, string element, int offset, int size)
    {
        writer.WriteStartElement(element, EwsNames.Messages);
        writer.WriteAttributeString("MaxEntriesReturned", size.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("Offset", offset.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("BasePoint", "Beginning");
        writer.WriteEndElement();
    }
}
