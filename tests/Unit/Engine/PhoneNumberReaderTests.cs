using ContactSync.Engine.Numbers;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>Numbers as people write them, in German contacts unless a region is named.</summary>
public class PhoneNumberReaderTests
{
    [Theory]
    [InlineData("+49 (0)30 / 23125-011", "+493023125011")]
    [InlineData("+49 (0) 30 23125011", "+493023125011")]
    [InlineData("030 / 23125-011", "+493023125011")]
    [InlineData("(030) 23125-011", "+493023125011")]
    [InlineData("0049 30 23125011", "+493023125011")]
    [InlineData("0049 (0)30 23125011", "+493023125011")]
    [InlineData("49 30 23125011", "+493023125011")]
    [InlineData("+49.30.23125011", "+493023125011")]
    [InlineData("\u202A+49 30 23125011\u202C", "+493023125011")]
    [InlineData("030\u200B 23125\u2011011", "+493023125011")]
    [InlineData("030\u00A023125011", "+493023125011")]
    [InlineData("\uFF10\uFF13\uFF10 23125011", "+493023125011")]
    [InlineData("Tel.: 030 23125011", "+493023125011")]
    [InlineData("030 23125011 (Zentrale)", "+493023125011")]
    [InlineData("030 23125011 privat", "+493023125011")]
    [InlineData("030 23125 DW 011", "+493023125011")]
    [InlineData("030 23125 Durchwahl 011", "+493023125011")]
    [InlineData("tel:+49-30-23125011", "+493023125011")]
    [InlineData("0170-1234567", "+491701234567")]
    [InlineData("170 1234567", "+491701234567")]
    [InlineData("0800-TELEKOM", "+498008353566")]
    [InlineData("0800 TELEKOM", "+498008353566")]
    [InlineData("+39 06 6982", "+39066982")]
    [InlineData("+43 1 58858-0", "+431588580")]
    [InlineData("+36 (0)1 234 5678", "+3612345678")]
    [InlineData("+1 (212) 555-0123", "+12125550123")]
    public void Reads_a_number_in_any_written_form(string raw, string expected)
    {
        var number = new PhoneNumberReader("DE").Read(PhoneNumberKind.BusinessPhone, raw);

        Assert.Equal(expected, number.E164);
        Assert.Equal(raw, number.Raw);
    }

    [Theory]
    [InlineData("112")]
    [InlineData("11")]
    [InlineData("4711")]
    [InlineData("23125")]
    [InlineData("231250")]
    [InlineData("23125-011")]
    [InlineData("**610")]
    [InlineData("*31#01701234567")]
    [InlineData("030 90I820")]
    [InlineData("00000000")]
    [InlineData("0")]
    [InlineData("+49")]
    [InlineData("+123456789")]
    [InlineData("siehe Notizen")]
    [InlineData("--")]
    [InlineData("")]
    [InlineData("\u200B")]
    [InlineData("\ud800")]
    public void Leaves_alone_what_may_not_be_a_whole_number(string raw)
    {
        var number = new PhoneNumberReader("DE").Read(PhoneNumberKind.BusinessPhone, raw);

        Assert.Null(number.E164);
        Assert.Equal(raw, number.Raw);
    }

    [Theory]
    [InlineData("030 901820 ext. 123", "123")]
    [InlineData("030 901820 x123", "123")]
    [InlineData("030 901820 #123", "123")]
    [InlineData("030 901820w123", "123")]
    [InlineData("030 901820,,123", "123")]
    [InlineData("030 901820 App. 123", "123")]
    [InlineData("030 901820 Nebenstelle 123", "123")]
    [InlineData("030 901820 (NSt 12)", "12")]
    [InlineData("tel:+49-30-901820;ext=12", "12")]
    public void Keeps_an_extension_apart(string raw, string extension)
    {
        var number = new PhoneNumberReader("DE").Read(PhoneNumberKind.BusinessPhone, raw);

        Assert.Equal("+4930901820", number.E164);
        Assert.Equal(extension, number.Extension);
    }

    [Theory]
    [InlineData("AT", "01 58858-0", "+431588580")]
    [InlineData("CH", "044 668 18 00", "+41446681800")]
    [InlineData("FR", "01 44 27 44 27", "+33144274427")]
    [InlineData("GB", "020 7031 3000", "+442070313000")]
    [InlineData("US", "(212) 736-5000", "+12127365000")]
    [InlineData("US", "212-736-5000", "+12127365000")]
    [InlineData("IT", "06 69821", "+390669821")]
    [InlineData("DK", "33 12 34 56", "+4533123456")]
    [InlineData("BO", "71234567", "+59171234567")]
    [InlineData("BR", "(0xx11) 3123-4567", "+551131234567")]
    [InlineData("GB", "01632 960001", "+441632960001")]
    [InlineData("US", "905-111-1234", "+19051111234")]
    [InlineData("us", "011 49 30 23125011", "+493023125011")]
    public void Reads_national_numbers_in_the_region(string region, string raw, string expected) =>
        Assert.Equal(expected, new PhoneNumberReader(region).Read(PhoneNumberKind.HomePhone, raw).E164);

    [Theory]
    [InlineData("030 23125011 / 0170 1234567", "030 23125011", "0170 1234567")]
    [InlineData("030/23125011; 0170/1234567", "030/23125011", "0170/1234567")]
    [InlineData("030 23125011, 0170 1234567", "030 23125011", "0170 1234567")]
    [InlineData("030 23125011 oder +49 170 1234567", "030 23125011", "+49 170 1234567")]
    [InlineData("030 23125011\r\n0170 1234567", "030 23125011", "0170 1234567")]
    public void Several_whole_numbers_of_one_field_are_several_numbers(string raw, string first, string second)
    {
        var numbers = new PhoneNumberReader("DE").ReadAll(PhoneNumberKind.HomePhone, raw).ToList();

        Assert.Equal([first, second], numbers.Select(number => number.Raw));
        Assert.Equal(["+493023125011", "+491701234567"], numbers.Select(number => number.E164));
        Assert.All(numbers, number => Assert.Equal(PhoneNumberKind.HomePhone, number.Kind));
    }

    [Theory]
    [InlineData("030 / 23125-011", "+493023125011")]
    [InlineData("030/23125/011", "+493023125011")]
    [InlineData("030 23125011 / abends", "+493023125011")]
    [InlineData("030 23125011 oder abends 901820 oder nie", "+493023125011")]
    [InlineData("030 23125011, 12", null)]
    [InlineData("4711 / 4712", null)]
    public void A_separator_alone_makes_no_second_number(string raw, string? expected)
    {
        var number = Assert.Single(new PhoneNumberReader("DE").ReadAll(PhoneNumberKind.HomePhone, raw));

        Assert.Equal(raw, number.Raw);
        if (expected is not null)
            Assert.Equal(expected, number.E164);
    }

    [Fact]
    public void A_long_field_is_read_in_no_time_and_kept()
    {
        var numbers = string.Join(" / ", Enumerable.Range(0, 30).Select(i => $"030 231250{i:D2}"));
        string[] fields =
        [
            numbers, new string('/', 3000), new string('(', 3000), new string('x', 1_000_000),
            string.Concat(Enumerable.Repeat("1 a", 100_000)),
            string.Concat(Enumerable.Repeat(" 030", 100_000)), string.Concat(Enumerable.Repeat("5 oder ", 500)),
        ];
        var reader = new PhoneNumberReader("DE");

        var read = fields.Select(field => reader.ReadAll(PhoneNumberKind.HomePhone, field).ToList()).ToList();

        Assert.Equal("+493023125029", read[0][^1].E164);
        Assert.Equal(30, read[0].Count);
        Assert.All(read.Skip(1).Zip(fields.Skip(1)), one => Assert.Equal((one.Second, null), (one.First.Single().Raw, one.First[0].E164)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public void A_blank_field_has_no_number(string raw) => Assert.Empty(new PhoneNumberReader("DE").ReadAll(PhoneNumberKind.Pager, raw));

    [Theory]
    [InlineData("030 / 23125-011", "+493023125011", "3023125011")]
    [InlineData("+49 (0)30 23125011", "+493023125011", "3023125011")]
    [InlineData("23125-011", null, "23125011")]
    [InlineData("4711", null, "4711")]
    [InlineData("0", null, "0")]
    [InlineData("٤٧١١", null, "4711")]
    public void A_look_up_is_by_whole_number_or_by_last_digits(string text, string? number, string? suffix)
    {
        var query = new PhoneNumberReader("DE").ToQuery(text);

        Assert.Equal(number is null ? [] : [number], query.Numbers!);
        Assert.Equal(number is not null, query.IsWholeNumber);
        Assert.Equal(suffix, query.NumberSuffix);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Müller")]
    public void A_look_up_without_digits_is_refused(string text)
    {
        var error = Assert.Throws<SyncException>(() => new PhoneNumberReader("DE").ToQuery(text));

        Assert.Equal("NumberUnreadable", error.ErrorId);
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("")]
    [InlineData("Germany")]
    [InlineData("001")]
    public void An_unknown_region_is_refused(string region) =>
        Assert.Equal("RegionUnknown", Assert.Throws<SyncException>(() => new PhoneNumberReader(region)).ErrorId);
}
