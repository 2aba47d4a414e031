using System.Xml;
using ContactSync.Microsoft365.Ews;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>GetUserSettings, for one user.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/getusersettings-operation-soap</remarks>
internal sealed class SoapQuestion : AutodiscoverQuestion
{
    private const string Names = "http://schemas.microsoft.com/exchange/2010/Autodiscover";

    private const string Addressing = "http://www.w3.org/2005/08/addressing";

    private const string Outside = "ExternalEwsUrl";

    private const string Inside = "InternalEwsUrl";

    public override AutodiscoverForm Form => AutodiscoverForm.Soap;

    public override string Path => "/autodiscover/autodiscover.svc";

    public override HttpRequestMessage Write(Uri address, string emailAddress) => Post(address, writer =>
    {
        writer.WriteStartElement("soap", "Envelope", EwsNames.Soap);
        writer.WriteAttributeString("xmlns", "a", null, Names);
        writer.WriteAttributeString("xmlns", "wsa", null, Addressing);
        writer.WriteStartElement("Header", EwsNames.Soap);
        writer.WriteElementString("RequestedServerVersion", Names, EwsServerVersion.PreferredSchema);
        writer.WriteElementString("Action", Addressing, Names + "/Autodiscover/GetUserSettings");
        writer.WriteElementString("To", Addressing, address.AbsoluteUri);
        writer.WriteEndElement();
        writer.WriteStartElement("Body", EwsNames.Soap);
        writer.WriteStartElement("GetUserSettingsRequestMessage", Names);
        writer.WriteStartElement("Request", Names);
        writer.WriteStartElement("Users", Names);
        writer.WriteStartElement("User", Names);
        writer.WriteElementString("Mailbox", Names, emailAddress);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteStartElement("RequestedSettings", Names);
        writer.WriteElementString("Setting", Names, Outside);
        writer.WriteElementString("Setting", Names, Inside);
        writer.WriteEndDocument();
    });

    public override AutodiscoverAnswer Read(ReadOnlyMemory<byte> body)
    {
        using var xml = EwsXml.Open(new MemoryStream(body.ToArray(), writable: false));
        if (xml.Name != "Envelope" || xml.Namespace != EwsNames.Soap)
            throw new XmlException($"'{xml.Name}' is no SOAP envelope");
        foreach (var part in xml.Children())
        {
            if (part != "Body")
                continue;
            foreach (var content in xml.Children())
            {
                if (content == "Fault")
                    return new AutodiscoverAnswer.Refused(ReadFault(xml), IsAddressUnknown: false);
                if (content == "GetUserSettingsResponseMessage" && xml.Namespace == Names)
                    return ReadMessage(xml);
            }
        }
        throw new XmlException("the envelope holds no answer");
    }

    private static string ReadFault(EwsXml xml)
    {
        var texts = xml.Texts();
        return Reason(texts.GetValueOrDefault("faultcode"), texts.GetValueOrDefault("faultstring"));
    }

    private static AutodiscoverAnswer ReadMessage(EwsXml xml)
    {
        string? code = null, text = null;
        AutodiscoverAnswer? user = null;
        foreach (var response in xml.Children())
        {
            if (response != "Response")
                continue;
            foreach (var name in xml.Children())
            {
                if (name == "ErrorCode")
                    code = xml.TextOrNull();
                else if (name == "ErrorMessage")
                    text = xml.TextOrNull();
                if (name != "UserResponses")
                    continue;
                foreach (var _ in xml.Children())
                    user ??= ReadUser(xml);
            }
        }
        return code == "NoError" && user is not null ? user : new AutodiscoverAnswer.Refused(Reason(code, text), IsAddressUnknown: false);
    }

    private static AutodiscoverAnswer ReadUser(EwsXml xml)
    {
        string? code = null, text = null, target = null;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in xml.Children())
        {
            if (name == "ErrorCode")
                code = xml.TextOrNull();
            else if (name == "ErrorMessage")
                text = xml.TextOrNull();
            else if (name == "RedirectTarget")
                target = xml.TextOrNull()?.Trim();
            else if (name == "UserSettings")
                ReadSettings(xml, settings);
        }
        return code switch
        {
            "NoError" => AutodiscoverAnswer.OfUrls(settings.GetValueOrDefault(Outside), settings.GetValueOrDefault(Inside)),
            "RedirectUrl" when target is not null => new AutodiscoverAnswer.OtherUrl(target),
            "RedirectAddress" when target is not null => new AutodiscoverAnswer.OtherAddress(target),
            _ => new AutodiscoverAnswer.Refused(Reason(code, text), code is "InvalidUser" or "InvalidDomain"),
        };
    }

    private static void ReadSettings(EwsXml xml, Dictionary<string, string> settings)
    {
        foreach (var _ in xml.Children())
        {
            var texts = xml.Texts();
            if (texts.TryGetValue("Name", out var name) && texts.TryGetValue("Value", out var value))
                settings[name] = value;
        }
    }
}
