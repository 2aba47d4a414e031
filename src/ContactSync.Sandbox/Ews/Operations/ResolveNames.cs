using System.Globalization;
using System.Xml;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/resolvenames-operation</summary>
internal static class ResolveNames
{
    public const string Name = "ResolveNames";

    private const int MostResolutions = 100;

    public static void Answer(EwsCall call, XmlWriter writer)
    {
        var text = call.Child("UnresolvedEntry")!.Value.Trim();
        writer.WriteStartElement(Name + "Response", EwsNames.MessagesUri);
        writer.WriteStartElement("ResponseMessages", EwsNames.MessagesUri);
        writer.WriteStartElement(Name + "ResponseMessage", EwsNames.MessagesUri);
        try
        {
            var found = Find(call, text);
            switch (found.Count)
            {
                case 0:
                    throw new EwsException("ErrorNameResolutionNoResults", "No results were found.");
                case 1:
                    ResponseMessages.WriteSuccess(writer);
                    break;
                default:
                    var several = new EwsException("ErrorNameResolutionMultipleResults", "Multiple results were found.");
                    ResponseMessages.WriteError(writer, several, "Warning");
                    break;
            }
            WriteSet(writer, found);
        }
        catch (EwsException error)
        {
            ResponseMessages.WriteError(writer, error);
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>Everybody found, one more than may be returned at most, in the order of the scope.</summary>
    private static List<Action<XmlWriter>> Find(EwsCall call, string text)
    {
        var full = SoapValues.Boolean(call.Attribute("ReturnFullContactData"));
        var scope = call.Attribute("SearchScope", "ActiveDirectoryContacts");
        var shape = Shape.Of(Enum.TryParse<BaseShape>(call.Attribute("ContactDataShape"), out var named) ? named : BaseShape.Default);
        List<Action<XmlWriter>> directory = scope == "Contacts" ? [] : [.. FromDirectory(call, text, full)];
        List<Action<XmlWriter>> contacts = scope == "ActiveDirectory" ? [] : [.. FromContacts(call, text, full, shape)];
        return scope == "ContactsActiveDirectory" ? [.. contacts, .. directory] : [.. directory, .. contacts];
    }

    private static IEnumerable<Action<XmlWriter>> FromDirectory(EwsCall call, string text, bool full) =>
        call.Directory.Entries().Where(entry => entry.Matches(text)).Take(MostResolutions + 1).Select(entry => (Action<XmlWriter>)(writer =>
        {
            writer.WriteStartElement("Resolution", EwsNames.TypesUri);
            entry.WriteMailbox(writer);
            if (full)
                entry.WriteContact(writer);
            writer.WriteEndElement();
        }));

    private static IEnumerable<Action<XmlWriter>> FromContacts(EwsCall call, string text, bool full, Shape shape)
    {
        var folders = (call.Child("ParentFolderIds")?.Elements() ?? []).Select(call.Folder).ToList();
        if (folders.Count == 0)
            folders.Add(call.Tree.Find("contacts")!);
        return folders.SelectMany(call.Contacts).Where(contact => Matches(contact, text)).Take(MostResolutions + 1)
            .Select(contact => (Action<XmlWriter>)(writer => Write(writer, call, contact, full, shape)));
    }

    /// <summary>Only contacts with an address can be resolved, and lists by their name.</summary>
    private static bool Matches(StoredContact stored, string text)
    {
        var contact = stored.Properties;
        var wanted = text.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) ? text[5..] : text;
        MapiProperty[] names = [ContactFields.DisplayName, ContactFields.GivenName, ContactFields.Surname, ContactFields.NickName];
        bool Begins(MapiProperty property) =>
            contact.NonEmpty(property)?.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ?? false;
        if (stored.IsList)
            return Begins(ContactFields.DisplayName);
        return contact.NonEmpty(ContactFields.Email1.Address) is not null
            && (names.Any(Begins) || ContactFields.Emails.Any(slot => Begins(slot.Address)));
    }

    private static void Write(XmlWriter writer, EwsCall call, StoredContact contact, bool full, Shape shape)
    {
        writer.WriteStartElement("Resolution", EwsNames.TypesUri);
        writer.WriteStartElement("Mailbox", EwsNames.TypesUri);
        var name = contact.Properties.Text(ContactFields.DisplayName) ?? "";
        writer.WriteElementString("Name", EwsNames.TypesUri, SoapValues.Clean(name));
        if (contact.Properties.Text(ContactFields.Email1.Address) is { } address)
            writer.WriteElementString("EmailAddress", EwsNames.TypesUri, SoapValues.Clean(address));
        writer.WriteElementString("RoutingType", EwsNames.TypesUri, contact.IsList ? "MAPIPDL" : "SMTP");
        writer.WriteElementString("MailboxType", EwsNames.TypesUri, contact.IsList ? "PrivateDL" : "Contact");
        ItemWriter.WriteId(writer, EwsId.Item(contact), contact.ChangeKey);
        writer.WriteEndElement();
        if (full && !contact.IsList)
            new ItemWriter(shape, isList: true).Write(writer, call.Show(contact));
        writer.WriteEndElement();
    }

    private static void WriteSet(XmlWriter writer, List<Action<XmlWriter>> found)
    {
        writer.WriteStartElement("ResolutionSet", EwsNames.MessagesUri);
        writer.WriteAttributeString("TotalItemsInView", Math.Min(found.Count, MostResolutions).ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("IncludesLastItemInRange", SoapValues.Boolean(found.Count <= MostResolutions));
        foreach (var resolution in found.Take(MostResolutions))
            resolution(writer);
        writer.WriteEndElement();
    }
}
