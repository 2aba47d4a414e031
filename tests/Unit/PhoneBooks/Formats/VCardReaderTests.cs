using System.Text;
using ContactSync.PhoneBooks.Formats;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Formats;

public sealed class VCardReaderTests
{
    [Fact]
    public void Reads_version_21_with_quoted_printable_and_character_sets()
    {
        var contact = Single("""
            BEGIN:VCARD
            VERSION:2.1
            N;CHARSET=WINDOWS-1252;ENCODING=QUOTED-PRINTABLE:H=F6lzer;Bj=F6rn;;Dr.
            NOTE;CHARSET=UTF-8;QUOTED-PRINTABLE:R=C3=BCckruf =
            morgen
            TEL;WORK;VOICE:030 23125-700
            TEL;WORK;VOICE:030 23125-701
            TEL;CELL:0171 3920099
            TEL;WORK;FAX:030 23125-702
            END:VCARD
            """);
        Assert.Equal(("Dr.", "Björn", "Hölzer"), (contact.Title, contact.GivenName, contact.Surname));
        Assert.Equal("Rückruf morgen", contact.Notes);
        Assert.Equal(
            [
                new(PhoneNumberKind.BusinessFax, "030 23125-702"), new(PhoneNumberKind.BusinessPhone, "030 23125-700"),
                new(PhoneNumberKind.BusinessPhone2, "030 23125-701"), new(PhoneNumberKind.MobilePhone, "0171 3920099"),
            ],
            contact.PhoneNumbers);
    }

    [Fact]
    public void Reads_folds_groups_labels_and_escapes()
    {
        var contact = Single("""
            BEGIN:VCARD
            VERSION:3.0
            N:Größler;Änne;;;
            FN:Änne Größ
             ler
            ORG:Kanzlei Fröhlich\, Klug und Partner;Arbeitsrecht;Köln
            item1.TEL:0221 4710-111
            item1.X-ABLabel:_$!<HomeFAX>!$_
            EMAIL;type=INTERNET:zwei@example.com
            item2.EMAIL;type=INTERNET;type=pref:"Änne" <aenne@example.com>
            ADR;TYPE=HOME:Postfach 7;;Hauptstraße 1\nHinterhaus;Köln;;50667;Deutschland
            CATEGORIES:Verein,Privat
            CLASS:PRIVATE
            BDAY:--0704
            END:VCARD
            """);
        Assert.Equal("Änne Größler", contact.DisplayName);
        Assert.Equal(("Kanzlei Fröhlich, Klug und Partner", "Arbeitsrecht, Köln"), (contact.CompanyName, contact.Department));
        Assert.Equal(new SyncPhoneNumber(PhoneNumberKind.HomeFax, "0221 4710-111"), Assert.Single(contact.PhoneNumbers));
        Assert.Equal([new(1, "aenne@example.com", "Änne"), new(2, "zwei@example.com")], contact.EmailAddresses);
        Assert.Equal(
            new SyncPostalAddress(
                PostalAddressKind.Home, "Postfach 7\r\nHauptstraße 1\r\nHinterhaus", "50667", "Köln", null, "Deutschland"),
            Assert.Single(contact.PostalAddresses));
        Assert.Equal(["Verein", "Privat"], contact.Categories);
        Assert.Equal(ContactSensitivity.Private, contact.Sensitivity);
        Assert.Equal(new DateOnly(1604, 7, 4), contact.Birthday);
    }

    [Fact]
    public void Reads_version_4()
    {
        var contact = Single("""
            BEGIN:VCARD
            VERSION:4.0
            UID:urn:uuid:1
            REV:20261129T190000Z
            N;SORT-AS="Sjoberg, Asa":Sjöberg;Åsa;;;
            TEL;VALUE=uri;TYPE="work,voice":tel:+46-8-465-004-17;ext=2
            TEL;VALUE=uri;TYPE=cell;PREF=1:tel:+46-70-174-06-05
            RELATED;TYPE=spouse;VALUE=text:Örjan
            RELATED;TYPE=friend:urn:uuid:2
            PHOTO:data:image/png;base64,AQID
            END:VCARD
            """);
        Assert.Equal("urn:uuid:1", contact.Id);
        Assert.Equal(new DateTimeOffset(2026, 11, 29, 19, 0, 0, TimeSpan.Zero), contact.LastModified);
        Assert.Equal("Sjoberg, Asa", contact.FileAs);
        Assert.Equal(["+46-8-465-004-17 ext. 2", "+46-70-174-06-05"], contact.PhoneNumbers.Select(number => number.Raw));
        Assert.Equal("Örjan", contact.SpouseName);
        Assert.Equal([1, 2, 3], contact.Photo!);
    }

    [Fact]
    public void Names_what_it_cannot_read_and_takes_the_rest()
    {
        var (contacts, problems) = VCardRoundTripTests.Read("""
            nonsense
            BEGIN:VCARD
            VERSION:3.0
            FN:Erste
            this is no property
            BDAY:gestern
            PHOTO;ENCODING=b:%%%
            END:VCARD
            BEGIN:VCARD
            VERSION:3.0
            UID:empty
            NOTE:nothing else
            END:VCARD
            BEGIN:VCARD
            VERSION:3.0
            FN:Zweite
            TEL:12
            BEGIN:VCARD
            VERSION:3.0
            FN:Dritte
            """);
        Assert.Equal(["Erste", "Zweite", "Dritte"], contacts.Select(contact => contact.DisplayName));
        Assert.Equal([1, 5, 6, 7, 9, 14, 18], problems.Kept.Select(problem => problem.Line));
        Assert.Equal(
            new ContactFileProblem("test.vcf", 6, "BDAY", "gestern", problems.Kept[2].Reason, ContactLost: false), problems.Kept[2]);
        Assert.Equal((1, 7), (problems.ContactsLost, problems.Count));
        Assert.Equal(["empty"], problems.LostIds);
    }

    [Fact]
    public void A_card_without_an_id_keeps_its_own_made_one_when_its_number_changes()
    {
        static string Card(string name, string number) => $"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:{number}\nEND:VCARD\n";
        var before = VCardRoundTripTests.Read(Card("Anna", "1") + Card("Bert", "2") + Card("Bert", "3")).Contacts;
        var after = VCardRoundTripTests.Read(Card("Anna", "9") + Card("Bert", "2") + Card("Bert", "3")).Contacts;
        Assert.Equal(before.Select(contact => contact.Id), after.Select(contact => contact.Id));
        Assert.Equal(3, before.Select(contact => contact.Id).Distinct().Count());
    }

    [Fact]
    public void The_same_id_twice_is_named_and_loses_nobody()
    {
        var (contacts, problems) = VCardRoundTripTests.Read(
            "BEGIN:VCARD\nUID:1\nFN:A\nEND:VCARD\nBEGIN:VCARD\nUID:1\nFN:B\nEND:VCARD\n");
        Assert.Equal(["1", "1#2"], contacts.Select(contact => contact.Id));
        Assert.Equal((5, "UID"), (Assert.Single(problems.Kept).Line, problems.Kept[0].Column));
    }

    [Theory]
    [InlineData("PHOTO;VALUE=uri:file:///etc/passwd")]
    [InlineData("PHOTO:http://127.0.0.1:9/photo.jpg")]
    [InlineData("PHOTO;VALUE=URL;TYPE=GIF:http://127.0.0.1:9/")]
    public void A_picture_that_lies_elsewhere_is_not_fetched(string line)
    {
        var contact = Single($"BEGIN:VCARD\nFN:A\n{line}\nEND:VCARD\n");
        Assert.Null(contact.Photo);
    }

    [Fact]
    public void A_line_that_is_too_long_costs_its_field_only()
    {
        var text = $"BEGIN:VCARD\nFN:A\nNOTE:{new string('x', 2 << 20)}\nPHOTO;ENCODING=b:{new string('A', 20 << 20)}\nTEL:1\nEND:VCARD\n";
        var (contacts, problems) = VCardRoundTripTests.Read(text);
        var contact = Assert.Single(contacts);
        Assert.Null(contact.Notes);
        Assert.Null(contact.Photo);
        Assert.Equal("1", Assert.Single(contact.PhoneNumbers).Raw);
        Assert.Equal([3, 4], problems.Kept.Select(problem => problem.Line));
    }

    [Fact]
    public void Cards_without_end_and_deep_nesting_end()
    {
        var deep = string.Concat(Enumerable.Repeat("BEGIN:VCARD\nN:x\n", 100_000));
        var (contacts, problems) = VCardRoundTripTests.Read(deep);
        Assert.Single(contacts);
        Assert.Equal(100_000, problems.Count);
        Assert.Equal(1000, problems.Kept.Count);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    public void Reads_a_file_by_its_mark(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes("BEGIN:VCARD\r\nFN:Özlem 李\r\nEND:VCARD\r\n")];
        Assert.Equal("Özlem 李", Assert.Single(VCardRoundTripTests.Read(bytes).Contacts).DisplayName);
    }

    private static SyncContact Single(string text)
    {
        var (contacts, problems) = VCardRoundTripTests.Read(text);
        Assert.Empty(problems.Kept);
        return Assert.Single(contacts);
    }
}
