using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.Tests.PhoneBooks;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>Who calls, whatever the phone system shows. Both stores must agree.</summary>
public sealed class CallerSearchTests : IDisposable
{
    private static readonly PhoneBookKey Key = new("tenant", "anna");

    private static readonly SyncDialRule Berlin = new()
    {
        Form = DialForm.National, OutsideLine = "0", AreaCode = "030", InternalNumbers = ["47??"],
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("+493023125011", "Berlin")]
    [InlineData("03023125011", "Berlin")]
    [InlineData("003023125011", "Berlin")]
    [InlineData("00493023125011", "Berlin")]
    [InlineData("000493023125011", "Berlin")]
    [InlineData("493023125011", "Berlin")]
    [InlineData("3023125011", "Berlin")]
    [InlineData("23125011", "Berlin")]
    [InlineData("023125011", "Berlin")]
    [InlineData("125011", "Berlin")]
    [InlineData("431588580", "Kiel")]
    [InlineData("+431588580", "Wien")]
    [InlineData("000431588580", "Wien")]
    [InlineData("003911234567", "Magdeburg")]
    [InlineData("+49 391 1234567", "Magdeburg")]
    [InlineData("4711", "Intern")]
    [InlineData("711", "Intern|Teltow")]
    [InlineData("03328 4711", "Teltow")]
    [InlineData("+4930901820", "Ohne Vorwahl")]
    [InlineData("901820", "Ohne Vorwahl")]
    [InlineData("+498990901820", "Ohne Vorwahl")]
    [InlineData("+4989904711", "")]
    [InlineData("+4930999999", "")]
    public async Task A_number_finds_its_entry(string number, string expected) => Assert.Equal(expected, await FindAsync(Berlin, number));

    [Theory]
    [InlineData("903023125011", "Berlin")]
    [InlineData("9 0391 1234567", "Magdeburg")]
    [InlineData("23125011", "Berlin")]
    [InlineData("00493023125011", "Berlin")]
    public async Task Without_a_rule_the_end_decides(string number, string expected) =>
        Assert.Equal(expected, await FindAsync(new SyncDialRule(), number));

    [Fact]
    public async Task A_text_without_digits_is_refused()
    {
        var error = await Assert.ThrowsAsync<SyncException>(() => FindAsync(Berlin, "Müller"));

        Assert.Equal("NumberUnreadable", error.ErrorId);
    }

    private async Task<string> FindAsync(SyncDialRule rule, string number)
    {
        var dialRule = new DialRule(rule, "DE");
        var reader = new PhoneNumberReader("DE", dialRule);
        await using var memory = new MemoryPhoneBookStore();
        await using var file = await SqlitePhoneBookStore.OpenAsync(folder.Path("books.db"), readOnly: false, default);
        var answers = new List<string>();
        foreach (var store in (IPhoneBookStore[])[memory, file])
        {
            await store.TryApplyAsync(
                FirstPlan(
                    Key, Contact("1", "Berlin", "F", "030 / 23125-011"), Contact("2", "Kiel", "F", "0431 588580"),
                    Contact("3", "Wien", "F", "+43 1 588580"), Contact("4", "Magdeburg", "F", "0391 1234567"),
                    Contact("5", "Intern", "F", "4711"), Contact("6", "Teltow", "F", "03328 4711"),
                    Contact("7", "Ohne Vorwahl", "F", "901820")),
                Now, default);
            var found = await store.FindEntriesAsync(reader.ToQuery(number) with { Owner = "anna*" }, default).ToListAsync();
            Assert.All(found, entry => Assert.Contains(entry.Match, entry.Numbers));
            answers.Add(string.Join('|', found.Select(entry => entry.Name)));
        }
        Assert.Equal(answers[0], answers[1]);
        return answers[0];
    }
}
