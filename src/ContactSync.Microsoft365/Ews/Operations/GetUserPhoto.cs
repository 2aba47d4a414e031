using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>The photo of a user of the directory.</summary>
/// <param name="address">The user's primary address.</param>
/// <param name="size">The edge in pixels: 48, 64, 96, 120, 240, 360, 432, 504 or 648.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuserphoto-operation</remarks>
internal sealed class GetUserPhoto(string address, int size) : EwsOperation<EwsPhoto>
{
    public override string Name => "GetUserPhoto";

    public override void Write(XmlWriter writer)
    {
        writer.WriteElementString("Email", EwsNames.Messages, address);
        writer.WriteElementString("SizeRequested", EwsNames.Messages, $"HR{size}x{size}");
    }

    public override EwsPhoto? Take(string name, EwsXml xml, EwsPhoto? payload) => name switch
    {
        "PictureData" => new EwsPhoto(Convert.FromBase64String(xml.Text())),
        _ => payload,
    };
}

/// <summary>A photo.</summary>
/// <param name="Jpeg">The picture; empty where there is none.</param>
internal sealed record EwsPhoto(byte[] Jpeg);
