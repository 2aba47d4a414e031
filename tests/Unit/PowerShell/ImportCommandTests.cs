using System.Text;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PhoneBooks;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Files that keep phone books current, as an admin types it. No tenant, no connection.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Import =
        "$PSDefaultParameterValues['Import-SyncPhoneBook:Region'] = 'DE'; "
        + "Import-SyncPhoneBook -Path $args[0] -Owner lena@contoso.com -PhoneBook $args[1] -StorePath $args[2] ";

    private readonly HostedModule host = new();
    private readonly TemporaryFolder folder = new();

    private string Store => folder.Path("books.db");

    public void Dispose()
    {
        host.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_file_keeps_its_phone_book_current()
    {
        var first = Report("a.csv", "Vorname;Nachname;Telefon\nAnna;Groß;030 901820\nBert;Klein;030 901821\nCora;Lang;030 901822\n");
        Assert.Equal(("lena@contoso.com", "Crm", SyncStatus.Succeeded), (first.Mailbox, first.PhoneBook, first.Status));
        Assert.Equal((3, 0, 0, 0), Counts(first));
        var before = Entries().ToDictionary(entry => entry.Name, entry => entry.Uid);

        Assert.Equal((0, 0, 0, 3), Counts(Report("a.csv", File.ReadAllText(folder.Path("a.csv")))));

        var changed = Report("a.csv", "Vorname;Nachname;Telefon\nDora;Kurz;030 901824\nBert;Klein;030 901829\nAnna;Groß;030 901820\n");
        Assert.Equal((1, 1, 1, 1), Counts(changed));
        var after = Entries().ToDictionary(entry => entry.Name, entry => entry);
        Assert.Equal(["Anna Groß", "Bert Klein", "Dora Kurz"], after.Keys.Order());
        Assert.Equal("+4930901829", after["Bert Klein"].Numbers[0].E164);
        Assert.Equal(before["Bert Klein"], after["Bert Klein"].Uid);

        var book = Assert.Single(Run("Get-SyncPhoneBook -StorePath $args[0]", Store).Objects<SyncPhoneBook>());
        Assert.Equal((PhoneBookSource.File, "", 3), (book.Source, book.Connection, book.Entries));
        var caller = Run("Get-SyncPhoneBookEntry -StorePath $args[0] -Number '030 901824' -Region DE", Store).Objects<SyncPhoneBookEntry>();
        Assert.Equal("Dora Kurz", Assert.Single(caller).Name);
    }

    [Fact]
    public void A_user_has_several_each_from_its_own_file()
    {
        Report("a.csv", "Vorname;Nachname\nA;B\n", title: "One");
        Report("b.vcf", "BEGIN:VCARD\nUID:1\nFN:C\nEND:VCARD\n", title: "Two");
        Report("c.ldif", "dn: cn=D\ncn: D\n", title: "Three");
        Report("a.csv", "Vorname;Nachname\nE;F\nG;H\n", title: "One");
        Assert.Equal(
            ["One: E F", "One: G H", "Three: D", "Two: C"], Entries().Select(entry => $"{entry.PhoneBook}: {entry.Name}").Order());
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("-First 3", 3)]
    [InlineData("-First 3 -Skip 2", 2)]
    [InlineData("-Skip 3", 1)]
    [InlineData("-First 0", 0)]
    [InlineData("-Name anna -First 3", 3)]
    public void No_more_are_written_than_asked_for_of_all_phone_books(string parameters, int expected)
    {
        Report("a.csv", "Vorname;Nachname\nAnna;A\nAnna;B\n", title: "One");
        Report("b.csv", "Vorname;Nachname\nAnna;C\nAnna;D\n", title: "Two");

        var script = $"Get-SyncPhoneBook -StorePath $args[0] | Get-SyncPhoneBookEntry {parameters}";
        var entries = Run(script, Store).ThrowOnError().Objects<SyncPhoneBookEntry>();

        Assert.Equal(expected, entries.Select(entry => entry.Uid).Distinct().Count());
        Assert.Equal(expected, entries.Count);
    }

    [Fact]
    public void A_card_that_is_renamed_is_the_same_by_its_id()
    {
        Report("a.vcf", "BEGIN:VCARD\nUID:1\nFN:Anna Klein\nTEL:1\nEND:VCARD\n");
        Assert.Equal((0, 1, 0, 0), Counts(Report("a.vcf", "BEGIN:VCARD\nUID:1\nFN:Anna Groß\nTEL:1\nEND:VCARD\n")));
    }

    [Fact]
    public void Bad_places_are_named_and_lose_nothing()
    {
        Report("a.csv", "Vorname;Nachname;Geburtstag\nAnna;Groß;\nBert;Klein;\n");
        var result = Write("a.csv", "Vorname;Nachname;Geburtstag\nAnna;Groß;gestern\nBert;\"Klein;\nCora;Lang;\n", "Crm");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("ContactUnreadable,", error.FullyQualifiedErrorId);
        Assert.Contains("a.csv', line 3: ", error.Exception.Message);
        Assert.Contains("Bert;\"Klein;", error.Exception.Message);
        var warning = Assert.Single(result.Warnings);
        Assert.Contains("a.csv', line 2, Geburtstag: ", warning);
        Assert.Contains("(gestern)", warning);
        var report = Assert.Single(result.Objects<SyncReport>());
        Assert.Equal((1, 0, 0, 2), Counts(report));
        Assert.Equal((SyncStatus.Succeeded, 1), (report.Status, report.Skipped));
        Assert.Contains(report.Notes, note => note.Contains("line 3", StringComparison.Ordinal));
        // Whose row it is cannot be told: Bert's entry stays.
        Assert.Equal(["Anna Groß", "Bert Klein", "Cora Lang"], Entries().Select(entry => entry.Name).Order());

        Assert.Equal((0, 0, 1, 2), Counts(Report("a.csv", "Vorname;Nachname\nAnna;Groß\nCora;Lang\n")));
    }

    [Fact]
    public void A_bad_card_that_tells_its_id_keeps_its_entry_alone()
    {
        static string Card(int id, string name) => $"BEGIN:VCARD\nUID:{id}\n{name}\nEND:VCARD\n";
        Report("a.vcf", Card(1, "FN:A") + Card(2, "FN:B") + Card(3, "FN:C"));
        var result = Write("a.vcf", Card(1, "FN:A") + Card(2, "NOTE:torn"), "Crm");
        Assert.Single(result.Errors);
        Assert.Equal((0, 0, 1, 2), Counts(Assert.Single(result.Objects<SyncReport>())));
        Assert.Equal(["A", "B"], Entries().Select(entry => entry.Name).Order());
    }

    [Fact]
    public void Strict_takes_all_or_nothing()
    {
        Report("a.csv", "Vorname;Nachname;Geburtstag\nAnna;Groß;\n");
        var result = Write("a.csv", "Vorname;Nachname;Geburtstag\nBert;Klein;\nAnna;Groß;gestern\n", "Crm", "-Strict");
        Assert.StartsWith("ContactFileFaulty,", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Single(result.Warnings);
        var report = Assert.Single(result.Objects<SyncReport>());
        Assert.Equal((SyncStatus.Failed, 2, "ContactFileFaulty"), (report.Status, report.ExitCode, report.ErrorId));
        Assert.Equal(["Anna Groß"], Entries().Select(entry => entry.Name));
    }

    [Fact]
    public void WhatIf_says_what_would_change_and_makes_no_store()
    {
        var result = Write("a.csv", "Vorname;Nachname\nAnna;Groß\nBert;\"Klein\n", "Crm", "-WhatIf");
        var report = Assert.Single(result.Objects<SyncReport>());
        Assert.Equal((SyncStatus.WhatIf, 1, 1), (report.Status, report.Added, report.Skipped));
        Assert.Single(result.Errors);
        Assert.False(File.Exists(Store));
    }

    [Fact]
    public void Guards_stop_a_file_that_lost_its_contacts()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"A{i};B\n"));
        Report("a.csv", "Vorname;Nachname\n" + rows);

        var empty = Write("a.csv", "Vorname;Nachname\n", "Crm");
        Assert.StartsWith("SourceEmpty,", Assert.Single(empty.Errors).FullyQualifiedErrorId);
        var few = Write("a.csv", "Vorname;Nachname\nA1;B\n", "Crm");
        Assert.StartsWith("TooManyDeletes,", Assert.Single(few.Errors).FullyQualifiedErrorId);
        Assert.Equal(3, Assert.Single(few.Objects<SyncReport>()).ExitCode);
        Assert.Equal(60, Entries().Count);

        var lifted = Write("a.csv", "Vorname;Nachname\nA1;B\n", "Crm", "-OverrideGuard TooManyDeletes");
        Assert.Equal((0, 0, 59, 1), Counts(Assert.Single(lifted.ThrowOnError().Objects<SyncReport>())));
    }

    [Fact]
    public void Private_contacts_and_pictures_stay_out_unless_asked_for()
    {
        const string Cards = "BEGIN:VCARD\nFN:A\nCLASS:PRIVATE\nEND:VCARD\nBEGIN:VCARD\nFN:B\nPHOTO;ENCODING=b:AQID\nEND:VCARD\n";
        Assert.Equal(1, Report("a.vcf", Cards).Skipped);
        Assert.Null(Assert.Single(Entries()).Contact.Photo);
        var all = Write("a.vcf", Cards, "All", "-IncludePrivate -IncludePhoto").ThrowOnError();
        Assert.Equal(2, Assert.Single(all.Objects<SyncReport>()).Added);
        Assert.Contains(Entries(), entry => entry.Contact.Photo is [1, 2, 3]);
    }

    [Fact]
    public void A_map_names_columns_and_an_id()
    {
        const string Map = "-Map @{ 'Nr.' = 'Id'; Wer = 'DisplayName'; 3 = 'MobilePhone' }";
        Write("a.csv", "Nr.;Wer;Wo\n7;Anna;0171 2345678\n", "Crm", Map).ThrowOnError();
        var entry = Assert.Single(Entries());
        Assert.Equal(("7", "Anna", PhoneNumberKind.MobilePhone), (entry.Contact.Id, entry.Name, entry.Numbers[0].Kind));
        var renamed = Write("a.csv", "Nr.;Wer;Wo\n7;Berta;0171 2345678\n", "Crm", Map).ThrowOnError();
        Assert.Equal((0, 1, 0, 0), Counts(Assert.Single(renamed.Objects<SyncReport>())));
    }

    [Theory]
    [InlineData("-Map @{ Vorname = 'Rufname' }", "FieldUnknown")]
    [InlineData("-Map @{ Rufname = 'GivenName' }", "ContactFileForeign")]
    [InlineData("-Format VCard", "ContactFileForeign")]
    [InlineData("-Format Ldif", "ContactFileForeign")]
    [InlineData("-Encoding klingon", "EncodingUnknown")]
    [InlineData("-Region XX", "RegionUnknown")]
    public void What_does_not_fit_is_told(string parameters, string id)
    {
        var result = Write("a.csv", "Vorname;Nachname\nA;B\n", "Crm", parameters);
        Assert.StartsWith(id + ",", (result.Terminating ?? Assert.Single(result.Errors)).FullyQualifiedErrorId);
        Assert.DoesNotContain(result.Objects<SyncReport>(), report => report.Status == SyncStatus.Succeeded);
    }

    [Theory]
    [InlineData("Import-SyncPhoneBook -Format V", "VCard")]
    [InlineData("Import-SyncPhoneBook -Encoding an", "ansi")]
    [InlineData("Import-SyncPhoneBook -OverrideGuard SourceE", "SourceEmpty")]
    public void Words_are_completed(string line, string expected) => Assert.Equal(
        [expected],
        Run("(TabExpansion2 $args[0]).CompletionMatches.CompletionText", line).ThrowOnError().Objects<string>());

    [Fact]
    public void A_file_that_is_not_there_is_a_report_and_an_error()
    {
        var result = Run(Import, folder.Path("none.csv"), "Crm", Store);
        Assert.StartsWith("ContactFileUnreadable,", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal(SyncStatus.Failed, Assert.Single(result.Objects<SyncReport>()).Status);
    }

    [Fact]
    public void Files_come_down_the_pipeline_each_to_a_phone_book_of_its_own()
    {
        File.WriteAllText(folder.Path("a.csv"), "Vorname;Nachname\nA;B\n");
        File.WriteAllText(folder.Path("b.csv"), "Vorname;Nachname\nC;D\n");
        var result = Run(
            """
            @(
                [pscustomobject]@{ FullName = "$($args[0])/a.csv"; Owner = 'lena@contoso.com' }
                [pscustomobject]@{ Path = "$($args[0])/b.csv"; Owner = 'lena@contoso.com'; PhoneBook = 'B' }
                [pscustomobject]@{ Path = "$($args[0])/a.csv"; Owner = 'lena@contoso.com'; PhoneBook = 'b' }
            ) | Import-SyncPhoneBook -StorePath $args[1] -Region DE
            """,
            folder.Root, Store);
        Assert.StartsWith("PhoneBookTwice,", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal(["a: A B", "B: C D"], Entries().Select(entry => $"{entry.PhoneBook}: {entry.Name}"));
    }

    [Fact]
    public void Destinations_are_served_unless_that_is_skipped()
    {
        Report("a.csv", "Vorname;Nachname\nA;B\n");
        var target = folder.Path("out.csv");
        Run("Register-SyncDestination Out Csv -Path $args[0] -StorePath $args[1]", target, Store).ThrowOnError();

        Write("a.csv", "Vorname;Nachname\nA;B\nC;D\n", "Crm", "-SkipPublish").ThrowOnError();
        Assert.False(File.Exists(target));

        var output = Write("a.csv", "Vorname;Nachname\nA;B\nC;D\nE;F\n", "Crm").ThrowOnError().Output.Select(item => item.BaseObject);
        Assert.Equal(SyncStatus.Succeeded, Assert.Single(output.OfType<SyncPublishReport>()).Status);
        Assert.Equal(4, File.ReadLines(target).Count());
    }

    [Fact]
    public void Texts_from_a_file_are_only_texts()
    {
        Report("a.csv", "Vorname;Nachname;Firma\n../../../tmp/x;$(Remove-Item *);`\u001b[31m\n", title: "../../evil");
        var entry = Assert.Single(Entries());
        Assert.Equal(("../../evil", "../../../tmp/x $(Remove-Item *)", "`[31m"), (entry.PhoneBook, entry.Name, entry.Company));
        Assert.All(Directory.GetFileSystemEntries(folder.Root), path => Assert.Matches(@"[/\\](a\.csv|books\.db(-wal|-shm)?)\z", path));
    }

    [Fact]
    public void Encodings_and_delimiters_can_be_told()
    {
        var text = "Vorname|Nachname\nΑθηνά|Β,;\n";
        File.WriteAllBytes(folder.Path("a.csv"), CodePagesEncodingProvider.Instance.GetEncoding(1253)!.GetBytes(text));
        Run(Import + "-Encoding windows-1253 -Delimiter '|'", folder.Path("a.csv"), "Crm", Store).ThrowOnError();
        Assert.Equal("Αθηνά Β,;", Assert.Single(Entries()).Name);
    }

    private static (int, int, int, int) Counts(SyncReport report) => (report.Added, report.Updated, report.Deleted, report.Unchanged);

    private SyncReport Report(string name, string text, string title = "Crm") =>
        Assert.Single(Write(name, text, title).ThrowOnError().Objects<SyncReport>());

    private HostedResult Write(string name, string text, string title, string parameters = "")
    {
        File.WriteAllText(folder.Path(name), text);
        return Run(Import + parameters, folder.Path(name), title, Store);
    }

    private IReadOnlyList<SyncPhoneBookEntry> Entries() =>
        Run("Get-SyncPhoneBookEntry -StorePath $args[0]", Store).ThrowOnError().Objects<SyncPhoneBookEntry>();

    private HostedResult Run(string script, params object?[] arguments) => host.Run(script, arguments);
}
