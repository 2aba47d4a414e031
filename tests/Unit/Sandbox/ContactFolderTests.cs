using System.Text;
using ContactSync.Sandbox.ContactFiles;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class ContactFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("contact-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AFolderNamedLikeAMailboxFillsItAndTheRestIsDealtOut()
    {
        Write("anna@contoso.example/a.vcf", "Eins");
        Write("BERT/Kunden/b.vcf", "Zwei");
        Write("loose.vcf", "Drei", "Vier", "Fünf");
        Write("other/more.vcf", "Sechs");
        File.WriteAllText(Path.Combine(_folder.FullName, "README.md"), "no contacts");
        var (mailboxes, issues) = ContactFolderReader.Read(_folder.FullName, ["anna@contoso.example", "bert@contoso.example"]);
        Assert.Empty(issues);
        Assert.Equal([("", "Eins"), ("", "Drei"), ("", "Fünf")], Names(mailboxes[0]));
        Assert.Equal([("Kunden", "Zwei"), ("", "Vier"), ("", "Sechs")], Names(mailboxes[1]));
    }

    [Fact]
    public void AMissingFolderIsNamed()
    {
        var (_, issues) = ContactFolderReader.Read(Path.Combine(_folder.FullName, "none"), ["anna@contoso.example"]);
        Assert.Equal("The folder does not exist.", Assert.Single(issues).Message);
    }

    [Fact]
    public void TheExamplesAreReadWithoutAnIssueAndHoldTheQuickstartsNumberOnce()
    {
        var (mailboxes, issues) = ContactFolderReader.Read(Examples(), Enumerable.Range(1, 12).Select(i => $"user{i}@contoso.example"));
        Assert.Empty(issues);
        var contacts = mailboxes.SelectMany(m => m.Contacts).Select(c => c.Contact.Draft).ToList();
        Assert.Equal(60, contacts.Count);
        Assert.All(mailboxes, m => Assert.Equal(5, m.Contacts.Count));
        Assert.Equal(13, mailboxes.SelectMany(m => m.Contacts).Select(c => c.Contact.File).Distinct().Count());
        var digits = contacts.SelectMany(c => ContactFields.Phones.Where(c.Has).Select(p => string.Concat(c[p]!.Where(char.IsAsciiDigit))));
        Assert.Single(digits, number => number.EndsWith("3023125011", StringComparison.Ordinal));
        Assert.Contains(contacts, c => c.Has(ContactFields.CompanyName) && !c.Has(ContactFields.Surname));
        Assert.Contains(contacts, c => c[ContactFields.Notes]?.Length > 500);
        Assert.Contains(contacts, c => c.Photo is not null);
        Assert.All(contacts, c => Assert.Contains(ContactFields.Phones, c.Has));
    }

    /// <summary>Real files of many programs, some broken on purpose: each ends with contacts or with issues, and in good time.</summary>
    [Fact]
    public void RealVCardsAreRead()
    {
        var files = Directory.GetFiles(SharedData.Require("vcards"));
        Assert.NotEmpty(files);
        var contents = files.Select(f => ContactFileReader.Read(f, Path.GetFileName(f))).ToDictionary(c => c.File);
        Assert.All(contents.Values, c => Assert.True(c.Contacts.Count + c.Issues.Count > 0, c.File));
        Assert.Equal("Sören Nüßlebaum", Name(contents["folkerkinzel__German.vcf"], given: true));
        Assert.Equal("安藤 ロイド 1", contents["cyanogenmod__v21_japanese_2.vcf"].Contacts[0].Draft[ContactFields.DisplayName]);
        Assert.Equal(3, contents["mangstadt__gmail-list.vcf"].Contacts.Count);
        Assert.NotNull(contents["cyanogenmod__v30_ios_613_multiline.vcf"].Contacts[0].Draft.Photo);
        Assert.NotEmpty(contents["cyanogenmod__v21_malformed_photo.vcf"].Issues);
        Assert.True(contents.Values.Count(c => c.Contacts.Count > 0) >= files.Length - 3);
    }

    [Fact]
    public void RealContactListsAreRead()
    {
        var folder = SharedData.Require("csv");
        ContactFileContent Read(string name) => ContactFileReader.Read(Path.Combine(folder, "folkerkinzel__" + name), name);
        var web = Assert.Single(Read("Outlook365_Web.csv").Contacts).Draft;
        Assert.Equal("Tel geschäftlich", web[ContactFields.BusinessPhone]);
        Assert.Equal("Yomi Firma", web[ContactFields.YomiCompanyName]);
        var ansi = Assert.Single(Read("ThunderbirdAnsi.csv").Contacts).Draft;
        Assert.Equal("Kommentar für Maxl", ansi[ContactFields.Notes]);
        Assert.Equal(new DateTimeOffset(1972, 1, 31, 11, 59, 0, TimeSpan.Zero), ansi.Values[ContactFields.Birthday]);
        var live = Assert.Single(Read("WindowsLiveMail.csv").Contacts).Draft;
        Assert.Equal("Eisenbahnstraße", live[ContactFields.BusinessAddress.Street]);
        Assert.Equal("04315", live[ContactFields.BusinessAddress.PostalCode]);
        Assert.Contains(Read("ThunderbirdUtf8EnglishColumnsInvalidBDay.csv").Issues, i => i.Line == 2 && i.Message.Contains("1977-2-31"));
        Assert.NotEmpty(Read("Google.csv").Contacts);
        Assert.Empty(Read("NoHeader.csv").Contacts);
        Assert.Empty(Read("Outlook365_DifferentColumnNames.csv").Contacts);
    }

    [Fact]
    public void NoBytesMakeAReaderThrow()
    {
        var random = new Random(7);
        var seeds = new[]
        {
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE:=C3=\r\nPHOTO;BASE64:AAAA\r\n\r\nTEL;\"x:1\r\nEND:VCARD\r\n",
            "First Name,Last Name,Home Phone,Birthday\r\n\"a,b\"\"c,1\r\nx,y,z,1/1/1\r\n",
            "[{\"displayName\":\"x\",\"emailAddresses\":[{}],\"homeAddress\":{\"city\":\"y\"}}]",
        };
        foreach (var (seed, extension) in seeds.Zip([".vcf", ".csv", ".json"]))
        {
            for (var round = 0; round < 500; round++)
            {
                var bytes = Encoding.UTF8.GetBytes(seed);
                for (var hits = random.Next(1, 6); hits > 0; hits--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var content = new ContactFileContent("random");
                ContactFileReader.Read(bytes[..random.Next(bytes.Length + 1)], extension, content);
                Assert.All(content.Issues, i => Assert.False(string.IsNullOrWhiteSpace(i.Message)));
            }
        }
    }

    private static string Name(ContactFileContent content, bool given) =>
        given ? $"{content.Contacts[0].Draft[ContactFields.GivenName]} {content.Contacts[0].Draft[ContactFields.Surname]}" : "";

    private static IEnumerable<(string, string?)> Names(MailboxContacts mailbox) =>
        mailbox.Contacts.Select(c => (c.Folder, c.Contact.Draft[ContactFields.DisplayName]));

    private static string Examples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ContactSync.slnx")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "examples", "contacts");
    }

    private void Write(string path, params string[] names)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, path));
        file.Directory!.Create();
        var cards = names.Select(n => $"BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:{n}\r\nORG:{n}\r\nEND:VCARD\r\n");
        File.WriteAllText(file.FullName, string.Concat(cards));
    }
}
