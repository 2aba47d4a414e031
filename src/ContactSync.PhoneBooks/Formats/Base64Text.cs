namespace ContactSync.PhoneBooks.Formats;

/// <summary>Base64 as files have it.</summary>
internal static class Base64Text
{
    /// <summary>The bytes; programs leave padding out and blanks in.</summary>
    public static bool TryDecode(string base64, out byte[] bytes)
    {
        var text = base64.Replace(" ", "", StringComparison.Ordinal).TrimEnd('=');
        text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        bytes = new byte[text.Length / 4 * 3];
        var isBase64 = Convert.TryFromBase64String(text, bytes, out var length);
        Array.Resize(ref bytes, length);
        return isBase64;
    }
}
