using System.Text;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>Texts as PostgreSQL takes them.</summary>
internal static class PostgreSqlText
{
    /// <summary>
    /// The text with U+FFFD in the place of what a database in UTF-8 cannot hold: NUL, and half a surrogate pair, as broken files have
    /// them. Stored and looked for alike.
    /// </summary>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
            text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return text.Replace('\0', '\uFFFD');
    }
}
