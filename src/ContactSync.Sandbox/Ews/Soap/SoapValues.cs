using System.Globalization;
using System.Text;
using System.Xml;

namespace ContactSync.Sandbox.Ews.Soap;

/// <summary>Values as they stand in SOAP.</summary>
internal static class SoapValues
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Boolean(bool value) => value ? "true" : "false";

    public static bool Boolean(string? text) => text?.Trim() is "true" or "1";

    public static bool TryParseTime(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 19 || text[10] != 'T')
            return false;
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>Text without the characters that XML 1.0 has no place for; Exchange writes a question mark for each.</summary>
    public static string Clean(string text)
    {
        var index = 0;
        while (index < text.Length && XmlConvert.IsXmlChar(text[index]))
            index++;
        if (index == text.Length)
            return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
            {
                clean.Append(text[i]);
            }
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append('?');
            }
        }
        return clean.ToString();
    }
}
