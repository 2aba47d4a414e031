using System.Text;

namespace ContactSync.Sandbox.ContactFiles.VCard;

/// <summary>
/// Puts the folded lines of a vCard file together again. Works on bytes (one character a byte), as a fold may cut a UTF-8
/// character in two and vCard 2.1 gives every value its own character set.
/// </summary>
internal static class VCardLines
{
    public readonly record struct LogicalLine(string Text, int Number);

    public static List<LogicalLine> Read(byte[] bytes)
    {
        var lines = Split(bytes);
        var logical = new List<LogicalLine>();
        var keepsFold = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            if (IsMark(lines[i], "BEGIN"))
                keepsFold = IsVersion21(lines, i);
            var number = i + 1;
            var text = Join(lines, ref i, keepsFold);
            logical.Add(new LogicalLine(text, number));
        }
        return logical;
    }

    public static bool IsMark(string line, string name) =>
        line.TrimStart().StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)
        && line.TrimEnd().EndsWith("VCARD", StringComparison.OrdinalIgnoreCase);

    private static string[] Split(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            bytes = Encoding.UTF8.GetBytes(TextDecoder.Decode(bytes));
        var start = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        var text = Encoding.Latin1.GetString(bytes, start, bytes.Length - start);
        // Some programs end their lines twice. ReplaceLineEndings would also cut at byte 0x85, which is half a letter in UTF-8.
        return text.Replace("\r\r\n", "\n", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace('\r', '\n').Split('\n');
    }

    /// <summary>In vCard 2.1 a line is folded at a blank, which stays; later versions insert the blank.</summary>
    private static bool IsVersion21(string[] lines, int begin)
    {
        for (var i = begin + 1; i < lines.Length && !IsMark(lines[i], "END") && !IsMark(lines[i], "BEGIN"); i++)
        {
            if (lines[i].StartsWith("VERSION:", StringComparison.OrdinalIgnoreCase))
                return lines[i].Contains("2.1", StringComparison.Ordinal);
        }
        return false;
    }

    private static string Join(string[] lines, ref int i, bool keepsFold)
    {
        var first = lines[i];
        var property = VCardProperty.Parse(first, 0);
        if (property is { IsQuotedPrintable: true })
            return JoinQuotedPrintable(lines, ref i);
        if (property is { IsBase64: true })
            return JoinBase64(lines, ref i);
        if (!IsContinuation(lines, i + 1))
            return first;
        var text = new StringBuilder(first);
        while (IsContinuation(lines, i + 1))
            text.Append(keepsFold ? lines[++i] : lines[++i][1..]);
        return text.ToString();
    }

    private static string JoinQuotedPrintable(string[] lines, ref int i)
    {
        var text = new StringBuilder(lines[i]);
        while (i + 1 < lines.Length && !IsMark(lines[i + 1], "END") && !IsMark(lines[i + 1], "BEGIN"))
        {
            if (text[^1] == '=')
                text.Length--;
            else if (!IsContinuation(lines, i + 1))
                break;
            // A mail program may have put a blank line after each soft break.
            while (i + 2 < lines.Length && lines[i + 1].Length == 0)
                i++;
            text.Append(lines[++i]);
        }
        return text.ToString();
    }

    /// <summary>
    /// Some phones do not indent the lines of a picture: all lines up to a blank one or to the next property belong to it.
    /// </summary>
    private static string JoinBase64(string[] lines, ref int i)
    {
        var text = new StringBuilder(lines[i]);
        while (i + 1 < lines.Length && !string.IsNullOrWhiteSpace(lines[i + 1])
            && (IsContinuation(lines, i + 1) || lines[i + 1].All(IsBase64)))
        {
            text.Append(lines[++i].Trim());
        }
        return text.ToString();
    }

    private static bool IsContinuation(string[] lines, int i) => i < lines.Length && lines[i].Length > 1 && lines[i][0] is (' ' or '\t');

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or ' ';
}
