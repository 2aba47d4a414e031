using System.Globalization;
using System.Xml;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.DeskPhones;

/// <summary>A Grandstream phone book, as the phones fetch it as <c>phonebook.xml</c>. The names of its elements are case-sensitive.</summary>
/// <remarks>https://documentation.grandstream.com, XML phonebook of the GRP and GXP series</remarks>
internal sealed class GrandstreamDestination(DestinationSettings settings) : PhoneBookFiles(settings)
{
    private protected override IEnumerable<string> FurtherFields => [nameof(SyncContact.CompanyName)];

    private protected override void WriteStart(XmlWriter xml, string title)
    {
        xml.WriteStartElement("AddressBook");
        xml.WriteElementString("version", "1");
        xml.WriteStartElement("pbgroup");
        xml.WriteElementString("id", "1");
        xml.WriteElementString("name", title);
        xml.WriteEndElement();
    }

    private protected override void WriteEntry(
        XmlWriter xml, SyncPhoneBookEntry entry, IReadOnlyList<(PhoneNumberKind Kind, string Text)> numbers, int position,
        PublishLosses losses)
    {
        var contact = entry.Contact;
        var hasName = !string.IsNullOrWhiteSpace(contact.GivenName) || !string.IsNullOrWhiteSpace(contact.Surname);
        xml.WriteStartElement("Contact");
        xml.WriteElementString("id", (position + 1).ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("FirstName", hasName ? Line(contact.GivenName) : Line(entry.Name));
        xml.WriteElementString("LastName", hasName ? Line(contact.Surname) : "");
        xml.WriteElementString("Frequent", "0");
        if (Line(contact.CompanyName) is { Length: > 0 } company)
            xml.WriteElementString("Company", company);
        xml.WriteElementString("Primary", "0");
        foreach (var (kind, text) in numbers)
        {
            xml.WriteStartElement("Phone");
            xml.WriteAttributeString("type", TypeOf(kind));
            xml.WriteElementString("phonenumber", text);
            xml.WriteElementString("accountindex", "1");
            xml.WriteEndElement();
        }
        xml.WriteElementString("Group", "1");
        xml.WriteEndElement();
    }

    private static string TypeOf(PhoneNumberKind kind) => kind switch
    {
        PhoneNumberKind.MobilePhone or PhoneNumberKind.CarPhone or PhoneNumberKind.RadioPhone => "Cell",
        PhoneNumberKind.HomePhone or PhoneNumberKind.HomePhone2 => "Home",
        _ => "Work",
    };
}
