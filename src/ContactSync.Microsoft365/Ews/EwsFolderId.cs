using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>A folder in a request: by its id, or one of the folders every mailbox has, by name.</summary>
/// <param name="Id">The id, or the name.</param>
/// <param name="IsDistinguished">Whether it is a name (<c>contacts</c>, <c>msgfolderroot</c>).</param>
/// <param name="Mailbox">Whose folder, by address; null for the caller's own or the impersonated one. For names only.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/distinguishedfolderid</remarks>
internal sealed record EwsFolderId(string Id, bool IsDistinguished = false, string? Mailbox = null)
{
    public static readonly EwsFolderId Contacts = Named("contacts");

    public static readonly EwsFolderId DeletedItems = Named("deleteditems");

    public static readonly EwsFolderId Root = Named("msgfolderroot");

    public static EwsFolderId Named(string name, string? mailbox = null) => new(name, true, mailbox);

    public void Write(XmlWriter writer)
    {
        writer.WriteStartElement(IsDistinguished ? "DistinguishedFolderId" : "FolderId", EwsNames.Types);
        writer.WriteAttributeString("Id", Id);
        if (IsDistinguished && Mailbox is not null)
        {
            writer.WriteStartElement("Mailbox", EwsNames.Types);
            writer.WriteElementString("EmailAddress", EwsNames.Types, Mailbox);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    /// <summary>Writes several under one element of the messages namespace.</summary>
    public static void WriteAll(XmlWriter writer, string element, IEnumerable<EwsFolderId> folders)
    {
        writer.WriteStartElement(element, EwsNames.Messages);
        foreach (var folder in folders)
            folder.Write(writer);
        writer.WriteEndElement();
    }
}
