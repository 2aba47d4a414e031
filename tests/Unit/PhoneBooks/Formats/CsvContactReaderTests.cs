using System.Text;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PhoneBooks.Destinations.Csv;
using ContactSync.PhoneBooks.Formats;
using ContactSync.Tests.Sandbox;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Formats;

public sealed class CsvContactReaderTests
{
    [Fact]
    public void Reads_german_Outlook_in_Windows_1252()
    {
        const string Text = "Anrede;Vorname;Nachname;Firma;Straße geschäftlich;Ort geschäftlich;Telefon (geschäftlich);"
            + "Telefon geschäftlich 2;Mobiltelefon;Mobiltelefon 2;Geburtstag;Ort;Notizen;Privat\r\n"
            + "Frau;Änne;Größler;\"Möbel \"\"Süß\"\"; KG\";Große Bleiche 1;Mainz;069 90009-1;069 90009-2;0171;0172;17.6.1980;Zimmer;"
            + "\"eins\r\nzwei\";True\r\n";
        var (contacts, problems) = Read(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Text));
        Assert.Empty(problems.Kept);
        Assert.Empty(problems.UnknownColumns);
        var contact = Assert.Single(contacts);
        Assert.Equal(("Frau", "Änne", "Größler"), (contact.Title, contact.GivenName, contact.Surname));
        Assert.Equal(("Möbel \"Süß\"; KG", "eins\r\nzwei"), (contact.CompanyName, contact.Notes));
        Assert.Equal(
            new SyncPostalAddress(PostalAddressKind.Business, "Große Bleiche 1", null, "Mainz", null, null),
            Assert.Single(contact.PostalAddresses));
        Assert.Equal(
            ["BusinessPhone 069 90009-1", "BusinessPhone2 069 90009-2", "MobilePhone 0171", "RadioPhone 0172"],
            contact.PhoneNumbers.Select(number => $"{number.Kind} {number.Raw}"));
        Assert.Equal((new DateOnly(1980, 6, 17), ContactSensitivity.Private), (contact.Birthday!.Value, contact.Sensitivity));
    }

    [Fact]
    public void Reads_english_Outlook_and_its_empty_dates()
    {
        var contact = Single("""
            First Name,Company Main Phone,Assistant's Phone,TTY/TDD Phone,E-mail 2 Address,Birthday,Anniversary,Children,Sensitivity
            Renée,+1 212 555 0142,+1 212 555 0143,+1 212 555 0144,r@example.com,0/0/00,3/9/2005,Ann;Bob,Confidential
            """);
        Assert.Equal(
            ["AssistantPhone +1 212 555 0143", "CompanyMainPhone +1 212 555 0142", "TtyTddPhone +1 212 555 0144"],
            contact.PhoneNumbers.Select(number => $"{number.Kind} {number.Raw}"));
        Assert.Equal(new SyncEmailAddress(2, "r@example.com"), Assert.Single(contact.EmailAddresses));
        Assert.Null(contact.Birthday);
        Assert.Equal((new DateOnly(2005, 3, 9), ContactSensitivity.Confidential), (contact.Anniversary!.Value, contact.Sensitivity));
        Assert.Equal(["Ann", "Bob"], contact.Children);
    }

    [Fact]
    public void Reads_new_Google()
    {
        var contact = Single(
            "First Name,Last Name,File As,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,"
            + "Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
            + "Relation 1 - Label,Relation 1 - Value,Event 1 - Label,Event 1 - Value\n"
            + "Anna,Müller,Müller,Example,Friends ::: * myContacts,* Work,a@example.com ::: b@example.com,Work,030 1 ::: 030 2,"
            + "Work Fax,030 3,Home,\"Seestr. 2, Zürich\",Seestr. 2,Zürich,Spouse,Max,Anniversary,2001-02-03\n");
        Assert.Equal(["Friends"], contact.Categories);
        Assert.Equal(["a@example.com", "b@example.com"], contact.EmailAddresses.Select(address => address.Address));
        Assert.Equal(
            ["BusinessFax 030 3", "BusinessPhone 030 1", "BusinessPhone 030 2"],
            contact.PhoneNumbers.Select(number => $"{number.Kind} {number.Raw}"));
        Assert.Equal((PostalAddressKind.Home, "Seestr. 2"), (contact.PostalAddresses[0].Kind, contact.PostalAddresses[0].Street));
        Assert.Equal(("Max", new DateOnly(2001, 2, 3)), (contact.SpouseName, contact.Anniversary!.Value));
    }

    [Fact]
    public async Task Reads_what_Export_SyncPhoneBook_writes()
    {
        var before = new SyncContact
        {
            Id = "1",
            FolderId = "",
            DisplayName = "=Anna",
            GivenName = "Anna",
            CompanyName = "Example; \"KG\"",
            OfficeLocation = "7",
            Categories = ["a", "b"],
            Birthday = new DateOnly(1980, 6, 17),
            Notes = "eins\r\nzwei",
            PhoneNumbers = [new(PhoneNumberKind.BusinessPhone, "+49301"), new(PhoneNumberKind.HomeFax, "2")],
            EmailAddresses = [new(2, "a@example.com")],
            PostalAddresses = [new(PostalAddressKind.Other, "S", "1", "C", "B", "D")],
        };
        using var folder = new TemporaryFolder();
        var entry = new SyncPhoneBookEntry { Uid = Guid.Empty, Owner = "o", PhoneBook = "p", Name = "=Anna", Contact = before };
        await using var file = DestinationFiles.OpenCsv(folder.Path("a.csv"), CsvTemplates.Find(null) with { Delimiter = ";" });
        await file.WriteAsync(new[] { entry }.ToAsyncEnumerable(), new PublishLosses(), TestContext.Current.CancellationToken);
        var (contacts, problems) = Read(await File.ReadAllBytesAsync(folder.Path("a.csv"), TestContext.Current.CancellationToken));
        Assert.Empty(problems.Kept);
        Assert.Empty(problems.UnknownColumns);
        var after = Assert.Single(contacts);
        Assert.Equal(
            Encoding.UTF8.GetString(ContactSync.Engine.Planning.ContactJson.Write(before)),
            Encoding.UTF8.GetString(ContactSync.Engine.Planning.ContactJson.Write(after)));
    }

    [Fact]
    public void Reads_general_words()
    {
        var contact = Single(
            "Name;Firma;Telefon;Handy;Fax;E-Mail;Straße;PLZ;Ort\nAnna Müller;Example;1;2;3;a@example.com;Hauptstr. 1;50667;Köln");
        Assert.Equal("Anna Müller", contact.DisplayName);
        Assert.Equal(
            [PhoneNumberKind.BusinessFax, PhoneNumberKind.BusinessPhone, PhoneNumberKind.MobilePhone],
            contact.PhoneNumbers.Select(number => number.Kind));
        Assert.Equal(
            new SyncPostalAddress(PostalAddressKind.Business, "Hauptstr. 1", "50667", "Köln", null, null),
            Assert.Single(contact.PostalAddresses));
    }

    [Fact]
    public void A_map_names_columns_by_heading_and_leaves_others_out()
    {
        var options = new ContactFileOptions(Map: new Dictionary<string, string>
        {
            ["Kundennr."] = "Id",
            ["wer"] = "GivenName",
            ["Telefon"] = "",
        });
        var (contacts, problems) = Read("Kundennr.;Wer;Nachname;Telefon;Rest\n17;Anna;Müller;1;x"u8.ToArray(), options);
        Assert.Empty(problems.Kept);
        Assert.Equal(["Rest"], problems.UnknownColumns);
        var contact = Assert.Single(contacts);
        Assert.Equal(("17", "Anna", "Müller"), (contact.Id, contact.GivenName, contact.Surname));
        Assert.Empty(contact.PhoneNumbers);
    }

    [Fact]
    public void A_map_by_number_reads_a_file_without_header()
    {
        var options = new ContactFileOptions(Map: new Dictionary<string, string> { ["1"] = "DisplayName", ["2"] = "BusinessPhone" });
        var (contacts, problems) = Read("Anna;1;x\nBert;2;y"u8.ToArray(), options);
        Assert.Empty(problems.Kept);
        Assert.Equal(["Anna", "Bert"], contacts.Select(contact => contact.DisplayName));
    }

    [Fact]
    public void A_map_to_a_column_that_is_not_there_stops_the_file()
    {
        var options = new ContactFileOptions(Map: new Dictionary<string, string> { ["Nummer"] = "MobilePhone" });
        var (contacts, problems) = Read("Vorname;Nachname\nA;B"u8.ToArray(), options);
        Assert.Empty(contacts);
        Assert.Equal((1, "Nummer"), (problems.Fatal!.Line, problems.Fatal.Column));
    }

    [Fact]
    public void A_map_to_a_field_that_is_none_names_the_fields()
    {
        var options = new ContactFileOptions(Map: new Dictionary<string, string> { ["Nummer"] = "Mobil" });
        var error = Assert.Throws<SyncException>(() => Read("Vorname;Nachname\nA;B"u8.ToArray(), options));
        Assert.Equal("FieldUnknown", error.ErrorId);
        Assert.Contains("MobilePhone", error.Advice);
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_costs_one_line()
    {
        var (contacts, problems) = Read(""""
            First Name,Last Name,Home Phone
            Anna,Erste,1
            Bert,"Zweite,2
            Cora,Dritte,3
            Dora,"Vier ""te""",4
            Emil,"x"y,5
            """");
        Assert.Equal(["1", "3", "4", "5"], contacts.Select(contact => contact.PhoneNumbers[0].Raw));
        Assert.Equal([(3L, true), (6L, false)], problems.Kept.Select(problem => (problem.Line, problem.ContactLost)));
        Assert.Equal("Bert,\"Zweite,2", problems.Kept[0].Value);
    }

    [Fact]
    public void Many_open_quotation_marks_take_no_longer_than_few()
    {
        var text = "First Name,Last Name\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"A{i},\"B\nC{i},D\n"));
        var (contacts, problems) = Read(text);
        Assert.Equal(50_000, contacts.Count(contact => contact.Surname == "D"));
        Assert.Equal(50_000, problems.ContactsLost);
    }

    [Fact]
    public void Lines_that_are_too_long_are_named_and_passed()
    {
        var text = $"First Name,Last Name\nA,B\n{new string('x', 5 << 20)},C\nD,E\n";
        var (contacts, problems) = Read(text);
        Assert.Equal(["B", "E"], contacts.Select(contact => contact.Surname));
        Assert.Equal(3, Assert.Single(problems.Kept).Line);
    }

    [Fact]
    public void A_bad_value_costs_itself()
    {
        var (contacts, problems) = Read("Vorname;Nachname;Geburtstag;Vorname;\nA;B;gestern;C;\nD;E;1.2.1990;;;zu viel\n;;;;\n");
        Assert.Equal(["A", "D"], contacts.Select(contact => contact.GivenName));
        Assert.Equal(
            [(1L, "Vorname", null), (2L, "Geburtstag", "gestern"), (3L, null, "zu viel")],
            problems.Kept.Select(problem => (problem.Line, problem.Column, problem.Value)));
        Assert.Equal(0, problems.ContactsLost);
    }

    [Theory]
    [InlineData("3/4/2001", "12/31/1999", "2001-03-04")]
    [InlineData("3/4/2001", "31/12/1999", "2001-04-03")]
    [InlineData("3-4-2001", "31-12-1999", "2001-04-03")]
    [InlineData("3.4.2001", "12/31/1999", "2001-04-03")]
    [InlineData("3/4/2001", "", "2001-03-04")]
    [InlineData("2001-03-04", "31/12/1999", "2001-03-04")]
    public void The_order_of_day_and_month_is_the_file_s(string first, string second, string expected)
    {
        var (contacts, problems) = Read($"Vorname;Nachname;Geburtstag;Jahrestag\nA;B;{first};\nC;D;;{second}\n");
        Assert.Empty(problems.Kept);
        Assert.Equal(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), contacts[0].Birthday);
        Assert.Equal(second.Length > 0 ? new DateOnly(1999, 12, 31) : null, contacts[1].Anniversary);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("\n\n", 3)]
    [InlineData("a,b,c\n1,2,3", 1)]
    [InlineData("sep=;\na;b", 2)]
    public void A_file_that_is_none_is_named(string text, long line)
    {
        var (contacts, problems) = Read(text);
        Assert.Empty(contacts);
        Assert.Equal(line, problems.Fatal!.Line);
    }

    [Theory]
    [InlineData("sep=|\nVorname|Nachname\nA;|B")]
    [InlineData("Vorname\tNachname\nA;\tB")]
    [InlineData("\"Vorname\";\"Nachname\"\n\"A;\";B")]
    [InlineData("\n\nVorname,Nachname\r\nA;,B\r\n")]
    public void The_separator_is_found(string text)
    {
        var contact = Single(text);
        Assert.Equal(("A;", "B"), (contact.GivenName, contact.Surname));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    [InlineData("utf-32")]
    public void The_encoding_is_found_by_its_mark(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var (contacts, _) = Read([.. encoding.Preamble, .. encoding.GetBytes("Vorname;Nachname\r\nÖzlem;李")]);
        Assert.Equal("李", Assert.Single(contacts).Surname);
    }

    [Fact]
    public void A_character_across_the_border_of_two_pieces_is_UTF8()
    {
        var text = "Vorname;Nachname\r\n" + string.Concat(Enumerable.Repeat("Änne;李小龍\r\n", 20_000));
        Assert.All(Read(text).Contacts, contact => Assert.Equal("李小龍", contact.Surname));
    }

    [Fact]
    public void Every_real_file_is_read_or_names_its_bad_lines()
    {
        var files = Directory.GetFiles(SharedData.Require("csv"));
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var (contacts, problems) = Read(File.ReadAllBytes(file));
            Assert.True(contacts.Count > 0 || problems.Fatal is not null, file);
            Assert.All(contacts, contact => Assert.DoesNotMatch("[Ãï�\"]", contact.ToString()));
        }
    }

    [Theory]
    [InlineData("Google", "Firma", 11, 10, 3, "1972-01-31")]
    [InlineData("Outlook365_Web", "Firma", 3, 17, 3, "1972-01-31")]
    [InlineData("ThunderbirdAnsi", "Firma", 2, 5, 2, "1972-01-31")]
    [InlineData("ThunderbirdUtf8EnglishColumnsInvalidBDay", "Firma", 2, 5, 2, null)]
    [InlineData("WindowsLiveMail", "Firma", 1, 6, 2, null)]
    public void Real_files_are_read_whole(string name, string company, int mails, int numbers, int addresses, string? birthday)
    {
        var contact = Read(File.ReadAllBytes(Path.Combine(SharedData.Require("csv"), $"folkerkinzel__{name}.csv"))).Contacts[0];
        Assert.Equal(("Max", "Mustermann", company), (contact.GivenName, contact.Surname, contact.CompanyName));
        Assert.Equal(
            (mails, numbers, addresses),
            (contact.EmailAddresses.Count, contact.PhoneNumbers.Count, contact.PostalAddresses.Count));
        Assert.Equal(birthday, contact.Birthday?.ToString("yyyy-MM-dd"));
    }

    [Fact]
    public void An_impossible_birthday_of_a_real_file_is_named()
    {
        var path = Path.Combine(SharedData.Require("csv"), "folkerkinzel__ThunderbirdUtf8EnglishColumnsInvalidBDay.csv");
        var problem = Assert.Single(Read(File.ReadAllBytes(path)).Problems.Kept);
        Assert.Equal((2L, "Birth Day", "1977-2-31", false), (problem.Line, problem.Column, problem.Value, problem.ContactLost));
    }

    private static SyncContact Single(string text)
    {
        var (contacts, problems) = Read(text);
        Assert.Empty(problems.Kept);
        return Assert.Single(contacts);
    }

    private static (List<SyncContact> Contacts, ContactFileProblems Problems) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static (List<SyncContact> Contacts, ContactFileProblems Problems) Read(byte[] bytes, ContactFileOptions? options = null)
    {
        var problems = new ContactFileProblems("test.csv");
        using var stream = new MemoryStream(bytes);
        return ([.. ContactFile.Read(stream, ContactFileFormat.Csv, "folder", options ?? new ContactFileOptions(), problems)], problems);
    }
}
