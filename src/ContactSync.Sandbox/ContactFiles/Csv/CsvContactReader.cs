using ContactSync.Sandbox.Mailboxes.Properties;
using CsvHelper;

namespace ContactSync.Sandbox.ContactFiles.Csv;

/// <summary>
/// Reads a contact list with a header row, as Outlook (English, German), Thunderbird, Windows Live Mail and Google write them;
/// UTF-8 or Windows-1252, separated by commas, semicolons or tabs.
/// </summary>
internal sealed class CsvContactReader
{
    /// <summary>Fewer known columns than these are chance, not a contact list.</summary>
    private const int FewestColumns = 3;

    private readonly ContactFileContent _content;
    private readonly string[] _header;
    private readonly CsvColumn?[] _columns;
    private readonly ThunderbirdBirthday? _birthday;

    private CsvContactReader(string[] header, ContactFileContent content)
    {
        _content = content;
        _header = header;
        _columns = GoogleColumns.Find(header) ?? [.. header.Select(CsvColumns.Find)];
        _birthday = ThunderbirdBirthday.Find(header);
    }

    public static void Read(byte[] bytes, ContactFileContent content)
    {
        var text = TextDecoder.Decode(bytes);
        if (string.IsNullOrWhiteSpace(text))
        {
            content.AddIssue(1, "The file is empty.");
            return;
        }
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var separator = new[] { ',', ';', '\t' }.MaxBy(s => (end < 0 ? text : text[..end]).Count(c => c == s));
        using var header = CsvReader.FromText(text, new CsvReaderOptions { Separator = separator, HasHeader = false });
        var reader = new CsvContactReader(header.Read() ? Fields(header) : [], content);
        if (reader._columns.Count(c => c is not null) < FewestColumns)
        {
            content.AddIssue(1, "The first line is no header of a contact list: fewer than three of its columns are known.");
            return;
        }
        reader.ReadRecords(text, separator, firstLine: 1, skipFirst: true, lineBreaksInQuotes: true);
    }

    private void ReadRecords(string text, char separator, int firstLine, bool skipFirst, bool lineBreaksInQuotes)
    {
        CsvMalformedRecord? open = null;
        var options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = skipFirst,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = lineBreaksInQuotes,
            OnMalformedRecord = record =>
            {
                var line = firstLine - 1 + (int)record.LineNumber;
                _content.AddIssue(line, "A quotation mark stands where none may stand, or one is missing.");
                open = record.Reason == CsvMalformedReason.UnterminatedQuote ? record : open;
            },
        };
        using var reader = CsvReader.FromText(text, options);
        while (reader.Read() && open is null)
            AddRecord(Fields(reader), firstLine - 1 + (int)reader.LineNumber);
        // A quotation mark that is never closed would swallow the rest of the file: from there on every line stands for itself.
        if (open is not null && lineBreaksInQuotes)
        {
            var line = (int)open.Value.LineNumber;
            ReadRecords(From(text, line), separator, firstLine - 1 + line, skipFirst: false, lineBreaksInQuotes: false);
        }
    }

    private void AddRecord(string[] record, int line)
    {
        if (record.All(string.IsNullOrWhiteSpace))
            return;
        if (record.Length > _columns.Length)
            _content.AddIssue(line, $"The line has {record.Length} fields, the header {_columns.Length}; the rest is left out.");
        var draft = new ContactDraft();
        for (var i = 0; i < Math.Min(record.Length, _columns.Length); i++)
        {
            if (_birthday?.Covers(i) != true && _columns[i]?.Apply(draft, record[i]) is { } problem)
                _content.AddIssue(line, $"{_header[i].Trim()}: {problem}");
        }
        if (_birthday?.Apply(draft, record) is { } wrong)
            _content.AddIssue(line, wrong);
        _content.AddContact(draft, line);
    }

    private static string[] Fields(CsvReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];

    private static string From(string text, int line)
    {
        var start = 0;
        for (var i = 1; i < line; i++)
            start = text.IndexOf('\n', start) + 1;
        return text[start..];
    }
}
