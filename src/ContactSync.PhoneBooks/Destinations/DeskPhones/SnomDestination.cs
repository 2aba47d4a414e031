using System.Globalization;
using System.Xml;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.DeskPhones;

/// <summary>A Snom phone book: <c>contact</c> elements since firmware 10, with the template <c>Item</c> the older <c>item</c> ones.</summary>
/// <remarks>https://service.snom.com/display/wiki/XML+Directory, tbook</remarks>
internal sealed class SnomDestination : PhoneBookFiles
{
    private readonly bool isOld;

    /// <exception cref="SyncException">TemplateUnknown.</exception>
    public SnomDestination(DestinationSettings settings)
        : base(settings) => isOld = DeskPhoneTemplates.Choose(settings.Template, "Contact", "Item") == "Item";

    private protected override IEnumerable<string> FurtherFields =>
    [
        nameof(SyncContact.CompanyName), nameof(SyncContact.JobTitle), nameof(SyncContact.Notes),
        $"{nameof(SyncContact.EmailAddresses)}1",
    ];

    // An item has one number.
    private protected override int MostNumbers => isOld ? 1 : base.MostNumbers;

    private protected override void WriteStart(XmlWriter xml, string title)
    {
        xml.WriteStartElement("tbook");
        // Without complete, a phone would keep what is not in the file; e says that characters beyond 255 are written as they are.
        xml.WriteAttributeString("complete", "true");
        xml.WriteAttributeString("e", "2");
        if (!isOld)
            xml.WriteAttributeString("version", "2.0");
    }

    private protected override void WriteEntry(
        XmlWriter xml, SyncPhoneBookEntry entry, IReadOnlyList<(PhoneNumberKind Kind, string Text)> numbers, int position,
        PublishLosses losses)
    {
        var contact = entry.Contact;
        xml.WriteStartElement(isOld ? "item" : "contact");
        if (isOld)
        {
            xml.WriteAttributeString("context", "active");
            xml.WriteAttributeString("type", "none");
            xml.WriteAttributeString("index", position.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("fav", "false");
        }
        else
        {
            xml.WriteAttributeString("fav", "false");
            xml.WriteAttributeString("vip", "false");
            xml.WriteAttributeString("blocked", "false");
        }
        var hasName = !string.IsNullOrWhiteSpace(contact.GivenName) || !string.IsNullOrWhiteSpace(contact.Surname);
        Element(xml, "first_name", hasName ? contact.GivenName : null);
        Element(xml, "last_name", hasName ? contact.Surname : entry.Name);
        if (isOld)
        {
            Element(xml, "number", numbers[0].Text);
            Element(xml, "number_type", TypeOf(numbers[0].Kind));
        }
        Element(xml, "title", contact.JobTitle);
        Element(xml, "organization", contact.CompanyName);
        Element(xml, "email", contact.EmailAddresses.FirstOrDefault()?.Address);
        Element(xml, "note", contact.Notes);
        Element(xml, "group", entry.PhoneBook);
        if (!isOld)
            WriteNumbers(xml, numbers);
        xml.WriteEndElement();
    }

    private static void WriteNumbers(XmlWriter xml, IReadOnlyList<(PhoneNumberKind Kind, string Text)> numbers)
    {
        xml.WriteStartElement("numbers");
        foreach (var (kind, text) in numbers)
        {
            xml.WriteStartElement("number");
            xml.WriteAttributeString("no", text);
            xml.WriteAttributeString("type", TypeOf(kind));
            xml.WriteAttributeString("outgoing_id", "0");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string? text)
    {
        if (Line(text) is { Length: > 0 } line)
            xml.WriteElementString(name, line);
    }

    private static string TypeOf(PhoneNumberKind kind) => kind switch
    {
        PhoneNumberKind.MobilePhone or PhoneNumberKind.CarPhone or PhoneNumberKind.RadioPhone => "mobile",
        PhoneNumberKind.HomePhone or PhoneNumberKind.HomePhone2 => "home",
        PhoneNumberKind.BusinessPhone or PhoneNumberKind.BusinessPhone2 or PhoneNumberKind.CompanyMainPhone
            or PhoneNumberKind.AssistantPhone => "business",
        _ => "fixed",
    };
}
