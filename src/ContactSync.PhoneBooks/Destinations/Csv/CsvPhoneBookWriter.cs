using CsvHelper;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>
/// Writes entries as CSV: one row an entry, the columns of <see cref="CsvColumn"/>, UTF-8 with a byte-order mark (Excel reads umlauts
/// wrongly without), lines ended by CR LF (RFC 4180).
/// </summary>
/// <param name="delimiter">What stands between cells; a German Excel opens files with <c>;</c> by a double click.</param>
public sealed class CsvPhoneBookWriter(char delimiter = ',')
{
    /// <summary>Writes the file anew. Until all is written, and if anything fails, a file that was there stays as it was.</summary>
    /// <returns>The number of entries written.</returns>
    /// <exception cref="SyncException">FileUnwritable.</exception>
    public async Task<int> WriteAsync(string path, IAsyncEnumerable<SyncPhoneBookEntry> entries, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        try
        {
            await using var file = ReplacedFile.Begin(path);
            var count = await WriteAsync(file.Stream, entries, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            file.Commit();
            return count;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileCheck.Unwritable(path, failure);
        }
    }

    private async Task<int> WriteAsync(Stream stream, IAsyncEnumerable<SyncPhoneBookEntry> entries, CancellationToken cancellationToken)
    {
        // Formulas are this room's own concern: the library would also put its apostrophe before numbers.
        var options = new CsvWriterOptions { Separator = delimiter, WriteByteOrderMark = true };
        await using var csv = CsvWriter.Create(stream, options, leaveOpen: true);

        foreach (var column in CsvColumn.All)
            csv.WriteField(column.Name);
        await csv.EndRecordAsync(cancellationToken).ConfigureAwait(false);

        var count = 0;
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (var column in CsvColumn.All)
                csv.WriteField(CsvCell.Neutralize(column.Read(entry), column.IsNumber));
            await csv.EndRecordAsync(cancellationToken).ConfigureAwait(false);
            count++;
        }
        return count;
    }
}
