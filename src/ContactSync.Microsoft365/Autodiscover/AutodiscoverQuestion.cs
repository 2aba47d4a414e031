using System.Net.Http.Headers;
using System.Text;
using System.Xml;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>A form of the protocol: it writes the question and reads the answer, and knows no connection.</summary>
internal abstract class AutodiscoverQuestion
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>All of them, in the order in which a server is asked.</summary>
    public static IReadOnlyList<AutodiscoverQuestion> All { get; } = [new JsonQuestion(), new SoapQuestion(), new PoxQuestion()];

    public abstract AutodiscoverForm Form { get; }

    /// <summary>Where a server has it.</summary>
    public abstract string Path { get; }

    /// <summary>Whether a server may ask who wants to know.</summary>
    public virtual bool MaySignIn => true;

    /// <summary>The question.</summary>
    /// <param name="address">Where it goes.</param>
    /// <param name="emailAddress">For whom.</param>
    public abstract HttpRequestMessage Write(Uri address, string emailAddress);

    /// <summary>Reads an answer.</summary>
    /// <exception cref="XmlException">It is cut short, or not an answer to this question.</exception>
    /// <exception cref="FormatException">As <see cref="XmlException"/>.</exception>
    public abstract AutodiscoverAnswer Read(ReadOnlyMemory<byte> body);

    /// <summary>The question that a redirect's target takes, by how its path ends; this one where it does not say.</summary>
    public AutodiscoverQuestion For(Uri target) =>
        All.FirstOrDefault(question => target.AbsolutePath.EndsWith(question.Path, StringComparison.OrdinalIgnoreCase)) ?? this;

    /// <summary>A question in XML.</summary>
    protected static HttpRequestMessage Post(Uri address, Action<XmlWriter> write)
    {
        var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Settings))
            write(writer);
        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("text/xml", "utf-8");
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
    }

    /// <summary>A code and words as one.</summary>
    protected static string Reason(string? code, string? text) =>
        string.Join(": ", new[] { code, text }.Where(part => !string.IsNullOrWhiteSpace(part)));
}
