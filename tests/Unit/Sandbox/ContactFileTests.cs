using System.Text;
using ContactSync.Sandbox.ContactFiles;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public class ContactFileTests
{
    [Fact]
    public void ReadsQuotedPrintableWithCharset()
    {
        var contact = Single(".vcf", """
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
        Assert.Equal("Björn Hölzer", contact[ContactFields.DisplayName]);
        Assert.Equal("Dr.", contact[ContactFields.Title]);
        Assert.Equal("Rückruf morgen", contact[ContactFields.Notes]);
        Assert.Equal("030 23125-700", contact[ContactFields.BusinessPhone]);
        Assert.Equal("030 23125-701", contact[ContactFields.BusinessPhone2]);
        Assert.Equal("0171 3920099", contact[ContactFields.MobilePhone]);
        Assert.Equal("030 23125-702", contact[ContactFields.BusinessFax]);
    }

    [Fact]
    public void ReadsFoldedGroupedAndEscapedProperties()
    {
        var contact = Single(".vcf", """
            BEGIN:VCARD
            VERSION:3.0
            N:Größler;Änne;;;
            FN:Änne Größ
             ler
            ORG:Kanzlei Fröhlich\, Klug und Partner;Arbeitsrecht
            item1.TEL:0221 4710-111
            item1.X-ABLabel:_$!<HomeFAX>!$_
            item2.EMAIL;type=INTERNET;type=pref:aenne@example.com
            EMAIL;type=INTERNET:zwei@example.com
            ADR;TYPE=HOME:Postfach 7;;Hauptstraße 1\nHinterhaus;Köln;;50667;Deutschland
            CATEGORIES:Verein,Privat
            CLASS:PRIVATE
            BDAY:--0704
            END:VCARD
            """);
        Assert.Equal("Änne Größler", contact[ContactFields.DisplayName]);
        Assert.Equal("Kanzlei Fröhlich, Klug und Partner", contact[ContactFields.CompanyName]);
        Assert.Equal("Arbeitsrecht", contact[ContactFields.Department]);
        Assert.Equal("0221 4710-111", contact[ContactFields.HomeFax]);
        Assert.Equal("aenne@example.com", contact[ContactFields.Email1.Address]);
        Assert.Equal("zwei@example.com", contact[ContactFields.Email2.Address]);
        Assert.Equal("Hauptstraße 1\r\nHinterhaus", contact[ContactFields.HomeAddress.Street]);
        Assert.Equal("Postfach 7", contact[ContactFields.HomeAddress.PostOfficeBox]);
        Assert.Equal(["Verein", "Privat"], (string[])contact.Values[ContactFields.Categories]);
        Assert.Equal(2, contact.Values[ContactFields.Sensitivity]);
        Assert.Equal(new DateTimeOffset(1604, 7, 4, 11, 59, 0, TimeSpan.Zero), contact.Values[ContactFields.Birthday]);
    }

    [Fact]
    public void ReadsVersion4()
    {
        var contact = Single(".vcf", """
            BEGIN:VCARD
            VERSION:4.0
            FN:Åsa Sjöberg
            TEL;VALUE=uri;TYPE="work,voice":tel:+46-8-465-004-17;ext=2
            TEL;VALUE=uri;TYPE=cell;PREF=1:tel:+46-70-174-06-05
            RELATED;TYPE=spouse;VALUE=text:Örjan
            PHOTO:data:image/png;base64,AQID
            END:VCARD
            """);
        Assert.Equal("+46-8-465-004-17 ext. 2", contact[ContactFields.BusinessPhone]);
        Assert.Equal("+46-70-174-06-05", contact[ContactFields.MobilePhone]);
        Assert.Equal("Sjöberg", contact[ContactFields.Surname]);
        Assert.Equal("Örjan", contact[ContactFields.SpouseName]);
        Assert.Equal([1, 2, 3], contact.Photo!.Bytes);
        Assert.Equal("image/png", contact.Photo.ContentType);
    }

    [Fact]
    public void ReadsACompanyWithoutAPerson()
    {
        var contact = Single(".vcf", "BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nFN:Taxi Sturm\nORG:Taxi Sturm\nTEL;TYPE=WORK:1\nEND:VCARD\n");
        Assert.Equal("Taxi Sturm", contact[ContactFields.CompanyName]);
        Assert.Equal("Taxi Sturm", contact[ContactFields.FileAs]);
        Assert.False(contact.Has(ContactFields.Surname));
    }

    [Fact]
    public void NamesWhatItCannotReadAndTakesTheRest()
    {
        var content = Read(".vcf", """
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
        Assert.Equal(["Erste", "Zweite", "Dritte"], content.Contacts.Select(c => c.Draft[ContactFields.DisplayName]));
        Assert.Equal([1, 5, 6, 7, 9, 17, 17], content.Issues.Select(i => i.Line).Order());
        Assert.StartsWith("test.vcf:5: ", content.Issues.Single(i => i.Line == 5).ToString());
    }

    [Fact]
    public void ReadsGermanOutlookInWindows1252()
    {
        const string Text = "Anrede;Vorname;Nachname;Firma;Straße geschäftlich;Telefon (geschäftlich);Telefon geschäftlich 2;"
            + "Mobiltelefon;Mobiltelefon 2;Geburtstag;Notizen;Privat\r\n"
            + "Frau;Änne;Größler;\"Möbel \"\"Süß\"\"; KG\";Große Bleiche 1;069 90009-1;069 90009-2;0171;0172;17.6.1980;"
            + "\"eins\r\nzwei\";True\r\n";
        var content = new ContactFileContent("test.csv");
        ContactFileReader.Read(TextDecoder.Windows1252.GetBytes(Text), ".csv", content);
        Assert.Empty(content.Issues);
        var contact = Assert.Single(content.Contacts).Draft;
        Assert.Equal("Änne Größler", contact[ContactFields.DisplayName]);
        Assert.Equal("Möbel \"Süß\"; KG", contact[ContactFields.CompanyName]);
        Assert.Equal("Große Bleiche 1", contact[ContactFields.BusinessAddress.Street]);
        Assert.Equal("069 90009-1", contact[ContactFields.BusinessPhone]);
        Assert.Equal("069 90009-2", contact[ContactFields.BusinessPhone2]);
        Assert.Equal("0172", contact[ContactFields.RadioPhone]);
        Assert.Equal("eins\r\nzwei", contact[ContactFields.Notes]);
        Assert.Equal(true, contact.Values[ContactFields.Private]);
        Assert.Equal(new DateTimeOffset(1980, 6, 17, 11, 59, 0, TimeSpan.Zero), contact.Values[ContactFields.Birthday]);
    }

    [Fact]
    public void ReadsEnglishOutlookAndItsEmptyDates()
    {
        var contact = Single(".csv", """
            First Name,Last Name,Company Main Phone,Assistant's Phone,TTY/TDD Phone,E-mail 2 Address,Birthday,Anniversary,Children
            Renée,D'Angelo,+1 212 555 0142,+1 212 555 0143,+1 212 555 0144,r@example.com,0/0/00,3/9/2005,Ann;Bob
            """);
        Assert.Equal("+1 212 555 0142", contact[ContactFields.CompanyMainPhone]);
        Assert.Equal("+1 212 555 0143", contact[ContactFields.AssistantPhone]);
        Assert.Equal("+1 212 555 0144", contact[ContactFields.TtyTddPhone]);
        Assert.Equal("r@example.com", contact[ContactFields.Email2.Address]);
        Assert.False(contact.Values.ContainsKey(ContactFields.Birthday));
        Assert.Equal(new DateTimeOffset(2005, 3, 9, 11, 59, 0, TimeSpan.Zero), contact.Values[ContactFields.Anniversary]);
        Assert.Equal(["Ann", "Bob"], (string[])contact.Values[ContactFields.Children]);
    }

    [Fact]
    public void AQuotationMarkThatIsNeverClosedCostsOneLine()
    {
        var content = Read(".csv", """
            First Name,Last Name,Home Phone
            Anna,Erste,1
            Bert,"Zweite,2
            Cora,Dritte,3
            Dora,Vierte,4
            """);
        Assert.Equal(["1", "3", "4"], content.Contacts.Select(c => c.Draft[ContactFields.HomePhone]).Where(n => n is "1" or "3" or "4"));
        Assert.Contains(content.Issues, i => i.Line == 3);
        Assert.Contains(content.Contacts, c => c.Line == 5);
    }

    [Theory]
    [InlineData(".csv", "a,b,c\n1,2,3", 1)]
    [InlineData(".csv", "", 1)]
    [InlineData(".json", "{\"value\":[\n{\"displayName\":\"x\"},\n{]}", 3)]
    [InlineData(".json", "7", 1)]
    [InlineData(".xyz", "x", 0)]
    public void AFileThatIsNoneIsNamed(string extension, string text, int line)
    {
        var content = Read(extension, text);
        Assert.Empty(content.Contacts);
        Assert.Equal(line, Assert.Single(content.Issues).Line);
    }

    [Fact]
    public void ReadsGraphJsonInItsThreeForms()
    {
        const string Contact = """{"displayName":"Özlem","businessPhones":["1","2"],"id":"x","changeKey":"y"}""";
        foreach (var text in new[] { Contact, $"[{Contact}]", $"{{\"value\":[{Contact}]}}" })
        {
            var content = Read(".json", text);
            Assert.Empty(content.Issues);
            Assert.Equal("2", Assert.Single(content.Contacts).Draft[ContactFields.BusinessPhone2]);
        }
    }

    [Fact]
    public void AGraphContactWithAnUnknownPropertyIsNamedByItsLine()
    {
        var content = Read(".json", "[\n{\"displayName\":\"Eins\"},\n{\"displayName\":\"Zwei\",\"fax\":\"1\"}]");
        Assert.Equal(2, content.Contacts.Count);
        var issue = Assert.Single(content.Issues);
        Assert.Equal(3, issue.Line);
        Assert.Contains("'fax'", issue.Message);
    }

    [Fact]
    public void NumbersWithoutAPlaceAreNotLost()
    {
        var lines = string.Join('\n', Enumerable.Range(1, 8).Select(i => $"TEL;TYPE=WORK:{i}"));
        var contact = Single(".vcf", $"BEGIN:VCARD\nVERSION:3.0\nFN:Viele\n{lines}\nEND:VCARD");
        Assert.Equal("1", contact[ContactFields.BusinessPhone]);
        Assert.Equal("3", contact[ContactFields.CompanyMainPhone]);
        Assert.Equal("6", contact[ContactFields.CallbackPhone]);
        Assert.Equal("7\r\n8", contact[ContactFields.Notes]);
    }

    private static ContactDraft Single(string extension, string text)
    {
        var content = Read(extension, text);
        Assert.Empty(content.Issues);
        return Assert.Single(content.Contacts).Draft;
    }

    private static ContactFileContent Read(string extension, string text)
    {
        var content = new ContactFileContent("test" + extension);
        ContactFileReader.Read(Encoding.UTF8.GetBytes(text), extension, content);
        return content;
    }
}
