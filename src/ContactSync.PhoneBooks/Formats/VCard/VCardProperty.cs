using System.Globalization;
using System.Text;

namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>One property of a card: <c>item1.TEL;TYPE=WORK:+49 30 …</c>.</summary>
internal sealed class VCardProperty
{
    private readonly List<(string Name, string Value)> parameters = [];

    private VCardProperty(string name, string group, string value, long line) =>
        (Name, Group, RawValue, Line) = (name, group, value, line);

    /// <summary>The name in upper case.</summary>
    public string Name { get; }

    /// <summary>The group that ties it to other properties; empty where there is none.</summary>
    public string Group { get; }

    /// <summary>The value as it stands in the file, one character a byte.</summary>
    public string RawValue { get; }

    /// <summary>The line where it begins, counted from 1.</summary>
    public long Line { get; }

    /// <summary>The types, and the bare parameters of vCard 2.1.</summary>
    public HashSet<string> Types { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsPreferred => Types.Contains("PREF");

    public bool IsBase64 => Encoding.ToUpperInvariant() is "B" or "BASE64";

    private string Encoding =>
        Parameter("ENCODING") ?? Types.FirstOrDefault(type => type.ToUpperInvariant() is "QUOTED-PRINTABLE" or "BASE64" or "B") ?? "";

    private bool IsQuotedPrintable => Encoding.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);

    public string? Parameter(string name) =>
        parameters.Find(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads a line, its folds undone; null where it is no property.</summary>
    public static VCardProperty? Parse(string text, long line)
    {
        var colon = FindColon(text);
        if (colon <= 0)
            return null;
        var head = SplitHead(text.AsSpan(0, colon));
        var dot = head[0].LastIndexOf('.');
        var name = head[0][(dot + 1)..].Trim().ToUpperInvariant();
        if (name.Length == 0 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            return null;
        var property = new VCardProperty(name, dot < 0 ? "" : head[0][..dot].Trim().ToUpperInvariant(), text[(colon + 1)..], line);
        foreach (var parameter in head.Skip(1))
            property.Add(parameter.Trim());
        return property;
    }

    /// <summary>The value as text: quoted-printable and character set undone, escapes still in it.</summary>
    /// <param name="otherwise">What bytes are that are not UTF-8, where no character set is named.</param>
    /// <param name="unknownCharset">The character set's name, where nobody knows it.</param>
    public string DecodeValue(Encoding otherwise, out string? unknownCharset)
    {
        unknownCharset = null;
        var bytes = IsQuotedPrintable ? DecodeQuotedPrintable(RawValue) : System.Text.Encoding.Latin1.GetBytes(RawValue);
        if (Parameter("CHARSET") is not { } name)
            return TextEncodings.Decode(bytes, otherwise);
        var named = TextEncodings.Find(name);
        if (named is null)
            unknownCharset = name;
        return named switch
        {
            null => TextEncodings.Decode(bytes, otherwise),
            UTF8Encoding => TextEncodings.DecodeNamedUtf8(bytes, otherwise),
            _ => named.GetString(bytes),
        };
    }

    private void Add(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : parameter[..equals].Trim();
        var value = parameter[(equals + 1)..].Trim();
        if (name.Length == 0 || name.Equals("TYPE", StringComparison.OrdinalIgnoreCase))
        {
            Types.UnionWith(value.Split(',', '"').Select(type => type.Trim()).Where(type => type.Length > 0));
            return;
        }
        var text = TextEncodings.Decode(System.Text.Encoding.Latin1.GetBytes(value.Trim('"')), TextEncodings.Ansi);
        parameters.Add((name, VCardText.UnescapeParameter(text)));
        if (name.Equals("PREF", StringComparison.OrdinalIgnoreCase) && value.Trim('"') == "1")
            Types.Add("PREF");
    }

    private static int FindColon(string text)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (text[i] == ':' && !isQuoted)
                return i;
        }
        // A quotation mark that is never closed hides the colon.
        return isQuoted ? text.IndexOf(':', StringComparison.Ordinal) : -1;
    }

    private static List<string> SplitHead(ReadOnlySpan<char> head)
    {
        var parts = new List<string>();
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] == '"')
                isQuoted = !isQuoted;
            else if (head[i] == ';' && !isQuoted)
            {
                parts.Add(head[start..i].ToString());
                start = i + 1;
            }
        }
        parts.Add(head[start..].ToString());
        return parts;
    }

    private static byte[] DecodeQuotedPrintable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }
        return [.. bytes];
    }
}
