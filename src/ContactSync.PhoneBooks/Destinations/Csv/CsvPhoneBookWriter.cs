using System.Text;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using CsvHelper;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>Writes entries as CSV, by a template.</summary>
/// <param name="template">The template.</param>
/// <param name="numberForm">How numbers are written; null for the template's own way.</param>
internal sealed class CsvPhoneBookWriter(CsvTemplate template, PhoneNumberForm? numberForm = null)
{
    private readonly Func<SyncPhoneNumber, string> numberText = (numberForm ?? template.NumberForm).Writer(template.Extensions);

    /// <summary>The fields that the template has columns for.</summary>
    public IReadOnlySet<string> Fields { get; } = template.Columns.SelectMany(column => column.Fields).SelectMany(CsvFields.CarriedBy)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the file's content.</summary>
    /// <returns>The number of entries written.</returns>
    public async Task<int> WriteAsync(
        Stream stream, IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken)
    {
        var encoding = CsvTemplates.EncodingOf(template)!;
        await using var text = new StreamWriter(stream, encoding, leaveOpen: true);
        // Formulas are this room's own concern: the library would also put its apostrophe before numbers.
        var options = new CsvWriterOptions
        {
            Separator = template.Delimiter[0],
            NewLine = template.UnixLineEnds ? "\n" : "\r\n",
            Quoting = template.QuoteAll ? CsvQuoting.Always : CsvQuoting.WhenNeeded,
        };
        await using var csv = CsvWriter.Create(text, options, leaveOpen: true);
        if (template.Header)
        {
            foreach (var column in template.Columns)
                csv.WriteField(column.Name);
            await csv.EndRecordAsync(cancellationToken).ConfigureAwait(false);
        }
        var probe = new EncodingProbe(encoding, losses);
        var count = 0;
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (template.OnlyWithNumber && entry.Numbers.Count == 0)
            {
                losses.Add(nameof(SyncPhoneBookEntry), Texts.Catalog.Text(nameof(Errors.Text_EntryWithoutNumber)));
                continue;
            }
            losses.AddExtensions(entry, Fields, numberText);
            foreach (var number in template.OneRowANumber ? entry.Numbers : (IEnumerable<SyncPhoneNumber?>)[null])
            {
                var row = new CsvRowSource(entry, number, numberText, template.DateFormat);
                foreach (var column in template.Columns)
                    csv.WriteField(probe.Check(column, CellOf(column, row, losses)));
                await csv.EndRecordAsync(cancellationToken).ConfigureAwait(false);
            }
            count++;
        }
        return count;
    }

    private string CellOf(CsvTemplateColumn column, CsvRowSource row, PublishLosses losses)
    {
        var values = column.Fields.SelectMany(field => CsvFields.ValuesOf(field, row).Select(value => (field, value))).ToList();
        if (column.Text is not null)
            return column.Fields.Count == 0 || values.Count > 0 ? column.Text : "";
        if (values.Count == 0)
            return "";
        if (column.Join is null && values.Count > 1 && values[1].field == values[0].field)
            losses.Add(values[0].field, Texts.Catalog.Text(nameof(Errors.Text_OneOfKind)));
        var texts = (column.Join is null ? values.Take(1) : values).Select(value => column.Characters is { } allowed
            ? WithAllowed(allowed, value.field, value.value, losses)
            : value.value);
        var cell = string.Join(column.Join, texts);
        if (column.MaxLength is { } most && cell.Length > most)
        {
            losses.Add(values[0].field, Texts.Catalog.Text(nameof(Errors.Text_CutOff), most));
            // A number that is cut off is another one's.
            cell = CsvFields.IsNumber(values[0].field) ? "" : CutOff(cell, most);
        }
        return template.ForSpreadsheets ? CsvCell.Neutralize(cell, CsvFields.IsNumber(values[0].field)) : cell;
    }

    private static string WithAllowed(string allowed, string field, string value, PublishLosses losses)
    {
        bool Has(char character) => allowed.Contains(character, StringComparison.Ordinal);

        // What is dialled behind a pause makes another number without it.
        if (CsvFields.IsNumber(field))
        {
            var digits = value.AsSpan();
            digits = digits[..(digits.LastIndexOfAnyInRange('0', '9') + 1)];
            for (var i = Math.Max(digits.IndexOfAnyInRange('0', '9'), 0); i < digits.Length; i++)
            {
                if (Has(digits[i]) || char.IsWhiteSpace(digits[i]) || digits[i] is '/' or '-' or '.' or '(' or ')')
                    continue;
                losses.Add(field, Texts.Catalog.Text(nameof(Errors.Text_CharacterLeftOut), digits[i]));
                value = value[..i];
                break;
            }
        }
        return string.Concat(value.Where(Has));
    }

    private static string CutOff(string text, int length) =>
        text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>Counts the cells with characters that the encoding does not have; they become question marks.</summary>
    private sealed class EncodingProbe(Encoding encoding, PublishLosses losses)
    {
        private readonly bool hasAll = encoding.CodePage == Encoding.UTF8.CodePage || encoding.CodePage == Encoding.Unicode.CodePage;

        public string Check(CsvTemplateColumn column, string cell)
        {
            if (!hasAll && !Ascii.IsValid(cell) && encoding.GetString(encoding.GetBytes(cell)) != cell)
            {
                losses.Add(
                    column.Fields.FirstOrDefault() ?? column.Name,
                    Texts.Catalog.Text(nameof(Errors.Text_NotInEncoding), encoding.WebName));
            }
            return cell;
        }
    }
}
