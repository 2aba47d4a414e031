using System.Text;
using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Requests in their SOAP envelope.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/ews-operations-in-exchange</remarks>
internal static class EwsEnvelope
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        // Line ends in values reach the server as they are.
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <summary>The whole request, in UTF-8.</summary>
    /// <param name="operation">What to ask.</param>
    /// <param name="schema">The schema it is written in (<c>RequestServerVersion</c>).</param>
    /// <param name="impersonation">In whose name; null for the account's own.</param>
    public static byte[] Write<T>(EwsOperation<T> operation, string schema, EwsImpersonation? impersonation)
        where T : class
    {
        var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Settings))
        {
            writer.WriteStartElement("soap", "Envelope", EwsNames.Soap);
            writer.WriteAttributeString("xmlns", "m", null, EwsNames.Messages);
            writer.WriteAttributeString("xmlns", "t", null, EwsNames.Types);
            writer.WriteStartElement("Header", EwsNames.Soap);
            writer.WriteStartElement("RequestServerVersion", EwsNames.Types);
            writer.WriteAttributeString("Version", schema);
            writer.WriteEndElement();
            impersonation?.Write(writer);
            writer.WriteEndElement();
            writer.WriteStartElement("Body", EwsNames.Soap);
            writer.WriteStartElement(operation.Name, EwsNames.Messages);
            operation.Write(writer);
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        return buffer.ToArray();
    }
}
