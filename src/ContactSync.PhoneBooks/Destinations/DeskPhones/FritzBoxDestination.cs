using System.Globalization;
using System.Xml;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.DeskPhones;

/// <summary>A FRITZ!Box phone book. Restoring the file replaces the whole book, of at most 300 entries.</summary>
internal sealed class FritzBoxDestination(DestinationSettings settings) : PhoneBookFiles(settings)
{
    private protected override IEnumerable<string> FurtherFields =>
        Enumerable.Range(1, 3).Select(slot => $"{nameof(SyncContact.EmailAddresses)}{slot.ToString(CultureInfo.InvariantCulture)}");

    private protected override int MostEntries => 300;

    private protected override void WriteStart(XmlWriter xml, string title)
    {
        xml.WriteStartElement("phonebooks");
        xml.WriteStartElement("phonebook");
        xml.WriteAttributeString("owner", "0");
        xml.WriteAttributeString("name", title);
    }

    private protected override void WriteEntry(
        XmlWriter xml, SyncPhoneBookEntry entry, IReadOnlyList<(PhoneNumberKind Kind, string Text)> numbers, int position,
        PublishLosses losses)
    {
        xml.WriteStartElement("contact");
        xml.WriteElementString("category", "0");
        xml.WriteStartElement("person");
        xml.WriteElementString("realName", Line(entry.Name));
        xml.WriteEndElement();
        WriteNumbers(xml, numbers);
        WriteAddresses(xml, entry.Contact.EmailAddresses);
        xml.WriteStartElement("setup");
        xml.WriteEndElement();
        xml.WriteStartElement("features");
        xml.WriteAttributeString("doorphone", "0");
        xml.WriteEndElement();
        if (entry.Contact.LastModified is { } time)
            xml.WriteElementString("mod_time", time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("uniqueid", (position + 1).ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static void WriteNumbers(XmlWriter xml, IReadOnlyList<(PhoneNumberKind Kind, string Text)> numbers)
    {
        xml.WriteStartElement("telephony");
        xml.WriteAttributeString("nid", numbers.Count.ToString(CultureInfo.InvariantCulture));
        for (var id = 0; id < numbers.Count; id++)
        {
            xml.WriteStartElement("number");
            xml.WriteAttributeString("type", TypeOf(numbers[id].Kind));
            xml.WriteAttributeString("prio", id == 0 ? "1" : "0");
            xml.WriteAttributeString("id", id.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("quickdial", "");
            xml.WriteAttributeString("vanity", "");
            xml.WriteString(numbers[id].Text);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteAddresses(XmlWriter xml, IReadOnlyList<SyncEmailAddress> addresses)
    {
        xml.WriteStartElement("services");
        if (addresses.Count > 0)
            xml.WriteAttributeString("nid", addresses.Count.ToString(CultureInfo.InvariantCulture));
        for (var id = 0; id < addresses.Count; id++)
        {
            xml.WriteStartElement("email");
            xml.WriteAttributeString("classifier", "business");
            xml.WriteAttributeString("id", id.ToString(CultureInfo.InvariantCulture));
            xml.WriteString(Line(addresses[id].Address));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static string TypeOf(PhoneNumberKind kind) => kind switch
    {
        PhoneNumberKind.MobilePhone or PhoneNumberKind.CarPhone or PhoneNumberKind.RadioPhone => "mobile",
        PhoneNumberKind.HomePhone or PhoneNumberKind.HomePhone2 or PhoneNumberKind.OtherTelephone or PhoneNumberKind.PrimaryPhone => "home",
        _ => "work",
    };
}
