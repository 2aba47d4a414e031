using System.Text;

namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>The lines of a vCard file, folded ones put together.</summary>
internal sealed class VCardLines(Stream stream)
{
    private readonly ByteLines lines = new(stream);

    /// <summary>Whether a fold's blank belongs to the value: vCard 2.1 folds at a blank, later versions insert one.</summary>
    public bool KeepsBlank { get; set; }

    /// <summary>The number of the line where what was read last begins, counted from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line that is not blank, one character a byte; null at the end.</summary>
    /// <param name="isTooLong">Whether it is longer than may be; then it is cut off.</param>
    public string? Read(out bool isTooLong)
    {
        var first = lines.Next();
        while (first is not null && string.IsNullOrWhiteSpace(first))
            first = lines.Next();
        Number = lines.Number;
        isTooLong = false;
        if (first is null)
            return null;

        var text = new JoinedText(first, lines.IsCut);
        var head = first.AsSpan(0, Math.Min(first.Length, 1000));
        if (head.Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase))
            JoinQuotedPrintable(text);
        else if (IsBase64(head))
            JoinBase64(text);
        else
        {
            while (IsContinuation(lines.Peek()))
                text.Add(KeepsBlank ? lines.Next()! : lines.Next()![1..], lines.IsCut);
        }
        isTooLong = text.IsTooLong;
        return text.ToString();
    }

    /// <summary>Whether a line begins or ends a card.</summary>
    /// <param name="line">The line.</param>
    /// <param name="name"><c>BEGIN</c> or <c>END</c>.</param>
    public static bool IsMark(string line, string name)
    {
        var text = line.AsSpan().Trim();
        return text.Length < 100
            && text.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && text[name.Length..].TrimStart().StartsWith(":", StringComparison.Ordinal)
            && text.EndsWith("VCARD", StringComparison.OrdinalIgnoreCase);
    }

    private void JoinQuotedPrintable(JoinedText text)
    {
        while (lines.Peek() is { } next && !IsMark(next, "END") && !IsMark(next, "BEGIN"))
        {
            if (text.EndsWith('='))
                text.DropLast();
            else if (!IsContinuation(next))
                return;
            // A mail program may have put a blank line after each soft break.
            while (lines.Peek() is { Length: 0 })
                lines.Next();
            if (lines.Peek() is { } rest && !IsMark(rest, "END") && !IsMark(rest, "BEGIN"))
                text.Add(lines.Next()!, lines.IsCut);
        }
    }

    // Some phones do not indent the lines of a picture: all lines to a blank one or to the next property belong to it.
    private void JoinBase64(JoinedText text)
    {
        while (lines.Peek() is { } next && !string.IsNullOrWhiteSpace(next) && (IsContinuation(next) || next.All(IsBase64)))
            text.Add(lines.Next()!.Trim(), lines.IsCut);
    }

    private static bool IsBase64(ReadOnlySpan<char> head)
    {
        var colon = head.IndexOf(':');
        var name = colon < 0 ? head : head[..colon];
        return name.Contains("BASE64", StringComparison.OrdinalIgnoreCase)
            || name.Contains("ENCODING=B", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(";B", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsContinuation(string? line) => line is { Length: > 1 } && line[0] is ' ' or '\t';

    private static bool IsBase64(char character) => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '=' or ' ';

    private sealed class JoinedText(string first, bool isCut)
    {
        private StringBuilder? joined;

        public bool IsTooLong { get; private set; } = isCut;

        public void Add(string part, bool isPartCut)
        {
            joined ??= new StringBuilder(first);
            IsTooLong |= isPartCut || joined.Length + part.Length > FormatLimits.PictureLineBytes;
            if (!IsTooLong)
                joined.Append(part);
        }

        public bool EndsWith(char character) => joined is null ? first.EndsWith(character) : joined.Length > 0 && joined[^1] == character;

        public void DropLast() => (joined ??= new StringBuilder(first)).Length--;

        public override string ToString() => joined?.ToString() ?? first;
    }
}
