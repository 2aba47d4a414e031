using ContactSync.Engine.Numbers;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>
/// The reader against what libphonenumber's Python and JavaScript ports make of hundreds of numbers people really wrote. It differs from
/// them on purpose, and only there.
/// </summary>
public class PhonesFileTests(ITestOutputHelper output)
{
    [Fact]
    public void Agrees_with_the_other_ports_on_valid_numbers_but_for_what_they_guess()
    {
        var rows = ReadRows().Where(row => row.Class == "valid").ToList();
        var differences = Compare(rows);
        output.WriteLine($"{rows.Count - differences.Count} of {rows.Count} valid numbers agree");
        Print(differences);

        Assert.All(differences, difference => Assert.NotEqual("unexplained", difference.Class));
        Assert.True(differences.Count <= rows.Count / 50, $"{differences.Count} differences");
    }

    [Fact]
    public void Never_makes_a_number_that_the_other_ports_do_not_see()
    {
        var rows = ReadRows().Where(row => row.Class is "possible" or "impossible").ToList();
        var differences = Compare(rows).Where(difference => difference.Number.E164 is not null).ToList();
        output.WriteLine($"{rows.Count} numbers out of any assigned range, {differences.Count} read otherwise");
        Print(differences);

        Assert.Empty(differences);
    }

    private static List<Difference> Compare(List<Row> rows) =>
    [
        .. from row in rows
           let number = new PhoneNumberReader(row.Region).Read(PhoneNumberKind.OtherTelephone, row.Raw)
           where number.E164 != row.E164 || (number.Extension ?? "") != row.Extension
           select new Difference(Classify(row, number), row, number),
    ];

    private static string Classify(Row row, SyncPhoneNumber number)
    {
        var digits = NumberDigits.Of(row.Raw.Split("ext")[0]);
        if (number.E164 is null && row.Raw[0] is not ('0' or '+' or '(') && digits.Length <= 8)
            return "perhaps local, kept as typed";
        if (number.E164 is null && row.Raw.Count(char.IsLetter) is 1 or 2)
            return "a stray letter, kept as typed";
        if (row.Raw.Contains('w') && number.Extension is not null)
            return "digits after a pause are an extension";
        if (row.Raw.Contains('/') && number.E164 is not null && row.E164.StartsWith(number.E164, StringComparison.Ordinal))
            return "digits after a slash are another number's ending";
        return "unexplained";
    }

    private void Print(List<Difference> differences)
    {
        foreach (var group in differences.GroupBy(difference => difference.Class))
        {
            output.WriteLine($"{group.Count()} {group.Key}:");
            foreach (var (_, row, number) in group)
                output.WriteLine($"  {row.Region} '{row.Raw}': {row.E164} {row.Extension} there, {number} {number.Extension} here");
        }
    }

    private static List<Row> ReadRows()
    {
        var path = SharedData.Find("phones/phones.tsv");
        Assert.SkipWhen(path is null, "because the file of real numbers is not part of the repository and does not lie beside it");
        return
        [
            .. from line in File.ReadLines(path).Skip(1)
               let cells = line.Split('\t')
               where PhoneNumberReader.IsRegion(cells[1]) && cells[7] == "1"
               select new Row(cells[0], cells[1], cells[2], cells[3], cells[4]),
        ];
    }

    private sealed record Row(string Raw, string Region, string Class, string E164, string Extension);

    private sealed record Difference(string Class, Row Row, SyncPhoneNumber Number);
}
