using System.Net;
using System.Xml;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>The parts of a contact that are more than one value.</summary>
internal static class ContactWriters
{
    private const string T = EwsNames.TypesUri;

    public static void ParentFolder(XmlWriter writer, EwsItem item, Shape shape)
    {
        writer.WriteStartElement("ParentFolderId", T);
        writer.WriteAttributeString("Id", EwsId.Folder(item.Contact.Mailbox, item.Contact.Folder));
        writer.WriteAttributeString("ChangeKey", EwsId.FolderChangeKey(item.Contact.Mailbox, 1));
        writer.WriteEndElement();
    }

    public static void Body(XmlWriter writer, EwsItem item, Shape shape)
    {
        var html = shape.BodyType == "HTML";
        writer.WriteStartElement("Body", T);
        writer.WriteAttributeString("BodyType", html ? "HTML" : "Text");
        if (item.Notes.Length > 0)
            writer.WriteString(html ? Html(SoapValues.Clean(item.Notes)) : SoapValues.Clean(item.Notes));
        writer.WriteEndElement();
    }

    public static void TextBody(XmlWriter writer, EwsItem item, Shape shape)
    {
        writer.WriteStartElement("TextBody", T);
        writer.WriteAttributeString("BodyType", "Text");
        writer.WriteString(SoapValues.Clean(item.Notes));
        writer.WriteEndElement();
    }

    public static void Attachments(XmlWriter writer, EwsItem item, Shape shape)
    {
        if (item.Contact.Photo is null)
            return;
        writer.WriteStartElement("Attachments", T);
        PhotoAttachment.Write(writer, item.Contact, withContent: false);
        writer.WriteEndElement();
    }

    public static void Rights(XmlWriter writer, EwsItem item, Shape shape) => EffectiveRights(writer, contents: false);

    public static void EffectiveRights(XmlWriter writer, bool contents)
    {
        writer.WriteStartElement("EffectiveRights", T);
        foreach (var right in (string[])["CreateAssociated", "CreateContents", "CreateHierarchy"])
            writer.WriteElementString(right, T, SoapValues.Boolean(contents));
        foreach (var right in (string[])["Delete", "Modify", "Read", "ViewPrivateItems"])
            writer.WriteElementString(right, T, "true");
        writer.WriteEndElement();
    }

    public static void CompleteName(XmlWriter writer, EwsItem item, Shape shape)
    {
        (string Element, MapiProperty Property)[] parts =
        [
            ("Title", ContactFields.Title), ("FirstName", ContactFields.GivenName), ("MiddleName", ContactFields.MiddleName),
            ("LastName", ContactFields.Surname), ("Suffix", ContactFields.Generation), ("Initials", ContactFields.Initials),
            ("FullName", ContactFields.DisplayName), ("Nickname", ContactFields.NickName),
            ("YomiFirstName", ContactFields.YomiGivenName), ("YomiLastName", ContactFields.YomiSurname),
        ];
        writer.WriteStartElement("CompleteName", T);
        foreach (var (element, property) in parts)
        {
            if (item.Bag.NonEmpty(property) is { } text)
                writer.WriteElementString(element, T, SoapValues.Clean(text));
        }
        writer.WriteEndElement();
    }

    public static void Emails(XmlWriter writer, EwsItem item, Shape shape)
    {
        var entries = new Entries(writer, "EmailAddresses");
        for (var i = 0; i < ContactFields.Emails.Count; i++)
        {
            var (key, slot) = ($"EmailAddress{i + 1}", ContactFields.Emails[i]);
            if (item.Bag.NonEmpty(slot.Address) is not { } address)
                continue;
            if (!Wants(shape, "contacts:EmailAddresses", "contacts:EmailAddress", key))
                continue;
            entries.Begin(key);
            if (item.Bag.NonEmpty(slot.DisplayName) is { } name)
                writer.WriteAttributeString("Name", SoapValues.Clean(name));
            writer.WriteAttributeString("RoutingType", item.Bag.NonEmpty(slot.AddressType) ?? "SMTP");
            writer.WriteAttributeString("MailboxType", "Contact");
            entries.End(address);
        }
        entries.Close();
    }

    public static void Phones(XmlWriter writer, EwsItem item, Shape shape) => Texts(
        writer, item, shape, "PhoneNumbers", "contacts:PhoneNumber", ContactFieldTable.Phones);

    public static void ImAddresses(XmlWriter writer, EwsItem item, Shape shape) => Texts(
        writer, item, shape, "ImAddresses", "contacts:ImAddress",
        ContactFields.ImAddresses.Select((property, index) => ($"ImAddress{index + 1}", property)));

    public static void Addresses(XmlWriter writer, EwsItem item, Shape shape)
    {
        var entries = new Entries(writer, "PhysicalAddresses");
        foreach (var (key, slot) in ContactFieldTable.Addresses)
        {
            var parts = Parts(slot)
                .Where(part => Wants(shape, "contacts:PhysicalAddresses", $"contacts:PhysicalAddress:{part.Element}", key))
                .Select(part => (part.Element, Text: item.Bag.NonEmpty(part.Property)))
                .Where(part => part.Text is not null)
                .ToList();
            if (parts.Count == 0)
                continue;
            entries.Begin(key);
            foreach (var (element, text) in parts)
                writer.WriteElementString(element, T, SoapValues.Clean(text!));
            entries.End();
        }
        entries.Close();
    }

    public static (string Element, MapiProperty Property)[] Parts(AddressSlot slot) =>
    [
        ("Street", slot.Street), ("City", slot.City), ("State", slot.State), ("CountryOrRegion", slot.Country),
        ("PostalCode", slot.PostalCode),
    ];

    private static void Texts(
        XmlWriter writer, EwsItem item, Shape shape, string element, string indexed, IEnumerable<(string Key, MapiProperty Property)> rows)
    {
        var entries = new Entries(writer, element);
        foreach (var (key, property) in rows)
        {
            if (item.Bag.NonEmpty(property) is not { } text || !Wants(shape, "contacts:" + element, indexed, key))
                continue;
            entries.Begin(key);
            entries.End(text);
        }
        entries.Close();
    }

    private static bool Wants(Shape shape, string field, string indexed, string key) =>
        shape.WantsEntry(field, indexed, key, BaseShape.Default);

    private static string Html(string text) => "<html>\r\n<head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">"
        + "\r\n</head>\r\n<body>\r\n" + WebUtility.HtmlEncode(text).Replace("\r\n", "<br>\r\n") + "\r\n</body>\r\n</html>\r\n";

    /// <summary>A dictionary, begun with its first entry: an empty one is not written.</summary>
    private sealed class Entries(XmlWriter writer, string element)
    {
        private bool _open;

        public void Begin(string key)
        {
            if (!_open)
                writer.WriteStartElement(element, T);
            _open = true;
            writer.WriteStartElement("Entry", T);
            writer.WriteAttributeString("Key", key);
        }

        public void End(string? text = null)
        {
            if (text is not null)
                writer.WriteString(SoapValues.Clean(text));
            writer.WriteEndElement();
        }

        public void Close()
        {
            if (_open)
                writer.WriteEndElement();
        }
    }
}
