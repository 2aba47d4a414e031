using ContactSync.PhoneBooks.Formats;
using ContactSync.Tests.Sandbox;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Formats;

/// <summary>Cards as programs wrote them, some broken on purpose: each is read, or its bad lines are named.</summary>
public sealed class RealVCardTests
{
    [Fact]
    public void Every_file_is_read_or_names_its_bad_lines()
    {
        var files = Directory.GetFiles(SharedData.Require("vcards"));
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var (contacts, problems) = Read(Path.GetFileName(file));
            Assert.True(contacts.Count > 0 || problems.ContactsLost > 0, file);
            Assert.All(problems.Kept, problem => Assert.InRange(problem.Line, 1, File.ReadAllLines(file).Length));
            // Nothing of the file's grammar, and no wrong character set, may have got into a name.
            Assert.All(contacts, contact => Assert.DoesNotMatch(@"[Ãï]|=[0-9A-F]{2}|\\[,;n]|^\s|\s$|[\p{Cc}�]", contact.ToString()));
        }
    }

    [Theory]
    [InlineData("cyanogenmod__v21_japanese_2.vcf", "安藤", "ロイド1", null)]
    [InlineData("folkerkinzel__German.vcf", "Nüßlebaum", "Sören", "Täve")]
    [InlineData("folkerkinzel__MultiAnsiFilterTests_Greek.vcf", "Παπαθανασίου", "Ευάγγελος", "Οδυσσέας")]
    [InlineData("folkerkinzel__MultiAnsiFilterTests_Ukrainian.vcf", "Кличко", "Віталій", "Володимирович")]
    [InlineData("folkerkinzel__Outlook_v2.vcf", "Mustermann", "Max", "Anderer")]
    [InlineData("cyanogenmod__v21_backslash.vcf", null, "A;B\\", "C\\;")]
    [InlineData("mangstadt__John_Doe_GMAIL.vcf", "Doe", "John", "Richter, James")]
    public void Reads_names_in_every_character_set(string file, string? surname, string? givenName, string? middleName)
    {
        var contact = Assert.Single(Read(file).Contacts);
        Assert.Equal((surname, givenName, middleName), (contact.Surname, contact.GivenName, contact.MiddleName));
    }

    [Theory]
    [InlineData("cyanogenmod__v21_blackberry_photo.vcf", 2056)]
    [InlineData("cyanogenmod__v30_ios_613_multiline.vcf", 5165)]
    [InlineData("folkerkinzel__Outlook_v2.vcf", 23182)]
    [InlineData("mangstadt__John_Doe_LOTUS_NOTES.vcf", 7957)]
    [InlineData("mangstadt__thunderbird-MoreFunctionsForAddressBook-extension.vcf", 8940)]
    public void Reads_pictures_whole(string file, int length) => Assert.Equal(length, Assert.Single(Read(file).Contacts).Photo!.Length);

    [Fact]
    public void Reads_all_numbers_of_a_card_by_their_kinds()
    {
        var contact = Read("folkerkinzel__v4.vcf").Contacts[1];
        Assert.Equal(
            [
                "BusinessFax: Fax geschäftlich", "BusinessPhone: Diensttelefon", "CompanyMainPhone: Festnetz", "HomeFax: Fax privat",
                "HomePhone: Privattelefon", "MobilePhone: Mobil", "OtherFax: Fax", "OtherTelephone: sonstige", "OtherTelephone: ohne",
                "Pager: Pager",
            ],
            contact.PhoneNumbers.Select(number => $"{number.Kind}: {number.Raw}"));
        Assert.Equal(4, contact.EmailAddresses.Count);
    }

    [Theory]
    [InlineData("folkerkinzel__v4.vcf", 22, "BDAY", "19723101")]
    [InlineData("cyanogenmod__v21_malformed_photo.vcf", 5, "PHOTO", null)]
    [InlineData("cyanogenmod__v21_adr_multiple_line.vcf", 7, null, "9999999\\")]
    [InlineData("cyanogenmod__v21_nest.vcf", 4, null, null)]
    [InlineData("folkerkinzel__Cropped_2_1.vcf", 1, null, null)]
    [InlineData("sabre-io__issue64.vcf", 1, null, null)]
    public void Names_the_bad_line(string file, long line, string? column, string? value)
    {
        var problem = Read(file).Problems.Kept[0];
        Assert.Equal((line, column, value), (problem.Line, problem.Column, problem.Value));
    }

    [Fact]
    public void Reads_a_large_file_to_its_end()
    {
        var (contacts, problems) = Read("folkerkinzel__LargeFile.vcf");
        Assert.Empty(problems.Kept);
        var expected = File.ReadLines(Path.Combine(SharedData.Require("vcards"), "folkerkinzel__LargeFile.vcf"))
            .Count(line => line == "BEGIN:VCARD");
        Assert.Equal(expected, contacts.Count);
    }

    private static (List<SyncContact> Contacts, ContactFileProblems Problems) Read(string file) =>
        VCardRoundTripTests.Read(File.ReadAllBytes(Path.Combine(SharedData.Require("vcards"), file)));
}
