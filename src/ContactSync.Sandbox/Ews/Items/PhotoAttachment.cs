using System.Security.Cryptography;
using System.Xml;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>A contact's picture, which is an attachment. Its id goes stale with another picture.</summary>
internal static class PhotoAttachment
{
    private const string T = EwsNames.TypesUri;
    private const int ItemIdLength = 113;
    private const int HashLength = 16;

    /// <summary>One attachment, of sixteen bytes: what stands between the item's id and the attachment's own part.</summary>
    private static readonly byte[] Separator = [1, 0, 16, 0];

    public static string Id(StoredContact contact, ContactPhoto photo) => Convert.ToBase64String(
        [.. Convert.FromBase64String(EwsId.Item(contact)), .. Separator, .. SHA256.HashData(photo.Bytes).AsSpan(0, HashLength)]);

    /// <summary>The item that an attachment's id begins with.</summary>
    /// <exception cref="EwsException">ErrorInvalidAttachmentId.</exception>
    public static ExchangeId ItemOf(string attachmentId)
    {
        var bytes = new byte[attachmentId.Length];
        if (!Convert.TryFromBase64String(attachmentId, bytes, out var length) || length != ItemIdLength + Separator.Length + HashLength)
            throw Invalid();
        try
        {
            return EwsId.Read(Convert.ToBase64String(bytes, 0, ItemIdLength));
        }
        catch (EwsException)
        {
            throw Invalid();
        }
    }

    public static void Write(XmlWriter writer, StoredContact contact, bool withContent)
    {
        var photo = contact.Photo!;
        writer.WriteStartElement("FileAttachment", T);
        writer.WriteStartElement("AttachmentId", T);
        writer.WriteAttributeString("Id", Id(contact, photo));
        writer.WriteEndElement();
        writer.WriteElementString("Name", T, "ContactPicture.jpg");
        writer.WriteElementString("ContentType", T, photo.ContentType);
        if (!withContent)
        {
            writer.WriteElementString("Size", T, photo.Bytes.Length.ToString());
            writer.WriteElementString("LastModifiedTime", T, SoapValues.Time(contact.Modified));
            writer.WriteElementString("IsInline", T, "false");
            writer.WriteElementString("IsContactPhoto", T, "true");
        }
        else
        {
            writer.WriteElementString("IsContactPhoto", T, "true");
            writer.WriteElementString("Content", T, Convert.ToBase64String(photo.Bytes));
        }
        writer.WriteEndElement();
    }

    private static EwsException Invalid() => new("ErrorInvalidAttachmentId", "The attachment ID is invalid.");
}
