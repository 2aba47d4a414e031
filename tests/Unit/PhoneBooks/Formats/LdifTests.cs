using System.Diagnostics;
using System.Text;
using ContactSync.Engine.Fields;
using ContactSync.PhoneBooks.Formats;
using ContactSync.PhoneBooks.Formats.Ldif;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Formats;

public sealed class LdifTests
{
    [Fact]
    public void Reads_entries_with_folds_comments_base64_and_options()
    {
        var (contacts, problems) = Read("""
            version: 1

            # A comment
             that is folded
            dn: ou=people,dc=example,dc=com
            objectClass: organizationalUnit
            ou: people

            dn:: dWlkPWFubmEsZGM9ZXhhbXBsZQ==
            objectClass: inetOrgPerson
            cn: Anna Müller
            displayName;lang-de:: QW5uYSBNw7xsbGVy
            sn: Müller
            givenName: An
             na
            telephoneNumber: +49 30 1
            telephoneNumber: +49 30 2
            facsimileTelephoneNumber: +49 30 3
            mobile: +49 170 4
            mail: anna@example.com
            mail: anna@example.org
            o: Example
            ou: Sales
            street: Hauptstr. 1
            l: Köln
            postalCode: 50667
            co: Deutschland
            postalAddress: not this one
            homePostalAddress: Seestr. 2$8000 Zürich$CH
            manager: cn=M\C3\BCller\, Max+uid=7,dc=example
            modifyTimestamp: 20261129190000Z
            jpegPhoto:: AQID
            """);
        Assert.Empty(problems.Kept);
        var contact = Assert.Single(contacts);
        Assert.Equal("uid=anna,dc=example", contact.Id);
        Assert.Equal(("Anna Müller", "Anna", "Müller"), (contact.DisplayName, contact.GivenName, contact.Surname));
        Assert.Equal(
            [
                new(PhoneNumberKind.BusinessFax, "+49 30 3"), new(PhoneNumberKind.BusinessPhone, "+49 30 1"),
                new(PhoneNumberKind.BusinessPhone2, "+49 30 2"), new(PhoneNumberKind.MobilePhone, "+49 170 4"),
            ],
            contact.PhoneNumbers);
        Assert.Equal([new(1, "anna@example.com"), new(2, "anna@example.org")], contact.EmailAddresses);
        Assert.Equal(
            [
                new(PostalAddressKind.Business, "Hauptstr. 1", "50667", "Köln", null, "Deutschland"),
                new(PostalAddressKind.Home, "Seestr. 2\r\n8000 Zürich\r\nCH", null, null, null, null),
            ],
            contact.PostalAddresses);
        Assert.Equal(("Example", "Sales", "Müller, Max"), (contact.CompanyName, contact.Department, contact.Manager));
        Assert.Equal(new DateTimeOffset(2026, 11, 29, 19, 0, 0, TimeSpan.Zero), contact.LastModified);
        Assert.Equal([1, 2, 3], contact.Photo!);
    }

    [Fact]
    public void Names_what_it_cannot_read_and_opens_nothing()
    {
        var (contacts, problems) = Read("""
            version: 2

            dn: cn=Anna
            cn: Anna
            jpegPhoto:< file:///etc/passwd
            description:: %%%
            this is no attribute

            dn: cn=Bert
            changetype: modify
            replace: telephonenumber
            telephonenumber: 1
            -

            dn: cn=Cora
            changetype: add
            cn: Cora

            cn: nobody

            dn: cn=Empty
            objectClass: person
            """);
        Assert.Equal(["Anna", "Cora"], contacts.Select(contact => contact.DisplayName));
        Assert.All(contacts, contact => Assert.Null(contact.Photo));
        Assert.Equal(
            [(1, "version"), (5, "jpegPhoto"), (6, "description"), (7, null), (10, "changetype"), (19, "cn"), (21, "dn")],
            problems.Kept.Select(problem => ((int)problem.Line, problem.Column)));
        Assert.Equal("file:///etc/passwd", problems.Kept[1].Value);
        Assert.Equal(3, problems.ContactsLost);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var random = new RandomContacts(seed: 3);
        List<SyncContact> contacts =
            [.. Enumerable.Range(0, 300).Select(random.Next).Where(contact => contact.Kind == ContactKind.Contact)];
        var writer = new LdifWriter("ou=book,dc=example");
        var file = LdifWriter.Header + string.Concat(contacts.Select(writer.Write));
        Assert.All(file.Split('\n'), line => Assert.InRange(line.Length, 0, 76));
        Assert.True(Ascii.IsValid(file));

        var (read, problems) = Read(file);

        Assert.Empty(problems.Kept);
        Assert.Equal(contacts.Select(contact => contact.Id), read.Select(contact => contact.Id));
        // Places and fax kinds that a directory has one attribute for are read back as their first ones; see the next test for them.
        var rows = ContactFields.Rows.Where(row => row.Ldap is not null && row.Name is not (
            nameof(SyncContact.LastModified) or nameof(SyncContact.Members) or nameof(SyncContact.Surname) or "HomeAddress"
            or nameof(PhoneNumberKind.BusinessPhone2) or nameof(PhoneNumberKind.BusinessPhone) or nameof(PhoneNumberKind.HomePhone)
            or nameof(PhoneNumberKind.HomePhone2) or nameof(PhoneNumberKind.BusinessFax) or nameof(PhoneNumberKind.OtherFax)
            or "EmailAddresses1" or "EmailAddresses2" or "EmailAddresses3"));
        foreach (var (before, after) in contacts.Zip(read))
        {
            foreach (var row in rows)
                Assert.Equal(row.Read(before), row.Read(after));
            Assert.Equal(before.EmailAddresses.Select(address => address.Address), after.EmailAddresses.Select(address => address.Address));
            if (before.Surname is not null && before.GivenName is not null)
                Assert.Equal(before.Surname, after.Surname);
        }
    }

    [Fact]
    public void An_entry_is_one_of_inetOrgPerson()
    {
        var contact = new SyncContact
        {
            Id = "1,2",
            FolderId = "",
            DisplayName = "Taxi",
            AssistantName = "Jenny, Frau",
            PhoneNumbers = [new(PhoneNumberKind.BusinessPhone, "030 1", "+49301"), new(PhoneNumberKind.BusinessPhone2, "030 2", "+49302")],
            PostalAddresses = [new(PostalAddressKind.Home, "A\r\nB", "1", "C", null, "D$")],
        };
        Assert.Equal(
            """
            dn: uid=1\,2,ou=book
            objectClass: top
            objectClass: person
            objectClass: organizationalPerson
            objectClass: inetOrgPerson
            cn: Taxi
            sn: Taxi
            uid: 1,2
            displayName: Taxi
            secretary: cn=Jenny\, Frau
            telephoneNumber: +49301
            telephoneNumber: +49302
            homePostalAddress: A$B$1 C$D\24


            """.ReplaceLineEndings("\n"),
            new LdifWriter("ou=book").Write(contact));
    }

    [Fact]
    public async Task A_directory_takes_what_is_written()
    {
        const string Slapadd = "/usr/sbin/slapadd";
        Assert.SkipUnless(File.Exists(Slapadd), "because OpenLDAP's slapadd is not on this machine.");
        using var folder = new TemporaryFolder();
        var random = new RandomContacts(seed: 4);
        var writer = new LdifWriter("ou=contacts");
        // slapadd, other than ldapadd, knows no version line.
        var entries = string.Concat(Enumerable.Range(0, 300).Select(number => writer.Write(random.Next(number))));
        await File.WriteAllTextAsync(folder.Path("a.ldif"), entries, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(folder.Path("db"));
        await File.WriteAllTextAsync(
            folder.Path("slapd.conf"),
            $"""
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            database mdb
            suffix "ou=contacts"
            directory {folder.Path("db")}
            """,
            TestContext.Current.CancellationToken);
        // Reads and checks every entry against the schema, and stores none.
        var start = new ProcessStartInfo(Slapadd, ["-u", "-f", folder.Path("slapd.conf"), "-l", folder.Path("a.ldif")])
        {
            RedirectStandardError = true,
        };
        using var slapadd = Process.Start(start)!;
        var said = await slapadd.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await slapadd.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (slapadd.ExitCode, said));
    }

    [Fact]
    public void A_group_is_written_and_read_with_its_members()
    {
        var group = new SyncContact
        {
            Id = "g",
            FolderId = "",
            Kind = ContactKind.Group,
            DisplayName = "Team",
            Members = [new("Müller, Anna", "a@example.com"), new(null, "b@example.com"), new("Cora", null)],
        };
        var read = Assert.Single(Read(LdifWriter.Header + new LdifWriter("ou=book").Write(group)).Contacts);
        Assert.Equal(ContactKind.Group, read.Kind);
        Assert.Equal(group.Members, read.Members);
    }

    private static (List<SyncContact> Contacts, ContactFileProblems Problems) Read(string text)
    {
        var problems = new ContactFileProblems("test.ldif");
        return ([.. new LdifReader(problems, "folder").Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))], problems);
    }
}
