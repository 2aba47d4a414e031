namespace ContactSync.Microsoft365.Registration;

/// <summary>The picture of an app, shown at sign-in. https://learn.microsoft.com/graph/api/resources/application</summary>
public sealed class AppLogo
{
    private const int LargestKilobytes = 100;

    private AppLogo(byte[] bytes, string mediaType)
    {
        Bytes = bytes;
        MediaType = mediaType;
    }

    internal byte[] Bytes { get; }

    internal string MediaType { get; }

    /// <summary>Reads it from a file.</summary>
    /// <exception cref="SyncException"><c>LogoInvalid</c>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AppLogo Read(string path)
    {
        var bytes = new FileInfo(path).Length <= LargestKilobytes * 1024 ? File.ReadAllBytes(path) : [];
        return MediaTypeOf(bytes) is { } type
            ? new AppLogo(bytes, type)
            : throw Texts.Catalog.Create(nameof(Errors.LogoInvalid), SyncErrorKind.InvalidArgument, path, path, LargestKilobytes);
    }

    private static string? MediaTypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, 0x50, 0x4E, 0x47, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x47, 0x49, 0x46, 0x38, ..] => "image/gif",
        _ => null,
    };
}
