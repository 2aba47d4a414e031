using System.Xml;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.DeskPhones;

/// <summary>A Yealink remote phone book, which the phones fetch and search; its length is limited by the phone's memory only.</summary>
/// <remarks>https://support.yealink.com, remote phone book of the T2 to T5 series</remarks>
internal sealed class YealinkDestination(DestinationSettings settings) : PhoneBookFiles(settings)
{
    private protected override void WriteStart(XmlWriter xml, string title) => xml.WriteStartElement("YealinkIPPhoneDirectory");

    private protected override void WriteEntry(
        XmlWriter xml, SyncPhoneBookEntry entry, IReadOnlyList<(PhoneNumberKind Kind, string Text)> numbers, int position,
        PublishLosses losses)
    {
        xml.WriteStartElement("DirectoryEntry");
        xml.WriteElementString("Name", Line(entry.Name));
        foreach (var (_, text) in numbers)
            xml.WriteElementString("Telephone", text);
        xml.WriteEndElement();
    }
}
