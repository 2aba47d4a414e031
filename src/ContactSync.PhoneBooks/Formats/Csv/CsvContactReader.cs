using System.Text;

namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>
/// Reads contact lists: with the header that Outlook (English, German), Google, Thunderbird, Windows Live Mail or Export-SyncPhoneBook
/// writes, with one of general words, or by a map of columns. Names what it cannot read and goes on.
/// </summary>
/// <param name="problems">Takes what cannot be read.</param>
/// <param name="folderId">The folder that the contacts shall lie in.</param>
/// <param name="options">What need not be found out.</param>
/// <exception cref="SyncException">FieldUnknown: the map names a field that is none.</exception>
internal sealed class CsvContactReader(ContactFileProblems problems, string folderId, ContactFileOptions options)
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly IReadOnlyDictionary<string, string> map = Checked(options.Map);

    // So many rows are looked at for a date that tells the order of day and month.
    private const int RowsToLookAt = 10_000;

    private readonly ContactKeys keys = new();

    private bool isDayFirst;

    /// <summary>The contacts of a stream, which can go to a place and stays open.</summary>
    public IEnumerable<SyncContact> Read(Stream stream)
    {
        var encoding = options.Encoding ?? TextEncodings.Detect(stream);
        var (line, header) = FindHeader(stream, encoding);
        var separator = options.Delimiter ?? (IsHint(header, out var hint) ? hint : Delimiters.MaxBy(mark => Count(header, mark)));
        if (IsHint(header, out _))
            line++;

        var rows = new CsvRows(stream, encoding, separator);
        var first = rows.Read(line).FirstOrDefault();
        var layout = first is null or { IsLost: true } ? null : CsvLayout.Find(first.Fields, first.Line, map, problems);
        if (layout is null)
        {
            if (problems.Fatal is null)
                problems.AddFatal(line, null, header, Texts.Catalog.Text(nameof(Errors.Text_NoHeader)));
            yield break;
        }
        isDayFirst = IsDayFirst(layout, rows.Read(line));
        foreach (var row in rows.Read(line).Skip(layout.HasHeader ? 1 : 0))
        {
            if (Take(layout, row) is { } contact)
                yield return contact;
        }
    }

    // Outlook writes 3/4/2001 as the machine's country does; a day after the twelfth tells which.
    private static bool IsDayFirst(CsvLayout layout, IEnumerable<CsvRow> rows)
    {
        var columns = layout.Columns.Where(column => column.IsDay).ToList();
        return columns.Count > 0 && rows.Take(RowsToLookAt)
            .SelectMany(row => columns.Select(column => DayText.IsDayFirst(column.Read(row.Fields))))
            .FirstOrDefault(answer => answer is not null) == true;
    }

    private SyncContact? Take(CsvLayout layout, CsvRow row)
    {
        if (row.IsLost)
        {
            problems.AddLost(row.Line, null, row.Raw, row.Problem!);
            return null;
        }
        if (row.Fields.All(string.IsNullOrWhiteSpace))
            return null;
        if (row.Problem is not null)
            problems.Add(row.Line, null, row.Raw, row.Problem);
        if (row.Fields.Length > layout.Width && row.Fields.Skip(layout.Width).Any(field => !string.IsNullOrWhiteSpace(field)))
        {
            var reason = Texts.Catalog.Text(nameof(Errors.Text_MoreCells), row.Fields.Length, layout.Width);
            problems.Add(row.Line, null, row.Fields[layout.Width], reason);
        }

        var draft = new ContactDraft { IsDayFirst = isDayFirst };
        foreach (var column in layout.Columns)
        {
            var value = WithoutApostrophe(column.Read(row.Fields));
            if (!string.IsNullOrWhiteSpace(value) && column.Set(draft, value, row.Fields) is { } reason)
                problems.Add(row.Line, column.Heading, value, reason);
        }
        if (draft.IsEmpty)
        {
            problems.AddLost(
                row.Line, null, string.Join(separator: ' ', row.Fields.Where(field => !string.IsNullOrWhiteSpace(field))),
                Texts.Catalog.Text(nameof(Errors.Text_ContactEmpty)), draft.Text(nameof(SyncContact.Id)));
            return null;
        }
        var id = keys.Next(draft, out var isRepeated);
        if (isRepeated)
        {
            var own = draft.Text(nameof(SyncContact.Id));
            problems.Add(row.Line, nameof(SyncContact.Id), own, Texts.Catalog.Text(nameof(Errors.Text_IdRepeated)));
        }
        return draft.Build(id, folderId);
    }

    // What keeps a spreadsheet from running a cell is no part of its value.
    private static string WithoutApostrophe(string value) =>
        value is ['\'', '=' or '+' or '-' or '@' or '\t', ..] ? value[1..] : value;

    // The first line that is not blank; a long one only as far as it matters.
    private static (long Line, string Text) FindHeader(Stream stream, Encoding encoding)
    {
        stream.Position = 0;
        using var text = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var buffer = new char[1 << 16];
        var length = text.ReadBlock(buffer);
        var line = 1L;
        var start = 0;
        while (start < length && buffer[start] is '\r' or '\n' or ' ')
        {
            if (buffer[start] == '\n' || (buffer[start] == '\r' && (start + 1 == length || buffer[start + 1] != '\n')))
                line++;
            start++;
        }
        var rest = buffer.AsSpan(start, length - start);
        var end = rest.IndexOfAny('\r', '\n');
        return (line, (end < 0 ? rest : rest[..end]).ToString());
    }

    // Excel's own word on the separator.
    private static bool IsHint(string header, out char separator)
    {
        var isHint = header.Length == 5 && header.StartsWith("sep=", StringComparison.OrdinalIgnoreCase);
        separator = isHint ? header[4] : default;
        return isHint && char.IsAscii(separator);
    }

    private static int Count(string header, char mark)
    {
        var count = 0;
        var isQuoted = false;
        foreach (var character in header)
        {
            if (character == '"')
                isQuoted = !isQuoted;
            else if (character == mark && !isQuoted)
                count++;
        }
        return count;
    }

    private static Dictionary<string, string> Checked(IReadOnlyDictionary<string, string>? map)
    {
        foreach (var (column, field) in map ?? new Dictionary<string, string>())
        {
            if (field.Length > 0 && DraftFields.Find(field) is null)
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.FieldUnknown), SyncErrorKind.InvalidArgument, field, field, column, string.Join(", ", DraftFields.Names));
            }
        }
        return new Dictionary<string, string>(map ?? new Dictionary<string, string>());
    }
}
