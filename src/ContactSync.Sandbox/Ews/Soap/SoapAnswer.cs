using System.Globalization;
using System.Text;
using System.Xml;

namespace ContactSync.Sandbox.Ews.Soap;

/// <summary>Writes envelopes: ServerVersionInfo in each header, an answer or a fault in the body.</summary>
internal static class SoapAnswer
{
    public const string ContentType = "text/xml; charset=utf-8";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false),
        CloseOutput = false,
        // A carriage return in a text must come out as one.
        NewLineHandling = NewLineHandling.Entitize,
    };

    public static MemoryStream Write(ExchangeBuild build, Action<XmlWriter> body)
    {
        var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Settings))
        {
            writer.WriteStartDocument();
            writer.WriteStartElement("s", "Envelope", EwsNames.SoapUri);
            writer.WriteStartElement("s", "Header", EwsNames.SoapUri);
            WriteVersion(writer, build);
            writer.WriteEndElement();
            writer.WriteStartElement("s", "Body", EwsNames.SoapUri);
            writer.WriteAttributeString("xmlns", "xsi", null, EwsNames.InstanceUri);
            writer.WriteAttributeString("xmlns", "xsd", null, EwsNames.SchemaUri);
            writer.WriteAttributeString("xmlns", "m", null, EwsNames.MessagesUri);
            writer.WriteAttributeString("xmlns", "t", null, EwsNames.TypesUri);
            body(writer);
            writer.WriteEndDocument();
        }
        buffer.Position = 0;
        return buffer;
    }

    public static void WriteFault(XmlWriter writer, EwsException error)
    {
        writer.WriteStartElement("s", "Fault", EwsNames.SoapUri);
        writer.WriteStartElement("faultcode");
        writer.WriteAttributeString("xmlns", "a", null, EwsNames.TypesUri);
        writer.WriteString("a:" + error.Code);
        writer.WriteEndElement();
        WriteFaultText(writer, error.FaultText ?? error.Message);
        writer.WriteStartElement("detail");
        writer.WriteElementString("e", "ResponseCode", EwsNames.ErrorsUri, error.Code);
        writer.WriteElementString("e", "Message", EwsNames.ErrorsUri, SoapValues.Clean(error.Message));
        WriteDetails(writer, EwsNames.TypesUri, error.Details);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>What an operation that the server does not have gets: the fault of the layer below EWS, without a response code.</summary>
    public static void WriteUnknownOperation(XmlWriter writer, string action)
    {
        writer.WriteStartElement("s", "Fault", EwsNames.SoapUri);
        writer.WriteStartElement("faultcode");
        writer.WriteAttributeString("xmlns", "a", null, "http://schemas.microsoft.com/ws/2005/05/addressing/none");
        writer.WriteString("a:ActionNotSupported");
        writer.WriteEndElement();
        WriteFaultText(writer, $"The message with Action '{SoapValues.Clean(action)}' cannot be processed at the receiver, due to a "
            + "ContractFilter mismatch at the EndpointDispatcher.");
        writer.WriteEndElement();
    }

    /// <summary>MessageXml; nothing where there is nothing to tell.</summary>
    public static void WriteDetails(XmlWriter writer, string ns, IReadOnlyList<EwsDetail> details)
    {
        if (details.Count == 0)
            return;
        writer.WriteStartElement("MessageXml", ns);
        foreach (var detail in details)
        {
            writer.WriteStartElement(detail.Element, EwsNames.TypesUri);
            if (detail.Name is not null)
                writer.WriteAttributeString("Name", detail.Name);
            writer.WriteString(SoapValues.Clean(detail.Text));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    private static void WriteFaultText(XmlWriter writer, string text)
    {
        writer.WriteStartElement("faultstring");
        writer.WriteAttributeString("xml", "lang", null, "en-US");
        writer.WriteString(SoapValues.Clean(text));
        writer.WriteEndElement();
    }

    private static void WriteVersion(XmlWriter writer, ExchangeBuild build)
    {
        writer.WriteStartElement("h", "ServerVersionInfo", EwsNames.TypesUri);
        (string Name, int Value)[] numbers =
        [
            ("MajorVersion", build.Major), ("MinorVersion", build.Minor), ("MajorBuildNumber", build.Build),
            ("MinorBuildNumber", build.Revision),
        ];
        foreach (var (name, value) in numbers)
            writer.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("Version", build.Version);
        writer.WriteEndElement();
    }
}
