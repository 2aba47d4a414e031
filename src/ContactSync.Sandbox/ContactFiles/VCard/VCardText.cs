using System.Text;

namespace ContactSync.Sandbox.ContactFiles.VCard;

/// <summary>Escapes and structured values of vCard (RFC 6350, section 3.4).</summary>
internal static class VCardText
{
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text.Trim();
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            i++;
            switch (text[i])
            {
                case 'n' or 'N':
                    result.Append("\r\n");
                    break;
                case ',' or ';' or ':' or '\\':
                    result.Append(text[i]);
                    break;
                default:
                    // vCard 2.1 knows no other escape: the backslash is meant.
                    result.Append('\\').Append(text[i]);
                    break;
            }
        }
        return result.ToString().Trim();
    }

    /// <summary>Splits at separators that are not escaped and undoes the escapes of each part.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == separator)
            {
                parts.Add(Unescape(text[start..i]));
                start = i + 1;
            }
        }
        parts.Add(Unescape(text[start..]));
        return parts;
    }
}
