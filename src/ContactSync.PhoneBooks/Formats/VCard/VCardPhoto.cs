namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>Pictures in cards.</summary>
internal static class VCardPhoto
{
    /// <summary>The bytes of a picture; programs leave padding out and blanks in.</summary>
    public static bool TryDecode(string base64, out byte[] picture)
    {
        var text = base64.Replace(" ", "", StringComparison.Ordinal).TrimEnd('=');
        text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        picture = new byte[text.Length / 4 * 3];
        var isBase64 = Convert.TryFromBase64String(text, picture, out var length);
        Array.Resize(ref picture, length);
        return isBase64;
    }

    /// <summary>The kind of picture by its first bytes, as the media type's second half: <c>jpeg</c>, <c>png</c>, <c>gif</c>.</summary>
    public static string Kind(ReadOnlySpan<byte> picture) => picture switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "png",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "gif",
        _ => "jpeg",
    };
}
