using System.Text;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>
/// The lines of a stream, one character a byte: a folded line may cut a UTF-8 character in two, and vCard 2.1 gives each value its own
/// character set. Ends of line are those of Windows, Unix and old Macs, and a CR CR LF, as programs write that end their lines twice.
/// </summary>
internal sealed class ByteLines
{
    private readonly Stream stream;

    private readonly byte[] buffer = new byte[1 << 16];

    private int start;

    private int end;

    private string? ahead;

    private bool isAhead;

    private long aheadNumber;

    private bool aheadIsCut;

    private long read;

    /// <summary>Reads lines from a stream's beginning.</summary>
    /// <param name="stream">A stream that can go to a place; it stays open.</param>
    public ByteLines(Stream stream)
    {
        this.stream = stream;
        stream.Position = 0;
        Fill(4);
        if (TextEncodings.OfMark(buffer.AsSpan(start, end - start)) is not { } mark)
            return;
        start += mark.Length;
        if (mark.Encoding is UTF8Encoding)
            return;
        stream.Position = mark.Length;
        this.stream = Encoding.CreateTranscodingStream(stream, mark.Encoding, Encoding.UTF8, leaveOpen: true);
        start = end = 0;
    }

    /// <summary>The number of the line read last, counted from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line read last was longer than <see cref="FormatLimits.PictureLineBytes"/>, and its rest was dropped.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next line, which stays the next one; null at the end.</summary>
    public string? Peek()
    {
        if (!isAhead)
        {
            (ahead, aheadIsCut) = ReadLine();
            isAhead = true;
            aheadNumber = ++read;
        }
        return ahead;
    }

    /// <summary>The next line; null at the end.</summary>
    public string? Next()
    {
        var line = Peek();
        (isAhead, Number, IsCut) = (line is null, aheadNumber, aheadIsCut);
        return line;
    }

    private (string? Line, bool IsCut) ReadLine()
    {
        StringBuilder? text = null;
        var isCut = false;
        while (start < end || Fill(1))
        {
            var span = buffer.AsSpan(start, end - start);
            var place = span.IndexOfAny((byte)'\r', (byte)'\n');
            var part = place < 0 ? span : span[..place];
            start += part.Length;
            if (place >= 0 && text is null)
            {
                var whole = Encoding.Latin1.GetString(part);
                SkipEnd();
                return (whole, false);
            }
            text ??= new StringBuilder();
            var room = FormatLimits.PictureLineBytes - text.Length;
            isCut |= part.Length > room;
            text.Append(Encoding.Latin1.GetString(part[..Math.Min(part.Length, room)]));
            if (place < 0)
                continue;
            SkipEnd();
            break;
        }
        return (text?.ToString(), isCut);
    }

    private void SkipEnd()
    {
        if (buffer[start] == '\n')
        {
            start++;
            return;
        }
        start++;
        Fill(2);
        if (start < end && buffer[start] == '\n')
            start++;
        else if (start + 1 < end && buffer[start] == '\r' && buffer[start + 1] == '\n')
            start += 2;
    }

    // At least so many bytes in the buffer, as far as there are.
    private bool Fill(int wanted)
    {
        if (end - start >= wanted)
            return true;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        end += stream.ReadAtLeast(buffer.AsSpan(end), wanted - end, throwOnEndOfStream: false);
        return start < end;
    }
}
