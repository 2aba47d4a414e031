using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>A file attached to an item.</summary>
/// <param name="Id">The attachment's id.</param>
/// <param name="Name">The file's name.</param>
/// <param name="ContentType">The media type, where it is known.</param>
/// <param name="IsContactPhoto">Whether it is the contact's photo.</param>
/// <param name="Content">The file; empty until it is fetched by itself.</param>
/// <param name="Size">About how long it is, in bytes, where the server says so.</param>
internal sealed record EwsAttachment(
    string Id, string? Name, string? ContentType, bool IsContactPhoto, byte[] Content, int? Size = null)
{
    /// <summary>Reads attachments; the answer stands on their list. Items that are attached are left out.</summary>
    /// <exception cref="FormatException">A value is not what its type says.</exception>
    public static IReadOnlyList<EwsAttachment> ReadList(EwsXml xml)
    {
        var attachments = new List<EwsAttachment>();
        foreach (var name in xml.Children())
        {
            if (name == "FileAttachment")
                attachments.Add(Read(xml));
        }
        return attachments;
    }

    private static EwsAttachment Read(EwsXml xml)
    {
        var attachment = new EwsAttachment("", null, null, false, []);
        foreach (var name in xml.Children())
        {
            attachment = name switch
            {
                "AttachmentId" => attachment with { Id = xml.Attribute("Id") ?? "" },
                "Name" => attachment with { Name = xml.TextOrNull() },
                "ContentType" => attachment with { ContentType = xml.TextOrNull() },
                "Size" => attachment with { Size = XmlConvert.ToInt32(xml.Text()) },
                "IsContactPhoto" => attachment with { IsContactPhoto = xml.Flag() },
                "Content" => attachment with { Content = Convert.FromBase64String(xml.Text()) },
                _ => attachment,
            };
        }
        return attachment;
    }
}
