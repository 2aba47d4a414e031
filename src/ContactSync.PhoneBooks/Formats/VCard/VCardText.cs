using System.Text;

namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>The escapes of vCard values (RFC 6350, section 3.4) and of parameters (RFC 6868).</summary>
internal static class VCardText
{
    /// <summary>A text as it stands in a value.</summary>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text.ReplaceLineEndings("\n"))
        {
            if (character == '\n')
                escaped.Append("\\n");
            else if (character is '\\' or ',' or ';')
                escaped.Append('\\').Append(character);
            else if (character == '\t' || !char.IsControl(character))
                escaped.Append(character);
        }
        return escaped.ToString();
    }

    /// <summary>The text of a value. A backslash before any other character is meant, as vCard 2.1 knows no other escape.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                result.Append(text[i]);
            else if (text[++i] is 'n' or 'N')
                result.Append('\n');
            else if (text[i] is ',' or ';' or ':' or '\\')
                result.Append(text[i]);
            else
                result.Append('\\').Append(text[i]);
        }
        return result.ToString();
    }

    /// <summary>The texts between separators that are not escaped.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == separator)
            {
                parts.Add(Unescape(text[start..i]));
                start = i + 1;
            }
        }
        parts.Add(Unescape(text[start..]));
        return parts;
    }

    /// <summary>A text as it stands in a quoted parameter.</summary>
    public static string EscapeParameter(string text) => text.ReplaceLineEndings("\n")
        .Replace("^", "^^", StringComparison.Ordinal).Replace("\n", "^n", StringComparison.Ordinal)
        .Replace("\"", "^'", StringComparison.Ordinal);

    /// <summary>The text of a parameter.</summary>
    public static string UnescapeParameter(string text)
    {
        if (!text.Contains('^', StringComparison.Ordinal))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            char? meant = text[i..Math.Min(i + 2, text.Length)] switch { "^n" => '\n', "^^" => '^', "^'" => '"', _ => null };
            result.Append(meant ?? text[i]);
            if (meant is not null)
                i++;
        }
        return result.ToString();
    }
}
