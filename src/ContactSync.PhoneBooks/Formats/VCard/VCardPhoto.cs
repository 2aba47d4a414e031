namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>Pictures in cards.</summary>
internal static class VCardPhoto
{
    /// <summary>The kind of picture by its first bytes, as the media type's second half: <c>jpeg</c>, <c>png</c>, <c>gif</c>.</summary>
    public static string Kind(ReadOnlySpan<byte> picture) => picture switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "png",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "gif",
        _ => "jpeg",
    };
}
