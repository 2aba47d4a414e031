using System.Text;
using CsvHelper;

namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>
/// The rows of a CSV file, one at a time. A quotation mark that is never closed costs the line it stands in, not the rest of the file:
/// reading goes on with the line after it.
/// </summary>
/// <param name="stream">A stream that can go to a place; it stays open.</param>
/// <param name="encoding">Its encoding.</param>
/// <param name="separator">What stands between cells.</param>
internal sealed class CsvRows(Stream stream, Encoding encoding, char separator)
{
    // Each costs another way through what was read before; from there on every line stands for itself, and none can run away.
    private const int MostRunaways = 10;

    private const int MostOverlongLines = 20;

    private const int MostColumns = 10_000;

    /// <summary>The rows from a line on.</summary>
    public IEnumerable<CsvRow> Read(long line)
    {
        for (var runaways = 0; runaways < MostRunaways + MostOverlongLines; runaways++)
        {
            CsvRow? runaway = null;
            foreach (var row in ReadFrom(line, lineBreaks: runaways < MostRunaways))
            {
                yield return row;
                runaway = row.IsRunaway ? row : null;
                if (runaway is not null)
                    break;
            }
            if (runaway is null)
                yield break;
            line = runaway.Line + 1;
        }
        yield return new CsvRow([], line, Texts.Catalog.Text(nameof(Errors.Text_RestLeftOut))) { IsLost = true };
    }

    private IEnumerable<CsvRow> ReadFrom(long line, bool lineBreaks)
    {
        CsvMalformedRecord? malformed = null;
        var options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = lineBreaks,
            MaxRecordSize = FormatLimits.LineBytes,
            OnMalformedRecord = record => malformed = record,
        };
        using var text = OpenAt(line);
        using var csv = CsvReader.Create(text, options);
        while (true)
        {
            CsvRow? row;
            try
            {
                malformed = null;
                row = csv.Read() ? MakeRow(csv, line - 1 + csv.LineNumber, malformed) : null;
            }
            catch (CsvFormatException exception)
            {
                var problem = Texts.Catalog.Text(nameof(Errors.Text_LineTooLong));
                row = new CsvRow([], line - 1 + Math.Max(1, exception.LineNumber), problem) { IsLost = true, IsRunaway = true };
            }
            if (row is null)
                yield break;
            yield return row;
        }
    }

    private static CsvRow MakeRow(CsvReader csv, long line, CsvMalformedRecord? malformed)
    {
        string[] fields = [.. Enumerable.Range(0, Math.Min(csv.FieldCount, MostColumns)).Select(csv.GetString)];
        if (malformed is not { } bad)
            return new CsvRow(fields, line);

        var end = bad.RawRecord.AsSpan().IndexOfAny('\r', '\n');
        var raw = end < 0 ? bad.RawRecord : bad.RawRecord[..end];
        var isOpen = bad.Reason is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes;
        var isRunaway = end >= 0 && (isOpen || bad.Reason == CsvMalformedReason.TextAfterClosingQuote);
        return new CsvRow(fields, line, Texts.Catalog.Text(nameof(Errors.Text_QuotationMark)), raw)
        {
            IsLost = isOpen || isRunaway,
            IsRunaway = isRunaway,
        };
    }

    private StreamReader OpenAt(long line)
    {
        stream.Position = 0;
        var text = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        for (var passed = 1L; passed < line; passed++)
            SkipLine(text);
        return text;
    }

    // Not ReadLine, which would hold a line of any length.
    private static void SkipLine(StreamReader text)
    {
        int character;
        do
            character = text.Read();
        while (character is not (-1 or '\r' or '\n'));
        if (character == '\r' && text.Peek() == '\n')
            text.Read();
    }
}
