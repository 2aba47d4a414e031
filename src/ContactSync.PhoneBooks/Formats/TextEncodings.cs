using System.Text;
using System.Text.Unicode;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>
/// Which characters bytes stand for, where nobody says so: a byte-order mark, else UTF-8 where it is valid, else Windows-1252.
/// </summary>
internal static class TextEncodings
{
    /// <summary>What Western programs write that do not write UTF-8.</summary>
    public static Encoding Ansi { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The encoding of that name, be it only known under a code page's number; null where there is none.</summary>
    public static Encoding? Find(string name)
    {
        name = name.Trim().Trim('"');
        try
        {
            var found = int.TryParse(name, out var page)
                ? CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return found.CodePage == Encoding.UTF8.CodePage ? Encoding.UTF8 : found;
        }
        // UTF-7 is known and refused.
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The text of bytes: UTF-8 where they are, else what is given.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, Encoding otherwise) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : otherwise.GetString(bytes);

    /// <summary>
    /// The text of bytes that are said to be UTF-8: cut off, they still are; programs also call UTF-8 what is something else.
    /// </summary>
    public static string DecodeNamedUtf8(ReadOnlySpan<byte> bytes, Encoding otherwise)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var broken = text.Count(character => character == '\uFFFD');
        return broken <= text.Count(character => character > '\u007F') / 2 ? text : otherwise.GetString(bytes);
    }

    /// <summary>The encoding that a byte-order mark names, and the mark's length; null where there is none.</summary>
    public static (Encoding Encoding, int Length)? OfMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => null,
    };

    /// <summary>The encoding of all that a stream holds. Reads it to its end and goes back to its beginning.</summary>
    public static Encoding Detect(Stream stream)
    {
        var buffer = new byte[1 << 16];
        stream.Position = 0;
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var found = OfMark(buffer.AsSpan(0, length))?.Encoding ?? Validate(stream, buffer, length);
        stream.Position = 0;
        return found;
    }

    private static Encoding Validate(Stream stream, byte[] buffer, int length)
    {
        while (length > 0)
        {
            var isLast = length < buffer.Length;
            // A character that the buffer's end cuts in two is looked at with the next piece.
            var whole = isLast ? length : length - CutOff(buffer);
            if (!Utf8.IsValid(buffer.AsSpan(0, whole)))
                return Ansi;
            if (isLast)
                break;
            var rest = length - whole;
            buffer.AsSpan(whole, rest).CopyTo(buffer);
            length = rest + stream.ReadAtLeast(buffer.AsSpan(rest), buffer.Length - rest, throwOnEndOfStream: false);
        }
        return Encoding.UTF8;
    }

    private static int CutOff(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3; back++)
        {
            var value = bytes[^back];
            if ((value & 0xC0) != 0x80)
                return value >= 0xC0 ? back : 0;
        }
        return 0;
    }
}
