using System.Globalization;
using System.Text;
using System.Xml;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>The members of a distribution list.</summary>
internal static class ListWriters
{
    private const string T = EwsNames.TypesUri;

    public static void Members(XmlWriter writer, EwsItem item, Shape shape)
    {
        writer.WriteStartElement("Members", T);
        foreach (var member in item.Contact.Members)
        {
            var linked = item.Linked(member);
            writer.WriteStartElement("Member", T);
            writer.WriteAttributeString("Key", Key(member));
            WriteMailbox(writer, member, linked);
            writer.WriteElementString("Status", T, IsDemoted(member, linked) ? "Demoted" : "Normal");
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    /// <param name="writer">Where it goes.</param>
    /// <param name="member">The member.</param>
    /// <param name="linked">The contact or list it stands for; null where there is none, or no longer.</param>
    public static void WriteMailbox(XmlWriter writer, ListMember member, StoredContact? linked)
    {
        writer.WriteStartElement("Mailbox", T);
        writer.WriteElementString("Name", T, SoapValues.Clean(member.Name));
        if (member.Address is { Length: > 0 } address)
            writer.WriteElementString("EmailAddress", T, SoapValues.Clean(address));
        writer.WriteElementString("RoutingType", T, member.Kind == ListMemberKind.PrivateDL ? "MAPIPDL" : "SMTP");
        var kind = IsDemoted(member, linked) ? ListMemberKind.OneOff : member.Kind;
        writer.WriteElementString("MailboxType", T, kind.ToString());
        if (linked is not null)
            ItemWriter.WriteId(writer, EwsId.Item(linked), linked.ChangeKey);
        writer.WriteEndElement();
    }

    /// <summary>What it stood for is gone: name and address are all that is left.</summary>
    private static bool IsDemoted(ListMember member, StoredContact? linked) => member.Item != 0 && linked is null;

    private static string Key(ListMember member)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{member.Kind}:{member.Item}:{member.Address ?? member.Name}");
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }
}
