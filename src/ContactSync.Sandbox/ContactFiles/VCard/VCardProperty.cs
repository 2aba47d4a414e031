using System.Text;

namespace ContactSync.Sandbox.ContactFiles.VCard;

/// <summary>One property of a card: <c>item1.TEL;TYPE=WORK:+49 30 …</c>.</summary>
internal sealed class VCardProperty
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    /// <summary>The line where it begins, counted from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The name in upper case.</summary>
    public required string Name { get; init; }

    /// <summary>The group in lower case, or an empty text.</summary>
    public required string Group { get; init; }

    /// <summary>The value as it stands in the file, one character a byte.</summary>
    public required string RawValue { get; init; }

    /// <summary>The types and the bare parameters of vCard 2.1, in lower case.</summary>
    public HashSet<string> Types { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string Encoding => Parameter("ENCODING") ?? BareEncoding() ?? "";

    public bool IsQuotedPrintable => Encoding.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);

    public bool IsBase64 => Encoding.ToUpperInvariant() is "B" or "BASE64";

    public string? Parameter(string name) =>
        _parameters.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Splits a logical line; null where it has no colon or no name.</summary>
    public static VCardProperty? Parse(string text, int line)
    {
        var colon = IndexOutsideQuotes(text, ':');
        if (colon <= 0)
            return null;
        var header = SplitOutsideQuotes(text[..colon]);
        var dot = header[0].LastIndexOf('.');
        var name = header[0][(dot + 1)..].Trim().ToUpperInvariant();
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            return null;
        var property = new VCardProperty
        {
            Line = line,
            Name = name,
            Group = dot < 0 ? "" : header[0][..dot].Trim().ToLowerInvariant(),
            RawValue = text[(colon + 1)..],
        };
        foreach (var parameter in header.Skip(1))
            property.AddParameter(parameter.Trim());
        return property;
    }

    /// <summary>The value as text: quoted-printable and the character set undone, escapes still in it.</summary>
    /// <param name="unknownCharset">The name of a character set that this machine does not know, else null.</param>
    public string DecodeValue(out string? unknownCharset)
    {
        unknownCharset = null;
        var bytes = IsQuotedPrintable ? QuotedPrintable.Decode(RawValue) : System.Text.Encoding.Latin1.GetBytes(RawValue);
        if (Parameter("CHARSET") is not { } name)
            return TextDecoder.Decode(bytes);
        if (TextDecoder.Find(name) is { } encoding and not UTF8Encoding)
            return encoding.GetString(bytes);
        unknownCharset = TextDecoder.Find(name) is null ? name : null;
        return TextDecoder.Decode(bytes);
    }

    private void AddParameter(string text)
    {
        var equals = text.IndexOf('=');
        var key = equals < 0 ? "" : text[..equals].Trim();
        var value = text[(equals + 1)..].Trim().Trim('"');
        if (key.Length == 0 || key.Equals("TYPE", StringComparison.OrdinalIgnoreCase))
            Types.UnionWith(value.Split(',').Select(t => t.Trim(' ', '"')).Where(t => t.Length > 0));
        else
            _parameters.Add(KeyValuePair.Create(key, value));
        if (key.Equals("PREF", StringComparison.OrdinalIgnoreCase))
            Types.Add("pref");
    }

    private string? BareEncoding() => Types.FirstOrDefault(t => t.ToUpperInvariant() is "QUOTED-PRINTABLE" or "BASE64" or "B");

    private static int IndexOutsideQuotes(string text, char wanted)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == wanted && !quoted)
                return i;
        }
        // An unbalanced quote would hide the colon.
        return quoted ? text.IndexOf(wanted) : -1;
    }

    private static List<string> SplitOutsideQuotes(string text)
    {
        var parts = new List<string>();
        while (IndexOutsideQuotes(text, ';') is >= 0 and var at)
        {
            parts.Add(text[..at]);
            text = text[(at + 1)..];
        }
        parts.Add(text);
        return parts;
    }
}
