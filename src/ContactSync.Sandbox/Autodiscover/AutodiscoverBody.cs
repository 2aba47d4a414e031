using System.Xml;
using System.Xml.Linq;

namespace ContactSync.Sandbox.Autodiscover;

internal static class AutodiscoverBody
{
    private const int MostBytes = 256 * 1024;

    /// <summary>The XML that was sent; null for what is none, is too large, or has a DTD.</summary>
    public static async Task<XElement?> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted) is var read and > 0)
        {
            if (buffer.Length + read > MostBytes)
                return null;
            buffer.Write(chunk, 0, read);
        }
        buffer.Position = 0;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(buffer, settings);
            return XDocument.Load(reader).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
