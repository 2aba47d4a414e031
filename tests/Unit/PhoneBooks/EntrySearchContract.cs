using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>What every store must find, and in which order. A store's own test class says where one lies and runs them all.</summary>
public abstract class EntrySearchContract<TPlace> : StoreTest<TPlace>
    where TPlace : ITestPlace, new()
{
    [Theory]
    [InlineData("müller", "Müller, Jürgen")]
    [InlineData("MULLER", "Müller, Jürgen")]
    [InlineData("söhne", "Beispiel, Bernd")]
    [InlineData("*Söhne", "Beispiel, Bernd")]
    [InlineData("Söhne*", "")]
    [InlineData("M?ller*", "Müller, Jürgen")]
    [InlineData("[a-b]*", "a*b|Beispiel, Bernd")]
    [InlineData("100%_`[x]", "100%_[x] GmbH")]
    [InlineData("`*", "a*b")]
    [InlineData("strasse", "Straße & Co")]
    [InlineData("", "100%_[x] GmbH|a*b|Beispiel, Bernd|Müller, Jürgen|Straße & Co")]
    public async Task Entries_are_found_by_part_of_name_or_company(string name, string expected)
    {
        await ApplyAsync(FirstPlan(
            Key, Contact("1", "Müller, Jürgen"), Contact("2", "Beispiel, Bernd") with { CompanyName = "Schmidt & Söhne" },
            Contact("3", "100%_[x] GmbH"), Contact("4", "a*b"), Contact("5", "Straße & Co")));

        var found = await FindAsync(new EntryQuery(Name: name));

        Assert.Equal(expected, string.Join('|', found.Select(entry => entry.Name)));
    }

    [Theory]
    [InlineData("Muller", "Müller|Muller|Mueller")]
    [InlineData("mueller", "Müller|Muller|Mueller")]
    [InlineData("MÜLLER", "Müller|Muller|Mueller")]
    [InlineData("Mu\u0308ller", "Müller|Muller|Mueller")]
    [InlineData("Mue", "Müller|Mueller")]
    [InlineData("bernd mü", "Müller|Mueller")]
    [InlineData("müller bernd", "Müller|Muller|Mueller")]
    [InlineData("gmbh sue", "")]
    [InlineData("sue", "Sue")]
    [InlineData("susan", "Susanne")]
    [InlineData("\"sue\" OR susanne", "")]
    [InlineData("sue NOT x", "")]
    [InlineData("werk sus", "Susanne")]
    [InlineData("Strasse", "Straße")]
    [InlineData("aase", "Aase")]
    [InlineData("uller", "Müller|Muller")]
    [InlineData("LER, B", "Mueller")]
    [InlineData("ler b", "Müller")]
    [InlineData("usann", "Susanne")]
    [InlineData("rk & c", "Susanne")]
    [InlineData("ler\" OR \"sue", "")]
    [InlineData("lleb", "")]
    [InlineData("lle", "Müller|Muller|Mueller")]
    [InlineData("ll", "")]
    [InlineData("&", "Susanne")]
    public async Task Words_of_a_name_are_found_in_any_order_and_spelling(string name, string expected)
    {
        await ApplyAsync(FirstPlan(
            Key, Contact("1", "Müller Bernd"), Contact("2", "Bernd Muller"), Contact("3", "Mueller, Bernd"), Contact("4", "Sue"),
            Contact("5", "Susanne") with { CompanyName = "Werk & Co" }, Contact("6", "Straße"), Contact("7", "Åse"), Contact("8", "Aase")));

        var found = await FindAsync(new EntryQuery(Name: name));

        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(),
            found.Select(entry => entry.Name.Replace("Bernd", "", StringComparison.Ordinal).Trim(' ', ',')).Order());
    }

    [Theory]
    [InlineData("Nul\0", "nul", "nul*")]
    [InlineData("Half\uD83D", "half", "ha?f*")]
    [InlineData("\uDE00Half", "half", "*half")]
    [InlineData("Smile 😀", "smile", "smile *")]
    public async Task Texts_that_no_database_likes_are_kept_and_found(string name, string part, string pattern)
    {
        var contact = Contact("1", name, $"F{name}", $"030 23125011{name}") with { CompanyName = name };
        await ApplyAsync(FirstPlan(Key, contact, Contact("2")) with { Title = name, State = [State("F", name)] });
        await ApplyAsync(Plan(Key, await BookAsync(), updated: [Contact("2", name)]) with { Title = name });

        Assert.Equal(2, (await FindAsync(new EntryQuery(Name: part))).Count);
        Assert.Equal(2, (await FindAsync(new EntryQuery(Name: pattern))).Count);
        await FindAsync(new EntryQuery(name, name, name, Connection: name));
        Assert.Equal(2, (await FindAsync(new EntryQuery(PhoneBook: $"*{part}*"))).Count);
    }

    [Theory]
    [InlineData("[z-a]*", 0)]
    [InlineData("[a-", 0)]
    [InlineData("[^a]*", 1)]
    [InlineData("[\\d.]*", 1)]
    [InlineData("[[:alpha:]]*", 0)]
    [InlineData("(x|a)*", 0)]
    [InlineData("[]]*", 0)]
    public async Task A_pattern_is_no_more_than_a_pattern(string pattern, int expected)
    {
        await ApplyAsync(FirstPlan(Key, Contact("1", "Anton"), Contact("2", "Dora")));

        Assert.Equal(expected, (await FindAsync(new EntryQuery(Name: pattern))).Count);
    }

    [Fact]
    public async Task What_was_changed_or_removed_is_not_found_by_its_old_name()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1", "Alt"), Contact("2", "Weg")));
        await ApplyAsync(Plan(Key, await BookAsync(), updated: [Contact("1", "Neu")], deleted: ["2"]));

        Assert.Empty(await FindAsync(new EntryQuery(Name: "alt")));
        Assert.Empty(await FindAsync(new EntryQuery(Name: "weg")));
        Assert.Single(await FindAsync(new EntryQuery(Name: "neu")));

        await Store.RemovePhoneBookAsync((await BookAsync()).Id, default);
        Assert.Empty(await FindAsync(new EntryQuery(Name: "neu")));
    }

    [Fact]
    public async Task The_entries_of_one_phone_book_are_read()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1", "Anton")));
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "bert"), Contact("1", "Anton")));
        var id = (await BookAsync()).Id;

        Assert.Equal(EntryUid.Of(Key, "1"), Assert.Single(await FindAsync(new EntryQuery { PhoneBookId = id })).Uid);
        Assert.Single(await FindAsync(new EntryQuery(Name: "ant") { PhoneBookId = id }));
        Assert.Single(await FindAsync(new EntryQuery(Name: "*ton") { PhoneBookId = id }));
    }

    [Theory]
    [InlineData("030 / 23125-011", "Whole +493023125011")]
    [InlineData("+49 (0)30 23125-011", "Whole +493023125011")]
    [InlineData("23125-011", "Local 23125-011")]
    [InlineData("5-011", "Local 23125-011|Whole +493023125011")]
    [InlineData("4711", "Internal 4711")]
    [InlineData("0170 1234567", "Two +491701234567")]
    [InlineData("1234567", "Two +491701234567")]
    [InlineData("0044 30 23125011", "Local 23125-011")]
    [InlineData("030 99999999", "")]
    public async Task Entries_are_found_by_a_number_in_any_form(string number, string expected)
    {
        await ApplyAsync(FirstPlan(
            Key, Contact("1", "Whole", "F", "030 23125011", "112"), Contact("2", "Local", "F", "23125-011"),
            Contact("3", "Internal", "F", "4711"), Contact("4", "Two", "F", "siehe Notizen", "0170 1234567", "+49 170 1234567")));
        var query = number.StartsWith("0044", StringComparison.Ordinal)
            ? new EntryQuery(Numbers: ["+443023125011"], NumberSuffix: "23125011") { IsWholeNumber = true }
            : new PhoneNumberReader("DE").ToQuery(number);

        var found = await FindAsync(query);

        Assert.Equal(expected, string.Join('|', found.Select(entry => $"{entry.Name} {entry.Match}")));
    }

    [Fact]
    public async Task A_number_is_looked_for_in_some_phone_books_only()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1", "A", "F", "030 23125011")));
        var other = FirstPlan(new PhoneBookKey("tenant", "bert"), Contact("1", "B", "F", "030 23125011"));
        await ApplyAsync(other with { Connection = "other" });

        Assert.Equal(["A", "B"], (await FindAsync(new EntryQuery(Numbers: ["+493023125011"]))).Select(entry => entry.Name));
        Assert.Equal(["B"], (await FindAsync(new EntryQuery(Owner: "b*", Numbers: ["+493023125011"]))).Select(entry => entry.Name));
        Assert.Equal(["A"], (await FindAsync(new EntryQuery(Name: "a", NumberSuffix: "011"))).Select(entry => entry.Name));
        Assert.Equal(["B"], (await FindAsync(new EntryQuery(Numbers: ["+493023125011"], Connection: "Other"))).Select(entry => entry.Name));
        Assert.Equal(["B"], (await FindAsync(new EntryQuery(Connection: "other"))).Select(entry => entry.Name));
        Assert.Empty(await FindAsync(new EntryQuery(PhoneBook: "other", Numbers: ["+493023125011"])));
    }

    [Theory]
    [InlineData("+499000000001,+493023125011,+491701234567", null, "Whole")]
    [InlineData("+491701234567,+493023125011", null, "Two")]
    [InlineData("+499000000001", "4711", "Internal")]
    [InlineData(null, "711", "Internal|Longer")]
    [InlineData(null, "90004711", "")]
    [InlineData(null, "903023125011", "Whole")]
    [InlineData(null, "9023125011", "Part")]
    [InlineData(null, "90171234567", "")]
    [InlineData(null, "901701234567", "Two")]
    public async Task What_fits_a_caller_best_is_found(string? numbers, string? suffix, string expected)
    {
        await ApplyAsync(FirstPlan(
            Key, Contact("1", "Whole", "F", "030 23125011", "112"), Contact("2", "Part", "F", "23125-011"),
            Contact("3", "Internal", "F", "4711"), Contact("4", "Two", "F", "0170 1234567", "+49 170 1234567"),
            Contact("5", "Longer", "F", "03328 4711")));

        var found = await FindAsync(new EntryQuery(Numbers: numbers?.Split(','), NumberSuffix: suffix));

        Assert.Equal(expected, string.Join('|', found.Select(entry => entry.Name)));
    }

    [Fact]
    public async Task A_name_is_looked_for_in_some_phone_books_only()
    {
        for (var number = 0; number < 3; number++)
            await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", $"m{number}"), Contact("1", $"Anna {number}"), Contact("2", "Bert")));
        var other = FirstPlan(new PhoneBookKey("tenant", "n"), Contact("1", "Anna n"));
        await ApplyAsync(other with { Connection = "other", Title = "Kunden" });

        Assert.Equal(["Anna 1"], await NamesAsync(new EntryQuery(Owner: "m1@*", Name: "ann")));
        Assert.Equal(["Anna 0", "Anna 1", "Anna 2"], await NamesAsync(new EntryQuery(PhoneBook: "privat", Name: "ann")));
        Assert.Equal(["Anna n"], await NamesAsync(new EntryQuery(Connection: "other", Name: "ann")));
        Assert.Equal(["Anna 2"], await NamesAsync(new EntryQuery(Connection: "pbx", Name: "2 ann")));
        Assert.Equal(["Anna n"], await NamesAsync(new EntryQuery(PhoneBook: "kunden", Name: "nna")));
        Assert.Empty(await NamesAsync(new EntryQuery(Owner: "nobody", Name: "ann")));

        async Task<List<string>> NamesAsync(EntryQuery query) => [.. (await FindAsync(query)).Select(entry => entry.Name).Order()];
    }

    [Fact]
    public async Task Of_many_phone_books_some_are_looked_into()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 250), async (number, token) => Assert.True(await Store.TryApplyAsync(
            FirstPlan(new PhoneBookKey("tenant", $"m{number}"), Contact("1", $"Anna {number}")), Now, token)));
        await ApplyAsync(FirstPlan(Key, Contact("1", "Anna")));

        Assert.Equal(250, (await FindAsync(new EntryQuery(Owner: "m*", Name: "ann"))).Count);
        Assert.Equal("Anna", Assert.Single(await FindAsync(new EntryQuery(Owner: "a*", Name: "ann"))).Name);
    }

    [Theory]
    [InlineData("ann", null)]
    [InlineData("nna", null)]
    [InlineData("Ann*", null)]
    [InlineData(null, "+493023125011")]
    [InlineData(null, "23125011")]
    [InlineData(null, null)]
    public async Task No_more_are_read_than_asked_for(string? name, string? number)
    {
        foreach (var owner in (string[])["a", "b", "c"])
        {
            await ApplyAsync(FirstPlan(
                new PhoneBookKey("tenant", owner), Contact("1", "Anna", "F", "030 23125011"), Contact("2", "Anna", "F", "030 23125011")));
        }
        var query = new EntryQuery(
            Name: name, Numbers: number is ['+', ..] ? [number] : null, NumberSuffix: number is ['+', ..] ? null : number);

        Assert.Equal(6, (await FindAsync(query)).Count);
        Assert.Equal(6, (await FindAsync(query with { First = 7 })).Select(entry => entry.Uid).Distinct().Count());
        Assert.Equal(3, (await FindAsync(query with { First = 3 })).Select(entry => entry.Uid).Distinct().Count());
        Assert.Equal(4, (await FindAsync(query with { First = 4 })).Count);
        Assert.Empty(await FindAsync(query with { First = 0 }));
    }

    [Fact]
    public async Task Entries_come_by_owner_phone_book_and_name()
    {
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "bert"), Contact("1", "Ärger"), Contact("2", "Zorn")));
        await ApplyAsync(FirstPlan(Key, Contact("1", "zuletzt"), Contact("2", "Anfang"), Contact("3", "Österreich")));

        Assert.Equal(["Anfang", "Österreich", "zuletzt", "Ärger", "Zorn"], (await FindAsync(new EntryQuery())).Select(entry => entry.Name));
    }
}
