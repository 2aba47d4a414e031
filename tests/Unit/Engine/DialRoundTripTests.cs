using ContactSync.Engine.Numbers;
using PhoneNumbers;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>What a phone system dials, it shows when that one calls: every country's numbers, dialled by each rule, are found again.</summary>
public class DialRoundTripTests(ITestOutputHelper output)
{
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    private static readonly PhoneNumberType[] Types = [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE];

    [Theory]
    [InlineData("DE", "030")]
    [InlineData("AT", "01")]
    [InlineData("CH", null)]
    [InlineData("FR", null)]
    [InlineData("IT", null)]
    [InlineData("GB", "020")]
    [InlineData("US", "212")]
    [InlineData("CA", "416")]
    public void A_dialled_number_is_read_as_the_one_it_was(string region, string? areaCode)
    {
        SyncDialRule[] rules =
        [
            new(),
            new() { Form = DialForm.ExitCode },
            new() { Form = DialForm.National },
            new() { Form = DialForm.ExitCode, OutsideLine = "0" },
            new() { Form = DialForm.National, OutsideLine = "9" },
            new() { Form = DialForm.National, OutsideLine = "0", AreaCode = areaCode },
        ];
        var numbers = Examples().ToList();
        Assert.True(numbers.Count > 600);

        foreach (var rule in rules)
        {
            var reader = new PhoneNumberReader(region, new DialRule(rule, region));
            var lost = numbers
                .Select(number => (number, dialled: reader.Read(PhoneNumberKind.BusinessPhone, number).DialForm!))
                .Where(one => !reader.ReadCaller(one.dialled).Contains(one.number)).ToList();
            foreach (var (number, dialled) in lost)
                output.WriteLine($"{rule}: {number} is dialled {dialled}, read {string.Join(' ', reader.ReadCaller(dialled))}");
            Assert.Empty(lost);
        }
    }

    /// <summary>Texts of the characters that numbers are made of, and of others: nothing throws, and what was typed is kept.</summary>
    [Fact]
    public void Any_text_is_read()
    {
        const string Alphabet = "0123456789  +-/().,;#*xw\u200B\u00A0\t\uFF10\u0663aZüß☎oder[]'\"\\\0\ud83d\udcde";
        var random = new Random(20261129);
        var rule = new DialRule(new() { Form = DialForm.National, OutsideLine = "0", AreaCode = "030", InternalNumbers = ["4*"] }, "DE");
        var reader = new PhoneNumberReader("DE", rule);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Create(random.Next(1, 40), random, (span, source) => source.GetItems(Alphabet, span));

            var numbers = reader.ReadAll(PhoneNumberKind.HomePhone, text).ToList();

            Assert.All(numbers, number => Assert.Contains(number.Raw, text, StringComparison.Ordinal));
            Assert.All(numbers, number => Assert.Matches(@"\A\+?[0-9*#]+\z", number.DialForm ?? "0"));
            Assert.All(numbers, number => Assert.Matches(@"\A\+[1-9][0-9]{5,16}\z", number.E164 ?? "+100000"));
            if (text.Any(char.IsDigit))
                Assert.NotNull(reader.ReadCaller(text));
        }
    }

    private static IEnumerable<string> Examples() =>
        from region in PhoneNumberReader.Regions
        from type in Types
        let example = Library.GetExampleNumberForType(region, type)
        where example is not null
        select Library.Format(example, PhoneNumberFormat.E164);
}
