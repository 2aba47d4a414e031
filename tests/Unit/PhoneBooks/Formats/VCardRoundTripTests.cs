using System.Text;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Planning;
using ContactSync.PhoneBooks.Formats;
using ContactSync.PhoneBooks.Formats.VCard;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Formats;

public sealed class VCardRoundTripTests
{
    private const int Contacts = 400;

    [Theory]
    [InlineData(VCardVersion.V3)]
    [InlineData(VCardVersion.V4)]
    public void What_is_written_is_read_back_equal(VCardVersion version)
    {
        var random = new RandomContacts(seed: 7);
        List<SyncContact> contacts = [.. Enumerable.Range(0, Contacts).Select(random.Next)];
        var writer = new VCardWriter(version);
        var file = string.Concat(contacts.Select(writer.Write));
        Assert.Equal(
            version == VCardVersion.V4 ? [nameof(SyncContact.FolderId), nameof(SyncContact.Sensitivity)] : [nameof(SyncContact.FolderId)],
            ContactFields.Rows.Select(row => row.Name).Except(writer.Fields));

        var (read, problems) = Read(file);

        Assert.Empty(problems.Kept);
        Assert.Equal(Contacts, read.Count);
        foreach (var (before, after) in contacts.Zip(read))
        {
            var expected = writer.Fields.Contains(nameof(SyncContact.Sensitivity))
                ? before
                : before with { Sensitivity = ContactSensitivity.Normal };
            Assert.Equal(before.Id, after.Id);
            Assert.Equal(before.LastModified, after.LastModified);
            Assert.Equal(Encoding.UTF8.GetString(ContactJson.Write(expected)), Encoding.UTF8.GetString(ContactJson.Write(after)));
        }
    }

    [Theory]
    [InlineData(VCardVersion.V3)]
    [InlineData(VCardVersion.V4)]
    public void Lines_are_folded_at_75_octets_and_never_inside_a_character(VCardVersion version)
    {
        var random = new RandomContacts(seed: 8);
        foreach (var number in Enumerable.Range(0, 100))
        {
            var card = new VCardWriter(version).Write(random.Next(number));
            Assert.EndsWith("\r\n", card);
            foreach (var line in card.Split("\r\n"))
            {
                Assert.DoesNotContain('\r', line);
                Assert.DoesNotContain('\n', line);
                Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75);
                Assert.False(line.Length > 0 && (char.IsLowSurrogate(line[^1]) ? line.Length < 2 : char.IsHighSurrogate(line[^1])));
            }
        }
    }

    [Fact]
    public void Every_field_of_the_table_is_written_and_read()
    {
        var random = new RandomContacts(seed: 9);
        var contacts = Enumerable.Range(0, Contacts).Select(random.Next).ToList();
        var file = string.Concat(contacts.Select(new VCardWriter(VCardVersion.V3).Write));
        var read = Read(file).Contacts;
        foreach (var row in ContactFields.Rows.Where(row => row.VCard is not null))
        {
            var values = read.Select(contact => row.Read(contact)?.ToString()).ToList();
            Assert.True(values.Distinct().Count() > 1, $"{row.Name} is not carried.");
        }
    }

    [Fact]
    public void The_number_of_a_second_place_alone_keeps_its_place()
    {
        var contact = new SyncContact
        {
            Id = "1",
            FolderId = "",
            DisplayName = "A",
            PhoneNumbers = [new(PhoneNumberKind.BusinessPhone2, "030 1"), new(PhoneNumberKind.CompanyMainPhone, "030 2")],
            EmailAddresses = [new(2, "a@example.com")],
        };
        var card = new VCardWriter(VCardVersion.V3).Write(contact);
        Assert.Contains("TEL;TYPE=WORK,VOICE;X-KIND=BusinessPhone2:030 1\r\n", card);
        var read = Assert.Single(Read(card).Contacts);
        Assert.Equal([PhoneNumberKind.BusinessPhone2, PhoneNumberKind.CompanyMainPhone], read.PhoneNumbers.Select(number => number.Kind));
        Assert.Equal(2, Assert.Single(read.EmailAddresses).Slot);
    }

    [Fact]
    public void Version_3_and_4_are_written_as_their_standards_have_it()
    {
        var contact = new SyncContact
        {
            Id = "4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
            FolderId = "",
            LastModified = new DateTimeOffset(2026, 11, 29, 20, 0, 0, TimeSpan.FromHours(1)),
            Sensitivity = ContactSensitivity.Private,
            DisplayName = "Dr. Änne Größler",
            Title = "Dr.",
            GivenName = "Änne",
            Surname = "Größler",
            CompanyName = "Fröhlich, Klug; Partner",
            Department = "Recht",
            SpouseName = "Örjan",
            Birthday = new DateOnly(1604, 7, 4),
            Notes = "eins\r\nzwei",
            PhoneNumbers =
            [
                new(PhoneNumberKind.BusinessPhone, "030/901820-21", "+493090182021"),
                new(PhoneNumberKind.HomeFax, "4711"),
                new(PhoneNumberKind.PrimaryPhone, "+49301", "+49301", "7"),
            ],
            EmailAddresses = [new(1, "a@example.com"), new(2, "b@example.com")],
            PostalAddresses = [new(PostalAddressKind.Home, "Hauptstr. 1", "50667", "Köln", null, "Deutschland")],
            Photo = [0x89, (byte)'P', (byte)'N', (byte)'G'],
        };
        string[] three =
        [
            "BEGIN:VCARD", "VERSION:3.0", "UID:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "CLASS:PRIVATE", "REV:2026-11-29T19:00:00Z",
            "FN:Dr. Änne Größler", "N:Größler;Änne;;Dr.;", "ORG:Fröhlich\\, Klug\\; Partner;Recht", "X-SPOUSE:Örjan",
            "BDAY;X-APPLE-OMIT-YEAR=1604:1604-07-04", "NOTE:eins\\nzwei", "TEL;TYPE=WORK,VOICE:+493090182021", "TEL;TYPE=HOME,FAX:4711",
            "TEL;TYPE=PREF:+49301 ext. 7", "EMAIL;TYPE=INTERNET,PREF:a@example.com", "EMAIL;TYPE=INTERNET:b@example.com",
            "ADR;TYPE=HOME:;;Hauptstr. 1;Köln;;50667;Deutschland", "PHOTO;ENCODING=b;TYPE=PNG:iVBORw==", "END:VCARD", "",
        ];
        string[] four =
        [
            "BEGIN:VCARD", "VERSION:4.0", "UID;VALUE=text:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "REV:20261129T190000Z",
            "FN:Dr. Änne Größler", "N:Größler;Änne;;Dr.;", "ORG:Fröhlich\\, Klug\\; Partner;Recht",
            "RELATED;VALUE=text;TYPE=spouse:Örjan", "BDAY:--0704", "NOTE:eins\\nzwei",
            "TEL;VALUE=uri;TYPE=\"work,voice\":tel:+493090182021", "TEL;VALUE=text;TYPE=\"home,fax\":4711",
            "TEL;VALUE=uri;PREF=1:tel:+49301;ext=7", "EMAIL;PREF=1:a@example.com", "EMAIL:b@example.com",
            "ADR;TYPE=HOME:;;Hauptstr. 1;Köln;;50667;Deutschland", "PHOTO:data:image/png;base64,iVBORw==", "END:VCARD", "",
        ];
        Assert.Equal(three, new VCardWriter(VCardVersion.V3).Write(contact).Split("\r\n"));
        Assert.Equal(four, new VCardWriter(VCardVersion.V4).Write(contact).Split("\r\n"));
    }

    internal static (List<SyncContact> Contacts, ContactFileProblems Problems) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    internal static (List<SyncContact> Contacts, ContactFileProblems Problems) Read(byte[] bytes)
    {
        var problems = new ContactFileProblems("test.vcf");
        return ([.. new VCardReader(problems, "folder").Read(new MemoryStream(bytes))], problems);
    }
}
