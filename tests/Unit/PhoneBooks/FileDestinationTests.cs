using System.Text;
using System.Xml.Linq;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PhoneBooks.Destinations.Csv;
using ContactSync.Tests.Engine;
using Xunit;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>Each kind of file: what every one must do, and the makers' rules for their elements (PROTOCOL §7).</summary>
public sealed class FileDestinationTests : IDisposable
{
    private const string Nasty = "a<b>&\"'\u0000\u0001\uFFFE;,\r\n\t../../etc/ä😀\u200E=1+1\\";

    private readonly TemporaryFolder folder = new();

    private readonly PublishLosses losses = new();

    public static TheoryData<DestinationKind> Kinds { get; } = [.. DestinationFiles.Kinds];

    public static TheoryData<string> Templates { get; } = [.. CsvTemplates.All.Select(template => template.Name)];

    private string FilePath => folder.Path("book.xml");

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_file_is_written_whole_stays_in_its_folder_and_is_erased(DestinationKind kind)
    {
        await using var destination = Open(kind);
        Assert.False(destination.IsInPlace);
        Assert.Equal(CheckStatus.Passed, (await destination.TestAsync(default).SingleAsync()).Status);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
        var nasty = TestData.Contact("n", Nasty, "F", "030 23125011") with { GivenName = Nasty, Surname = Nasty, CompanyName = Nasty };

        await WriteAsync(destination, Entry(TestData.Contact("1", "Jürgen Müller", "F", "030 23125011")), Entry(nasty));

        Assert.True(destination.IsInPlace);
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(folder.Root));
        var before = await File.ReadAllBytesAsync(FilePath);
        // A directory's file has what is not ASCII as Base64.
        var name = kind == DestinationKind.Ldif ? Convert.ToBase64String(Encoding.UTF8.GetBytes("Jürgen Müller")) : "Jürgen Müller";
        Assert.Contains(name, Encoding.UTF8.GetString(before), StringComparison.Ordinal);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() =>
            destination.WriteAsync(Failing(), losses, default));
        Assert.Equal(before, await File.ReadAllBytesAsync(FilePath));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(folder.Root));

        await destination.EraseAsync(default);
        await destination.EraseAsync(default);
        Assert.False(destination.IsInPlace);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_a_killed_run_left_goes_and_what_another_is_writing_stays(DestinationKind kind)
    {
        await using var destination = Open(kind);
        var beside = folder.Path(".book.xml.tmp");
        File.WriteAllText(beside, "half");

        await WriteAsync(destination, Entry(Full()));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(folder.Root));

        await using (new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
        {
            await WriteAsync(destination, Entry(Full()));
            Assert.Equal([beside, FilePath], Directory.GetFileSystemEntries(folder.Root).Order(StringComparer.Ordinal));
        }
        await destination.EraseAsync(default);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Without_entries_there_is_an_empty_book(DestinationKind kind)
    {
        await using var destination = Open(kind);

        Assert.Equal(0, await WriteAsync(destination));

        Assert.True(destination.IsInPlace);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_folder_that_is_not_there_is_an_error_and_a_failed_check(DestinationKind kind)
    {
        await using var destination = (IFileDestination)DestinationFiles.Open(
            kind, new DestinationSettings { Place = folder.Path("none/book.xml") });

        Assert.Equal("FileUnwritable", (await Assert.ThrowsAsync<SyncException>(() => WriteAsync(destination))).ErrorId);
        var check = await destination.TestAsync(default).SingleAsync();
        Assert.Equal((CheckStatus.Failed, "FileUnwritable"), (check.Status, check.Code));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_it_says_to_carry_are_fields(DestinationKind kind)
    {
        var known = ContactFields.Rows.Select(field => field.Name).ToHashSet();

        Assert.Empty(DestinationFiles.Open(kind, new DestinationSettings { Place = FilePath }).Fields.Except(known));
    }

    [Theory]
    [InlineData(PhoneNumberForm.Dial, "0030123")]
    [InlineData(PhoneNumberForm.International, "+4930123")]
    [InlineData(PhoneNumberForm.AsTyped, "030 / 123")]
    public async Task Numbers_are_written_in_the_form_asked_for(PhoneNumberForm form, string expected)
    {
        var contact = TestData.Contact("1") with
        {
            PhoneNumbers = [new(PhoneNumberKind.BusinessPhone, "030 / 123", "+4930123", DialForm: "0030123")],
        };
        foreach (var kind in DestinationFiles.Kinds)
        {
            await using var destination = Open(kind, form: form);
            await WriteAsync(destination, AsIs(contact));
            Assert.Contains(expected, await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(DestinationKind.VCard, "3.0", false)]
    [InlineData(DestinationKind.VCard, "4.0", true)]
    [InlineData(DestinationKind.Csv, "Outlook", false)]
    [InlineData(DestinationKind.Csv, "Generic", true)]
    [InlineData(DestinationKind.Ldif, null, true)]
    public void That_a_contact_is_private_is_carried_or_counted_as_lost(DestinationKind kind, string? template, bool isLost)
    {
        var contact = TestData.Contact("1") with { Sensitivity = ContactSensitivity.Private };

        Assert.Equal(isLost, Uncarried(kind, contact, template).Contains("Sensitivity"));
        Assert.DoesNotContain("Sensitivity", Uncarried(kind, contact with { Sensitivity = ContactSensitivity.Normal }, template));
    }

    [Theory]
    [InlineData(DestinationKind.Csv, "Outlook", PhoneNumberForm.International, "0030123", ",+4930123 ext. 12,")]
    [InlineData(DestinationKind.Csv, "Yeastar", PhoneNumberForm.International, "0030123", ",+4930123,", true)]
    [InlineData(DestinationKind.Csv, "Yeastar", PhoneNumberForm.Dial, "0030123*12", ",0030123*12,")]
    [InlineData(DestinationKind.Csv, "Yeastar", PhoneNumberForm.Dial, "0030123,12", ",0030123,", true)]
    [InlineData(DestinationKind.Csv, "Outlook", PhoneNumberForm.Dial, "0030123", ",0030123,", true)]
    [InlineData(DestinationKind.VCard, "3.0", PhoneNumberForm.International, "0030123", ":+4930123 ext. 12\r")]
    [InlineData(DestinationKind.VCard, "4.0", PhoneNumberForm.International, "0030123", ":tel:+4930123;ext=12\r")]
    [InlineData(DestinationKind.VCard, "3.0", PhoneNumberForm.Dial, "0030123", ":0030123\r", true)]
    [InlineData(DestinationKind.Ldif, null, PhoneNumberForm.International, "0030123", ": +4930123 ext. 12\n")]
    [InlineData(DestinationKind.Ldif, null, PhoneNumberForm.Dial, "+4912", ": +4912\n", true)]
    [InlineData(DestinationKind.Ldif, null, PhoneNumberForm.AsTyped, "0030123", ": 030 / 123 App. 12\n")]
    [InlineData(DestinationKind.Yealink, null, PhoneNumberForm.International, "0030123", ">+4930123<", true)]
    [InlineData(DestinationKind.Snom, null, PhoneNumberForm.International, "0030123", "\"+4930123\"", true)]
    [InlineData(DestinationKind.Grandstream, null, PhoneNumberForm.International, "0030123", ">+4930123<", true)]
    [InlineData(DestinationKind.FritzBox, null, PhoneNumberForm.International, "0030123", ">+4930123<", true)]
    [InlineData(DestinationKind.Yealink, null, PhoneNumberForm.Dial, "0030123,12", ">0030123,12<")]
    [InlineData(DestinationKind.Yealink, null, PhoneNumberForm.Dial, "0030123", ">0030123<", true)]
    public async Task An_extension_is_written_or_counted_as_lost(
        DestinationKind kind, string? template, PhoneNumberForm form, string dialled, string expected, bool isLost = false)
    {
        var number = new SyncPhoneNumber(PhoneNumberKind.BusinessPhone, "030 / 123 App. 12", "+4930123", "12", dialled);
        await using var destination = Open(kind, template, form);

        await WriteAsync(destination, AsIs(TestData.Contact("1") with { PhoneNumbers = [number] }));

        Assert.Contains(expected, await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
        Assert.Equal(isLost ? ["BusinessPhone"] : [], losses.Counts.Select(loss => loss.Field));
    }

    [Fact]
    public async Task Yealink_has_a_name_and_telephones()
    {
        await WriteAsync(Open(DestinationKind.Yealink), Entry(Full()));

        var root = XDocument.Load(FilePath).Root!;
        Assert.Equal("YealinkIPPhoneDirectory", root.Name.LocalName);
        var entry = Assert.Single(root.Elements("DirectoryEntry"));
        Assert.Equal(["Name", "Telephone", "Telephone", "Telephone"], entry.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(
            ["Müller & Söhne", "+493023125011", "+493023125012", "+491701234567"], entry.Elements().Select(element => element.Value));
        Assert.Equal(["BusinessFax", "CompanyName", "Pager"], Uncarried(DestinationKind.Yealink, Full()).Order());
    }

    [Fact]
    public async Task Snom_has_contacts_or_items()
    {
        await WriteAsync(Open(DestinationKind.Snom), Entry(Full()));
        var book = XDocument.Load(FilePath).Root!;
        Assert.Equal(("tbook", "true", "2", "2.0"),
            (book.Name.LocalName, book.Attribute("complete")!.Value, book.Attribute("e")!.Value, book.Attribute("version")!.Value));
        var contact = Assert.Single(book.Elements("contact"));
        Assert.Equal("Müller & Söhne", contact.Element("last_name")!.Value);
        Assert.Equal(
            ["business", "business", "mobile"],
            contact.Element("numbers")!.Elements().Select(number => number.Attribute("type")!.Value));

        await WriteAsync(Open(DestinationKind.Snom, "item"), Entry(Full()), Entry(TestData.Contact("2", null, "F", "030 23125013")));
        var items = XDocument.Load(FilePath).Root!.Elements("item").ToList();
        Assert.Equal(["0", "1"], items.Select(item => item.Attribute("index")!.Value));
        Assert.Equal("+493023125011", items[0].Element("number")!.Value);
        Assert.Contains(losses.Counts, loss => loss.Field == "MobilePhone");
    }

    [Fact]
    public async Task Grandstream_names_its_elements_by_the_letter()
    {
        await WriteAsync(Open(DestinationKind.Grandstream), Entry(Full()));

        var book = XDocument.Load(FilePath).Root!;
        Assert.Equal(["version", "pbgroup", "Contact"], book.Elements().Select(element => element.Name.LocalName));
        var contact = book.Element("Contact")!;
        Assert.Equal(["Work", "Work", "Cell"], contact.Elements("Phone").Select(phone => phone.Attribute("type")!.Value));
        Assert.Equal(book.Element("pbgroup")!.Element("id")!.Value, contact.Element("Group")!.Value);
        Assert.All(contact.Elements("Phone"), phone => Assert.Equal("1", phone.Element("accountindex")!.Value));
    }

    [Fact]
    public async Task FritzBox_takes_three_hundred_entries_a_file()
    {
        var entries = Enumerable.Range(0, 650)
            .Select(number => Entry(TestData.Contact($"{number}", $"N{number:D3}", "F", $"030 2312{number:D4}")));
        await using var destination = Open(DestinationKind.FritzBox);
        await WriteAsync(destination, [.. entries]);

        var files = Directory.GetFiles(folder.Root).OrderBy(file => file.Length).ThenBy(file => file, StringComparer.Ordinal).ToList();
        Assert.Equal(["book.xml", "book-2.xml", "book-3.xml"], files.Select(Path.GetFileName));
        var counts = files.Select(file => XDocument.Load(file).Root!.Element("phonebook")!.Elements("contact").Count());
        Assert.Equal([300, 300, 50], counts);
        var contact = XDocument.Load(FilePath).Descendants("contact").First();
        Assert.Equal("1", contact.Element("telephony")!.Attribute("nid")!.Value);
        Assert.Equal(["0", "N000", "work"],
            [contact.Element("category")!.Value, contact.Element("person")!.Element("realName")!.Value,
                contact.Descendants("number").Single().Attribute("type")!.Value]);

        await WriteAsync(destination, Entry(Full()));
        Assert.Equal([FilePath], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public async Task A_desk_phone_gets_no_entry_that_it_cannot_call()
    {
        var fax = TestData.Contact("1") with { PhoneNumbers = [new(PhoneNumberKind.HomeFax, "1", "+491", DialForm: "1")] };
        var text = TestData.Contact("2") with { PhoneNumbers = [new(PhoneNumberKind.HomePhone, "see notes")] };

        Assert.Equal(0, await WriteAsync(Open(DestinationKind.Grandstream), Entry(fax), Entry(text), Entry(TestData.Contact("3"))));

        Assert.Equal(3, losses.Counts.Single(loss => loss.Field == nameof(SyncPhoneBookEntry)).Count);
        Assert.Equal(1, losses.Counts.Single(loss => loss.Field == "HomePhone").Count);
    }

    [Fact]
    public async Task VCards_of_a_folder_are_items_named_by_their_ids()
    {
        File.WriteAllText(folder.Path("mine.vcf"), "mine");
        File.WriteAllText(folder.Path("readme.txt"), "mine");
        await using var destination = (IItemDestination)DestinationFiles.Open(
            DestinationKind.VCard, new DestinationSettings { Place = folder.Root, OneFileAContact = true });
        var entry = Entry(TestData.Contact("1", Nasty));

        var item = await destination.PutAsync(entry, null, losses, default);

        Assert.Equal($"{entry.Uid}.vcf", item.Reference);
        Assert.Equal([item], (await destination.ListAsync(null, default)).Items);
        Assert.Equal(item, await destination.PutAsync(entry, item, losses, default));
        File.AppendAllText(folder.Path(item.Reference), "X");
        Assert.NotEqual(item.Version, Assert.Single((await destination.ListAsync(null, default)).Items).Version);
        File.WriteAllText(folder.Path($".{Guid.NewGuid()}.vcf.tmp"), "half");
        File.WriteAllText(folder.Path(".mine.vcf.tmp"), "mine");
        Assert.Equal([".mine.vcf.tmp"], await HiddenAfterListingAsync());
        File.Delete(folder.Path(".mine.vcf.tmp"));
        await destination.DeleteAsync(item with { Reference = $"../{item.Reference}" }, default);
        await destination.DeleteAsync(item, default);
        Assert.Equal(["mine.vcf", "readme.txt"], Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        async Task<IEnumerable<string?>> HiddenAfterListingAsync()
        {
            await destination.ListAsync(null, default);
            return Directory.GetFiles(folder.Root, ".*").Select(Path.GetFileName);
        }
    }

    [Theory, MemberData(nameof(Templates))]
    public async Task Each_template_writes_rows_as_wide_as_its_columns(string name)
    {
        var template = CsvTemplates.Find(name.ToUpperInvariant());
        await WriteAsync(DestinationFiles.OpenCsv(FilePath, template), Entry(Full()), Entry(ContactJsonTests.FullContact()));

        var encoding = template.Encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.UTF8;
        var text = await File.ReadAllTextAsync(FilePath, encoding);
        Assert.Contains("Müller", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.Equal(template.Columns.Count, template.Columns.Select(column => column.Name).Distinct().Count());
        var first = text.Split("\r\n")[0];
        var delimiters = first.Count(character => character == template.Delimiter[0]) - InQuotes(first, template.Delimiter[0]);
        Assert.Equal(template.Columns.Count - 1, delimiters);
    }

    [Fact]
    public void The_layouts_are_those_of_the_makers()
    {
        Assert.Equal(92, CsvTemplates.Find("Outlook").Columns.Count);
        Assert.Equal("Title", CsvTemplates.Find("Outlook").Columns[0].Name);
        Assert.Equal("Anrede", CsvTemplates.Find("OutlookDeutsch").Columns[0].Name);
        Assert.Equal(["First Name", "Last Name", "Company Name", "Email", "Business Number"],
            CsvTemplates.Find("Yeastar").Columns.Take(5).Select(column => column.Name));
        Assert.False(CsvTemplates.Find("UCware").Verified);
        Assert.False(CsvTemplates.Find("Wwphone").Header);
        Assert.All(CsvTemplates.All, template => Assert.NotEmpty(template.DescriptionDe!));
    }

    [Fact]
    public async Task Yeastar_s_limits_are_kept_and_counted()
    {
        var contact = TestData.Contact("1", null, "F", "030 / 23125-011", new string('9', 40)) with
        {
            GivenName = new string('x', 126) + "😀",
        };
        await WriteAsync(DestinationFiles.OpenCsv(FilePath, CsvTemplates.Find("Yeastar")), Entry(contact), Entry(TestData.Contact("2")));

        var row = (await File.ReadAllLinesAsync(FilePath))[1].Split(',');
        Assert.Equal(new string('x', 126), row[0]);
        Assert.Equal("+493023125011", row[4]);
        Assert.Equal("", row[5]);
        Assert.Equal(["BusinessPhone2", "GivenName", "SyncPhoneBookEntry"], losses.Counts.Select(loss => loss.Field).Order());
    }

    [Fact]
    public async Task Swyx_gets_a_row_a_number()
    {
        var contact = Full() with { DisplayName = "Eva Müller", GivenName = "Eva", Surname = "Müller" };
        Assert.Equal(1, await WriteAsync(DestinationFiles.OpenCsv(FilePath, CsvTemplates.Find("Swyx")), Entry(contact)));

        Assert.Equal("\"Müller, Eva\";\"+493023125011\";\"Müller & Söhne KG\";\"Show\"", (await File.ReadAllLinesAsync(FilePath))[0]);
    }

    [Fact]
    public async Task What_an_encoding_lacks_is_counted()
    {
        var template = CsvTemplates.Find("OutlookDeutsch");
        var contact = TestData.Contact("1") with { Surname = "Дворжак", GivenName = "Jürgen" };
        await WriteAsync(DestinationFiles.OpenCsv(FilePath, template), Entry(contact));

        Assert.Equal(("Surname", 1), (Assert.Single(losses.Counts).Field, losses.Counts[0].Count));
    }

    [Theory]
    [InlineData("{ \"name\": \"x\",\n \"description\": \"y\",\n \"columns\": [\n { \"fields\": [\"Nonsense\"] } ] }", 4, "Nonsense")]
    [InlineData("{ \"name\": \"x\",\n \"description\": \"y\", \"delimiter\": \"ab\", \"columns\": [ { \"text\": \"\" } ] }", 2, "ASCII")]
    [InlineData(
        "{ \"name\": \"x\", \"description\": \"y\",\n\n \"encoding\": \"klingon\", \"columns\": [ { \"text\": \"\" } ] }", 3, "klingon")]
    [InlineData("{ \"name\": \"x\", \"description\": \"y\", \"columns\": [] }", 1, "")]
    [InlineData("{ \"name\": \"x\", \"description\": \"y\",\n \"columns\": [ { \"name\": \"empty\" } ] }", 2, "")]
    [InlineData("{ \"name\": \"x\", \"description\": \"y\",\n \"colums\": [] }", 2, "colums")]
    [InlineData("{ \"name\": \"x\"", 1, "")]
    public void A_template_that_cannot_be_used_is_named_with_its_line(string json, int line, string detail)
    {
        File.WriteAllText(folder.Path("own.json"), json);

        var error = Assert.Throws<SyncException>(() => CsvTemplates.Find(folder.Path("own.json")));

        Assert.Equal("TemplateInvalid", error.ErrorId);
        Assert.Contains("own.json", error.Message, StringComparison.Ordinal);
        Assert.Contains($" {line}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(detail, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Equal("TemplateUnknown", Refused(DestinationKind.Csv, "Nobody's"));
        Assert.Equal("TemplateUnknown", Refused(DestinationKind.Snom, "3"));
        Assert.Equal("VCardVersionUnknown", Refused(DestinationKind.VCard, "2.1"));

        string Refused(DestinationKind kind, string template) => Assert.Throws<SyncException>(() =>
            DestinationFiles.Open(kind, new DestinationSettings { Place = FilePath, Template = template })).ErrorId;
    }

    private static int InQuotes(string line, char delimiter)
    {
        var isQuoted = false;
        var count = 0;
        foreach (var character in line)
        {
            isQuoted ^= character == '"';
            count += isQuoted && character == delimiter ? 1 : 0;
        }
        return count;
    }

    private static SyncContact Full() => TestData.Entry(TestData.Contact("1", "Müller & Söhne", "F", "030 23125011", "030 23125012") with
    {
        CompanyName = "Müller & Söhne KG",
        PhoneNumbers =
        [
            new(PhoneNumberKind.BusinessPhone, "030 23125011"), new(PhoneNumberKind.BusinessPhone2, "030 23125012"),
            new(PhoneNumberKind.MobilePhone, "0170 1234567"), new(PhoneNumberKind.BusinessFax, "030 23125019"),
            new(PhoneNumberKind.Pager, "0164 1"),
        ],
    }).Contact;

    private static SyncPhoneBookEntry Entry(SyncContact contact) => AsIs(TestData.Entry(contact).Contact);

    private static SyncPhoneBookEntry AsIs(SyncContact contact) => new()
    {
        Uid = EntryUid.Of(new PhoneBookKey("tenant", "anna"), contact.Id), Owner = "anna@example.com", PhoneBook = "Privat",
        Name = contact.ToString(), Contact = contact,
    };

    private static async IAsyncEnumerable<SyncPhoneBookEntry> Failing()
    {
        yield return Entry(TestData.Contact("1", null, "F", "030 23125011"));
        await Task.Yield();
        throw new TimeZoneNotFoundException();
    }

    private List<string> Uncarried(DestinationKind kind, SyncContact contact, string? template = null)
    {
        var lost = new PublishLosses();
        lost.AddUncarried(contact, Open(kind, template).Fields);
        return [.. lost.Counts.Select(loss => loss.Field)];
    }

    private IFileDestination Open(DestinationKind kind, string? template = null, PhoneNumberForm form = PhoneNumberForm.Dial) =>
        (IFileDestination)DestinationFiles.Open(
            kind, new DestinationSettings { Place = FilePath, Template = template, NumberForm = form });

    private Task<int> WriteAsync(IFileDestination destination, params SyncPhoneBookEntry[] entries) =>
        destination.WriteAsync(entries.ToAsyncEnumerable(), losses, default);
}
