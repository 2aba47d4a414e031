using System.Xml;
using System.Xml.Linq;

namespace ContactSync.Sandbox.Ews.Soap;

/// <summary>A request's envelope, read but not yet checked against the grammar.</summary>
internal sealed class SoapRequest
{
    /// <summary>The largest request that is read, in bytes.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    private SoapRequest(XElement? header, XElement operation)
    {
        Header = header;
        Operation = operation;
    }

    public XElement? Header { get; }

    /// <summary>The only element of the body.</summary>
    public XElement Operation { get; }

    /// <exception cref="EwsException">ErrorSchemaValidation: not well-formed, with a DTD, or no envelope.</exception>
    public static SoapRequest Parse(Stream body)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostBytes,
            MaxCharactersFromEntities = 0,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            using var reader = XmlReader.Create(body, settings);
            return Read(XDocument.Load(reader, LoadOptions.SetLineInfo).Root!);
        }
        catch (XmlException error)
        {
            throw SchemaViolation.At(error.LineNumber, error.LinePosition, error.Message);
        }
    }

    private static SoapRequest Read(XElement envelope)
    {
        if (envelope.Name != EwsNames.Soap + "Envelope")
            throw SchemaViolation.At(envelope, $"The '{envelope.Name}' element is not declared.");
        var header = envelope.Element(EwsNames.Soap + "Header");
        var body = envelope.Element(EwsNames.Soap + "Body")
            ?? throw SchemaViolation.At(envelope, "The element 'Envelope' has incomplete content: a 'Body' is expected.");
        if (body.Elements().Take(2).ToList() is not [var operation])
            throw SchemaViolation.At(body, "The element 'Body' must contain exactly one element.");
        return new SoapRequest(header, operation);
    }
}
