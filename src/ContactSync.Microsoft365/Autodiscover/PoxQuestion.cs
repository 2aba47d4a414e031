using System.Xml;
using ContactSync.Microsoft365.Ews;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>Plain old XML.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/pox-autodiscover-request-for-exchange</remarks>
internal sealed class PoxQuestion : AutodiscoverQuestion
{
    private const string Request = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006";

    private const string Answer = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

    /// <summary>The code that servers give for an address they do not know.</summary>
    private const string UnknownAddress = "500";

    public override AutodiscoverForm Form => AutodiscoverForm.Pox;

    public override string Path => "/autodiscover/autodiscover.xml";

    public override HttpRequestMessage Write(Uri address, string emailAddress) => Post(address, writer =>
    {
        writer.WriteStartElement("Autodiscover", Request);
        writer.WriteStartElement("Request", Request);
        writer.WriteElementString("EMailAddress", Request, emailAddress);
        writer.WriteElementString("AcceptableResponseSchema", Request, Answer);
        writer.WriteEndDocument();
    });

    public override AutodiscoverAnswer Read(ReadOnlyMemory<byte> body)
    {
        using var xml = EwsXml.Open(new MemoryStream(body.ToArray(), writable: false));
        if (xml.Name != "Autodiscover")
            throw new XmlException($"'{xml.Name}' is no answer of Autodiscover");
        foreach (var response in xml.Children())
        {
            if (response != "Response")
                continue;
            foreach (var part in xml.Children())
            {
                if (part == "Error")
                    return ReadError(xml);
                if (part == "Account")
                    return ReadAccount(xml);
            }
        }
        throw new XmlException("it holds neither an account nor an error");
    }

    private static AutodiscoverAnswer.Refused ReadError(EwsXml xml)
    {
        var texts = xml.Texts();
        var code = texts.GetValueOrDefault("ErrorCode");
        return new AutodiscoverAnswer.Refused(Reason(code, texts.GetValueOrDefault("Message")), code == UnknownAddress);
    }

    private static AutodiscoverAnswer ReadAccount(EwsXml xml)
    {
        string? url = null, address = null;
        var protocols = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in xml.Children())
        {
            // "Action" only repeats which of them is there.
            if (name.Equals("RedirectUrl", StringComparison.OrdinalIgnoreCase))
                url = xml.TextOrNull()?.Trim();
            else if (name.Equals("RedirectAddr", StringComparison.OrdinalIgnoreCase))
                address = xml.TextOrNull()?.Trim();
            else if (name == "Protocol" && xml.Texts() is var texts
                && texts.TryGetValue("Type", out var type) && texts.TryGetValue("EwsUrl", out var ewsUrl))
            {
                protocols.TryAdd(type, ewsUrl);
            }
        }
        if (url is not null)
            return new AutodiscoverAnswer.OtherUrl(url);
        return address is not null
            ? new AutodiscoverAnswer.OtherAddress(address)
            : AutodiscoverAnswer.OfUrls(
                protocols.GetValueOrDefault("EXPR"), protocols.GetValueOrDefault("EXCH") ?? protocols.GetValueOrDefault("EXHTTP"));
    }
}
