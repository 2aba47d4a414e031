using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>What a phone system dials, rule by rule.</summary>
public class DialRuleTests
{
    [Theory]
    [InlineData("DE", "+49 30 23125011", "+493023125011", "00493023125011", "03023125011")]
    [InlineData("DE", "+49 170 1234567", "+491701234567", "00491701234567", "01701234567")]
    [InlineData("DE", "0800 3301000", "+498003301000", "00498003301000", "08003301000")]
    [InlineData("DE", "032 212345678", "+4932212345678", "004932212345678", "032212345678")]
    [InlineData("DE", "+43 1 58858-0", "+431588580", "00431588580", "00431588580")]
    [InlineData("DE", "+39 06 69821", "+390669821", "00390669821", "00390669821")]
    [InlineData("DE", "+1 212 736 5000", "+12127365000", "0012127365000", "0012127365000")]
    [InlineData("DE", "+800 12345678", "+80012345678", "0080012345678", "0080012345678")]
    [InlineData("AT", "01 58858-0", "+431588580", "00431588580", "01588580")]
    [InlineData("AT", "0664 1234567", "+436641234567", "00436641234567", "06641234567")]
    [InlineData("AT", "+49 30 23125011", "+493023125011", "00493023125011", "00493023125011")]
    [InlineData("CH", "044 668 18 00", "+41446681800", "0041446681800", "0446681800")]
    [InlineData("CH", "079 123 45 67", "+41791234567", "0041791234567", "0791234567")]
    [InlineData("CH", "+43 1 58858-0", "+431588580", "00431588580", "00431588580")]
    [InlineData("FR", "01 44 27 44 27", "+33144274427", "0033144274427", "0144274427")]
    [InlineData("FR", "+49 30 23125011", "+493023125011", "00493023125011", "00493023125011")]
    [InlineData("IT", "06 69821", "+390669821", "00390669821", "0669821")]
    [InlineData("IT", "333 123 4567", "+393331234567", "00393331234567", "3331234567")]
    [InlineData("IT", "+49 30 23125011", "+493023125011", "00493023125011", "00493023125011")]
    [InlineData("GB", "020 7031 3000", "+442070313000", "00442070313000", "02070313000")]
    [InlineData("GB", "01632 960001", "+441632960001", "00441632960001", "01632960001")]
    [InlineData("US", "(212) 736-5000", "+12127365000", "12127365000", "12127365000")]
    [InlineData("US", "+1 416 555 0123", "+14165550123", "14165550123", "14165550123")]
    [InlineData("US", "+49 30 23125011", "+493023125011", "011493023125011", "011493023125011")]
    [InlineData("CA", "416-555-0123", "+14165550123", "14165550123", "14165550123")]
    [InlineData("CA", "+1 212 736 5000", "+12127365000", "12127365000", "12127365000")]
    [InlineData("CA", "+39 06 69821", "+390669821", "011390669821", "011390669821")]
    [InlineData("HU", "+36 1 234 5678", "+3612345678", "003612345678", "0612345678")]
    [InlineData("AU", "+49 30 23125011", "+493023125011", "0011493023125011", "0011493023125011")]
    [InlineData("BR", "+49 30 23125011", "+493023125011", "+493023125011", "+493023125011")]
    public void A_number_has_a_form_for_each_rule(string region, string raw, string international, string exitCode, string national)
    {
        Assert.Equal(international, Dial(region, raw, new SyncDialRule()));
        Assert.Equal(exitCode, Dial(region, raw, new SyncDialRule { Form = DialForm.ExitCode }));
        Assert.Equal(national, Dial(region, raw, new SyncDialRule { Form = DialForm.National }));
    }

    [Theory]
    [InlineData("DE", DialForm.National, "0", "030 23125011", "003023125011")]
    [InlineData("DE", DialForm.National, "0", "+43 1 58858-0", "000431588580")]
    [InlineData("DE", DialForm.ExitCode, "0", "030 23125011", "000493023125011")]
    [InlineData("IT", DialForm.National, "0", "333 123 4567", "03331234567")]
    [InlineData("US", DialForm.National, "9", "(212) 736-5000", "912127365000")]
    [InlineData("CA", DialForm.ExitCode, "9", "+49 30 23125011", "9011493023125011")]
    [InlineData("BR", DialForm.National, "0", "+49 30 23125011", "+493023125011")]
    public void The_outside_line_comes_first(string region, DialForm form, string line, string raw, string expected) =>
        Assert.Equal(expected, Dial(region, raw, new SyncDialRule { Form = form, OutsideLine = line }));

    [Theory]
    [InlineData("DE", "030", "030 23125011", "23125011")]
    [InlineData("DE", "30", "+49 (0)30 23125011", "23125011")]
    [InlineData("DE", "(030)", "030 23125011", "23125011")]
    [InlineData("DE", "030", "089 12345678", "08912345678")]
    [InlineData("DE", "030", "+39 30 1234567", "0039301234567")]
    [InlineData("AT", "01", "01 58858-0", "588580")]
    [InlineData("AT", "01", "0316 872-0", "03168720")]
    [InlineData("GB", "020", "020 7031 3000", "70313000")]
    [InlineData("US", "212", "(212) 736-5000", "7365000")]
    [InlineData("US", "212", "(917) 736-5000", "19177365000")]
    [InlineData("CA", "416", "416-555-0123", "5550123")]
    [InlineData("IT", "06", "06 69821", "69821")]
    [InlineData("HU", "061", "+36 1 234 5678", "2345678")]
    [InlineData("HU", "1", "+36 1 234 5678", "2345678")]
    public void The_own_area_code_is_left_out(string region, string areaCode, string raw, string expected) =>
        Assert.Equal(expected, Dial(region, raw, new SyncDialRule { Form = DialForm.National, AreaCode = areaCode }));

    [Theory]
    [InlineData("4711", "4711")]
    [InlineData("Nst. 4711", "4711")]
    [InlineData("4711 (Zentrale)", "4711")]
    [InlineData("intern: 4711", "4711")]
    [InlineData("612", "612")]
    [InlineData("**610", "**610")]
    [InlineData("*31#01701234567", "*31#01701234567")]
    [InlineData("112", "0112")]
    [InlineData("23125-011", "023125011")]
    [InlineData("030 23125011", "003023125011")]
    [InlineData("+49 4711 1234", "0047111234")]
    [InlineData("siehe Notizen", null)]
    [InlineData("030 90I820", null)]
    [InlineData("4711 / 4712", null)]
    [InlineData("+123456789", null)]
    [InlineData("frag 2x, dann 3", null)]
    [InlineData("--", null)]
    public void Internal_numbers_are_dialled_as_they_are(string raw, string? expected)
    {
        var settings = new SyncDialRule { Form = DialForm.National, OutsideLine = "0", InternalNumbers = ["47??", "6*"] };

        Assert.Equal(expected, Dial("DE", raw, settings));
    }

    [Theory]
    [InlineData("4711", "4711")]
    [InlineData("23125-011", "23125011")]
    [InlineData("112", "112")]
    public void Without_patterns_a_short_number_may_be_internal(string raw, string expected) =>
        Assert.Equal(expected, Dial("DE", raw, new SyncDialRule { Form = DialForm.National, OutsideLine = "0" }));

    [Fact]
    public void A_pattern_wins_over_a_number_that_could_be_read()
    {
        var rule = new DialRule(new SyncDialRule { InternalNumbers = ["3312????"] }, "DK");
        var reader = new PhoneNumberReader("DK", rule);

        var number = reader.Read(PhoneNumberKind.BusinessPhone, "33 12 34 56");

        Assert.Null(number.E164);
        Assert.Equal("33123456", number.DialForm);
        Assert.Equal("+4533133456", reader.Read(PhoneNumberKind.BusinessPhone, "33 13 34 56").E164);
    }

    [Theory]
    [InlineData(null, "03023125011")]
    [InlineData(",", "03023125011,12")]
    [InlineData(";ext=", "03023125011;ext=12")]
    public void An_extension_follows_where_the_rule_says_how(string? separator, string expected) => Assert.Equal(
        expected, Dial("DE", "030 23125011 App. 12", new SyncDialRule { Form = DialForm.National, ExtensionSeparator = separator }));

    [Fact]
    public void The_phone_system_dials_from_where_it_stands()
    {
        var german = new DialRule(new SyncDialRule { Form = DialForm.National }, "DE");

        var number = new PhoneNumberReader("AT", german).Read(PhoneNumberKind.BusinessPhone, "01 58858-0");

        Assert.Equal(("+431588580", "00431588580"), (number.E164, number.DialForm));
    }

    [Theory]
    [InlineData("OutsideLineUnreadable", DialForm.National, "+", null, null, null)]
    [InlineData("OutsideLineUnreadable", DialForm.National, "0 ", null, null, null)]
    [InlineData("OutsideLineBeforePlus", DialForm.International, "0", null, null, null)]
    [InlineData("AreaCodeUnreadable", DialForm.National, null, "Berlin", null, null)]
    [InlineData("AreaCodeUnreadable", DialForm.National, null, "0", null, null)]
    [InlineData("AreaCodeNotNational", DialForm.ExitCode, null, "030", null, null)]
    [InlineData("InternalNumberUnreadable", DialForm.National, null, null, "4xx", null)]
    [InlineData("InternalNumberUnreadable", DialForm.National, null, null, "*", null)]
    [InlineData("InternalNumberUnreadable", DialForm.National, null, null, "?*", null)]
    [InlineData("InternalNumberUnreadable", DialForm.National, null, null, "[1-4", null)]
    [InlineData("InternalNumberUnreadable", DialForm.National, null, null, "", null)]
    [InlineData("ExtensionSeparatorUnreadable", DialForm.National, null, null, null, "")]
    [InlineData("ExtensionSeparatorUnreadable", DialForm.National, null, null, null, "1")]
    [InlineData("ExtensionSeparatorUnreadable", DialForm.National, null, null, null, "a pause")]
    public void What_no_phone_system_means_is_refused(
        string errorId, DialForm form, string? line, string? areaCode, string? internalNumber, string? separator)
    {
        var settings = new SyncDialRule
        {
            Form = form,
            OutsideLine = line,
            AreaCode = areaCode,
            InternalNumbers = internalNumber is null ? [] : [internalNumber],
            ExtensionSeparator = separator,
        };

        var error = Assert.Throws<SyncException>(() => new DialRule(settings, "DE"));

        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.Advice!);
    }

    [Fact]
    public void Each_rule_has_its_fingerprint_and_the_usual_one_none()
    {
        SyncDialRule[] rules =
        [
            new() { Form = DialForm.ExitCode },
            new() { Form = DialForm.National },
            new() { Form = DialForm.National, OutsideLine = "0" },
            new() { Form = DialForm.National, AreaCode = "030" },
            new() { InternalNumbers = ["4??"] },
            new() { InternalNumbers = ["4??", "5??"] },
            new() { ExtensionSeparator = ";" },
            new() { ExtensionSeparator = "," },
        ];

        Assert.Equal("", new DialRule(new SyncDialRule(), "DE").Fingerprint);
        Assert.Equal(new PhoneNumberReader("DE").Fingerprint, new PhoneNumberReader("DE", new DialRule(new(), "AT")).Fingerprint);
        var fingerprints = rules.Select(rule => new DialRule(rule, "DE").Fingerprint)
            .Append(new DialRule(rules[0], "AT").Fingerprint).Append("").ToList();
        Assert.Equal(fingerprints.Count, fingerprints.Distinct().Count());
        Assert.Equal(
            new DialRule(new() { InternalNumbers = ["5??", "4??", "4??"] }, "DE").Fingerprint, new DialRule(rules[5], "DE").Fingerprint);
        Assert.Equal(
            new DialRule(new() { Form = DialForm.National, AreaCode = "30" }, "DE").Fingerprint, new DialRule(rules[3], "DE").Fingerprint);
    }

    [Fact]
    public void An_entry_of_an_older_version_has_no_dial_form_and_is_made_anew_from_what_was_typed()
    {
        var json = """{"PhoneNumbers":[{"E164":"+493023125011","Kind":"BusinessPhone","Raw":"030 / 23125-011"}]}"""u8;

        var old = ContactJson.Read(json, "x", "F", null);
        var entry = new ContactNormalizer(new PhoneNumberReader("DE", new DialRule(new() { Form = DialForm.National }, "DE")))
            .Normalize(old, "F");

        Assert.Null(old.PhoneNumbers[0].DialForm);
        Assert.Equal("03023125011", entry.Contact.PhoneNumbers[0].DialForm);
        Assert.Equal("03023125011", ContactJson.Read(entry.Json.Span, "x", "F", null).PhoneNumbers[0].DialForm);
    }

    [Fact]
    public void Faxes_and_pagers_are_marked()
    {
        var numbers = Enum.GetValues<PhoneNumberKind>().Select(kind => new SyncPhoneNumber(kind, "1")).ToList();

        Assert.Equal(
            [PhoneNumberKind.BusinessFax, PhoneNumberKind.HomeFax, PhoneNumberKind.OtherFax],
            numbers.Where(number => number.IsFax).Select(number => number.Kind));
        Assert.Equal([PhoneNumberKind.Pager], numbers.Where(number => number.IsPager).Select(number => number.Kind));
    }

    private static string? Dial(string region, string raw, SyncDialRule settings) =>
        new PhoneNumberReader(region, new DialRule(settings, region)).Read(PhoneNumberKind.BusinessPhone, raw).DialForm;
}
