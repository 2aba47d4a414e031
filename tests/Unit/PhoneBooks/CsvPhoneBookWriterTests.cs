using System.Text;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PhoneBooks.Destinations.Csv;
using ContactSync.Tests.Engine;
using Xunit;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>Phone books as a table that a spreadsheet opens: read back by a reader of our own, written in a moment.</summary>
public sealed class CsvPhoneBookWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string CsvPath => folder.Path("out.csv");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_row_an_entry_owner_and_phone_book_first()
    {
        var contact = TestData.Entry(TestData.Contact("1", "Jürgen Müller", "F", "030 / 23125-011", "4711") with
        {
            GivenName = "Jürgen",
            Surname = "Müller",
            CompanyName = "Beispiel & Söhne, \"Der Laden\"",
            EmailAddresses = [new(2, "zwei@example.com"), new(1, "eins@example.com")],
            PostalAddresses = [new(PostalAddressKind.Home, "Straße 1", "10115", "Berlin", null, "Deutschland")],
            Birthday = new DateOnly(1970, 1, 31),
            Categories = ["Kunde", "VIP"],
            Notes = "erste Zeile\r\nzweite Zeile",
        }).Contact;

        Assert.Equal(1, await WriteAsync(Entry(contact)));

        var rows = Read();
        Assert.Equal(["Owner", "PhoneBook", "Name"], rows[0][..3]);
        var cells = rows[0].Zip(rows[1]).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal(("anna@example.com", "Privat", "Jürgen Müller"), (cells["Owner"], cells["PhoneBook"], cells["Name"]));
        Assert.Equal(("Jürgen", "Müller", "Beispiel & Söhne, \"Der Laden\""), (cells["GivenName"], cells["Surname"], cells["Company"]));
        Assert.Equal(("+493023125011", "4711", ""), (cells["BusinessPhone"], cells["BusinessPhone2"], cells["MobilePhone"]));
        Assert.Equal(("eins@example.com", "zwei@example.com", ""), (cells["Email1"], cells["Email2"], cells["Email3"]));
        Assert.Equal(("Straße 1", "10115", "Berlin", "", "Deutschland"),
            (cells["HomeStreet"], cells["HomePostalCode"], cells["HomeCity"], cells["HomeState"], cells["HomeCountry"]));
        Assert.Equal(("1970-01-31", "Kunde; VIP", "erste Zeile\r\nzweite Zeile"), (cells["Birthday"], cells["Categories"], cells["Notes"]));
    }

    [Fact]
    public async Task Every_kind_of_number_has_a_column_and_two_of_a_kind_share_it()
    {
        var contact = TestData.Contact("1") with
        {
            PhoneNumbers =
            [
                .. Enum.GetValues<PhoneNumberKind>().Select(kind => new SyncPhoneNumber(kind, $"{(int)kind}")),
                new(PhoneNumberKind.Pager, "99"),
            ],
        };

        await WriteAsync(Entry(contact));

        var rows = Read();
        Assert.All(Enum.GetValues<PhoneNumberKind>(), kind => Assert.Equal(
            kind == PhoneNumberKind.Pager ? $"{(int)kind}; 99" : $"{(int)kind}", rows[1][Array.IndexOf(rows[0], kind.ToString())]));
    }

    [Fact]
    public async Task The_file_is_UTF_8_with_a_mark_and_lines_end_with_CR_LF()
    {
        await WriteAsync(Entry(TestData.Contact("1")));

        var bytes = await File.ReadAllBytesAsync(CsvPath);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        Assert.Equal("\r\n"u8.ToArray(), bytes[^2..]);
        Assert.DoesNotContain("\n", Encoding.UTF8.GetString(bytes).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_delimiter_separates_and_is_quoted()
    {
        await WriteAsync(Entry(TestData.Contact("1", "a;b,c")), ';');

        var text = await File.ReadAllTextAsync(CsvPath);
        Assert.StartsWith("Owner;PhoneBook;Name;", text, StringComparison.Ordinal);
        Assert.Contains("anna@example.com;Privat;\"a;b,c\";", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("＝1")]
    public async Task No_text_is_run_as_a_formula(string text)
    {
        await WriteAsync(Entry(TestData.Contact("1", text) with { Notes = text, Categories = [text] }));

        Assert.Equal(3, Read()[1].Count(cell => cell == "'" + text));
    }

    [Theory]
    [InlineData("+49 30 1", "+49 30 1")]
    [InlineData("+123/(4)-5.6", "+123/(4)-5.6")]
    [InlineData("-12", "-12")]
    [InlineData("**610", "**610")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0")]
    [InlineData("@1", "'@1")]
    public async Task A_number_keeps_its_plus_and_only_that(string raw, string expected)
    {
        await WriteAsync(Entry(TestData.Contact("1", null, "F", raw)));

        var rows = Read();
        Assert.Equal(expected, rows[1][Array.IndexOf(rows[0], "BusinessPhone")]);
    }

    [Fact]
    public async Task Without_entries_there_are_the_headings()
    {
        Assert.Equal(0, await WriteAsync());
        Assert.Single(Read());
    }

    [Fact]
    public async Task An_old_file_is_replaced_and_keeps_its_mode()
    {
        await File.WriteAllTextAsync(CsvPath, new string('x', 100_000));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(CsvPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        await WriteAsync(Entry(TestData.Contact("1")));

        Assert.Equal(2, Read().Count);
        Assert.Equal([CsvPath], Directory.GetFiles(folder.Root));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(CsvPath));
    }

    [Fact]
    public async Task A_link_stays_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "because making links needs a privilege on Windows");
        await File.WriteAllTextAsync(folder.Path("real.csv"), "old");
        File.CreateSymbolicLink(CsvPath, "real.csv");

        await WriteAsync(Entry(TestData.Contact("1")));

        Assert.Equal("real.csv", new FileInfo(CsvPath).LinkTarget);
        Assert.StartsWith("Owner", await File.ReadAllTextAsync(folder.Path("real.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_or_failed_it_leaves_the_old_file_and_nothing_else()
    {
        await File.WriteAllTextAsync(CsvPath, "old");
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WriteAsync(Interrupted(stop.Cancel), stop.Token));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() =>
            WriteAsync(Interrupted(() => throw new TimeZoneNotFoundException()), default));

        Assert.Equal("old", await File.ReadAllTextAsync(CsvPath));
        Assert.Equal([CsvPath], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error()
    {
        var error = await Assert.ThrowsAsync<SyncException>(() =>
            WriteAsync(Interrupted(() => { }), default, folder.Path("none/out.csv")));

        Assert.Equal("FileUnwritable", error.ErrorId);
        Assert.Contains("out.csv", error.Message, StringComparison.Ordinal);
    }

    private static SyncPhoneBookEntry Entry(SyncContact contact) =>
        new() { Uid = Guid.NewGuid(), Owner = "anna@example.com", PhoneBook = "Privat", Name = contact.ToString(), Contact = contact };

    private static async IAsyncEnumerable<SyncPhoneBookEntry> Interrupted(Action interrupt)
    {
        for (var number = 0; number < 2000; number++)
        {
            yield return Entry(TestData.Contact($"{number}"));
            if (number == 1500)
                interrupt();
            await Task.Yield();
        }
    }

    private Task<int> WriteAsync(params SyncPhoneBookEntry[] entries) =>
        WriteAsync(entries.ToAsyncEnumerable(), default);

    private Task<int> WriteAsync(SyncPhoneBookEntry entry, char delimiter) =>
        WriteAsync(new[] { entry }.ToAsyncEnumerable(), default, delimiter: delimiter);

    private async Task<int> WriteAsync(
        IAsyncEnumerable<SyncPhoneBookEntry> entries, CancellationToken cancellationToken, string? path = null, char delimiter = ',')
    {
        var template = CsvTemplates.Find(null) with { Delimiter = delimiter.ToString() };
        await using var file = DestinationFiles.OpenCsv(path ?? CsvPath, template);
        return await file.WriteAsync(entries, new PublishLosses(), cancellationToken);
    }

    /// <summary>The rows as RFC 4180 describes them.</summary>
    private List<string[]> Read()
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        var text = File.ReadAllText(CsvPath);
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || text[i] is not (',' or '\r' or '\n'))
                cell.Append(text[i]);
            else if (text[i] == ',')
                Take();
            else if (text[i] == '\n')
            {
                Take();
                rows.Add([.. row]);
                row.Clear();
            }
        }
        return rows;

        void Take()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
