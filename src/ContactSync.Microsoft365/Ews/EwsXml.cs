using System.Text;
using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// An answer, read forward and bounded: no DTD, no entity, no depth beyond what Exchange sends. Whoever handles an element may leave the
/// reader anywhere inside it; the enumeration it came from goes on behind it.
/// </summary>
internal sealed class EwsXml : IDisposable
{
    /// <summary>The deepest answer of the operations we know has less than half of it.</summary>
    internal const int MaxDepth = 48;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 256L << 20,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        // Exchange writes control characters that someone pasted into a contact as references that XML forbids; Text takes them out.
        CheckCharacters = false,
    };

    private readonly XmlReader reader;

    private EwsXml(XmlReader reader) => this.reader = reader;

    /// <summary>The present element's name without prefix.</summary>
    public string Name => reader.LocalName;

    /// <summary>The present element's namespace.</summary>
    public string Namespace => reader.NamespaceURI;

    /// <summary>Opens an answer and goes to its root.</summary>
    /// <exception cref="XmlException">It is not XML.</exception>
    public static EwsXml Open(Stream body)
    {
        var xml = new EwsXml(XmlReader.Create(body, Settings));
        try
        {
            xml.reader.MoveToContent();
            return xml;
        }
        catch
        {
            xml.Dispose();
            throw;
        }
    }

    /// <summary>An attribute of the present element; null where it is absent.</summary>
    public string? Attribute(string name) => reader.GetAttribute(name) is { } value ? Clean(value) : null;

    /// <summary>A whole number in an attribute; null where it is absent.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public int? Number(string name) => reader.GetAttribute(name) is { } value ? XmlConvert.ToInt32(value) : null;

    /// <summary>Yes or no in an attribute; null where it is absent.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public bool? Flag(string name) => reader.GetAttribute(name) is { } value ? XmlConvert.ToBoolean(value) : null;

    /// <summary>Goes through the child elements of the present one, by their names.</summary>
    /// <exception cref="XmlException">The answer is cut short, or no XML.</exception>
    public IEnumerable<string> Children()
    {
        var depth = reader.Depth;
        if (reader.IsEmptyElement)
            yield break;
        Read();
        while (!(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                yield return reader.LocalName;
                LeaveChild(depth + 1);
            }
            Read();
        }
    }

    /// <summary>The text of the present element, without the characters that no text may have; empty where there is none.</summary>
    /// <exception cref="XmlException">The answer is cut short, or no XML.</exception>
    public string Text()
    {
        if (reader.IsEmptyElement)
            return "";
        var depth = reader.Depth;
        string? single = null;
        StringBuilder? several = null;
        for (Read(); !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth); Read())
        {
            if (reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace))
                continue;
            if (single is null)
                single = reader.Value;
            else
                (several ??= new StringBuilder(single)).Append(reader.Value);
        }
        return Clean(several?.ToString() ?? single ?? "");
    }

    /// <summary>The text, or null where it says nothing.</summary>
    public string? TextOrNull() => Text() is var text && string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>The texts of the present element's children by their names; those that say nothing are left out.</summary>
    /// <exception cref="XmlException">The answer is cut short, or no XML.</exception>
    public Dictionary<string, string> Texts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Children())
        {
            if (TextOrNull() is { } text)
                texts[name] = text.Trim();
        }
        return texts;
    }

    /// <summary>Yes or no in the present element.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public bool Flag() => XmlConvert.ToBoolean(Text());

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    /// <summary>Drops control characters and halves of surrogate pairs, which neither a database nor an address book takes.</summary>
    internal static string Clean(string text)
    {
        if (IsClean(text))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var place = 0; place < text.Length; place++)
        {
            if (XmlConvert.IsXmlChar(text[place]))
                clean.Append(text[place]);
            else if (place + 1 < text.Length && char.IsSurrogatePair(text[place], text[place + 1]))
                clean.Append(text, place++, 2);
        }
        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var character in text)
        {
            if (!XmlConvert.IsXmlChar(character))
                return false;
        }
        return true;
    }

    /// <summary>Goes to the end of the child, wherever inside it the reader was left.</summary>
    private void LeaveChild(int depth)
    {
        while (reader.Depth > depth || !IsEnd())
            Read();
    }

    private bool IsEnd() =>
        reader.NodeType == XmlNodeType.EndElement || (reader.NodeType == XmlNodeType.Element && reader.IsEmptyElement);

    private void Read()
    {
        if (!reader.Read())
            throw new XmlException("The answer ends too early.");
        if (reader.Depth > MaxDepth)
            throw new XmlException($"The answer is nested deeper than {MaxDepth} elements.");
    }
}
