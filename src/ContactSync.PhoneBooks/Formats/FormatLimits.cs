namespace ContactSync.PhoneBooks.Formats;

/// <summary>How large the parts of a file may be. What is larger is reported and left out, so that no file can fill the memory.</summary>
internal static class FormatLimits
{
    /// <summary>A line of text, folded lines put together, in bytes.</summary>
    public const int LineBytes = 1 << 20;

    /// <summary>A line that holds a picture, in bytes.</summary>
    public const int PictureLineBytes = 16 << 20;

    /// <summary>A picture, in bytes.</summary>
    public const int PictureBytes = 10 << 20;

    /// <summary>The lines of one contact.</summary>
    public const int ContactLines = 10_000;

    /// <summary>All lines of one contact, in bytes.</summary>
    public const int ContactBytes = 32 << 20;

    /// <summary>Problems of one file that are kept; further ones are counted.</summary>
    public const int Problems = 1000;

    /// <summary>Characters of a value that a problem shows.</summary>
    public const int ShownValue = 100;
}
