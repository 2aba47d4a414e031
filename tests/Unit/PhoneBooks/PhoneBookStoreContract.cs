using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Tests.Engine;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>What every store must do. A store's own test class hands in a fresh store and runs them all.</summary>
public abstract class PhoneBookStoreContract<TPlace> : StoreTest<TPlace>
    where TPlace : ITestPlace, new()
{
    [Fact]
    public async Task An_empty_store_has_nothing()
    {
        Assert.Null(await Store.FindAsync(Key, default));
        Assert.Empty(await Store.ListPhoneBooksAsync(null, null, null, default).ToListAsync());
        Assert.Empty(await FindAsync(new EntryQuery()));
        Assert.Empty(await Store.ReadTenantIdsAsync("pbx", default));
        Assert.False(await Store.RemovePhoneBookAsync(1, default));
    }

    [Fact]
    public async Task A_first_plan_makes_phone_book_entries_and_state()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1"), Contact("2")) with { State = [State("F", "t1"), State("G", "")] });

        var book = await BookAsync();
        Assert.Equal((Key, "anna@example.com", "Privat", "pbx", 2), (book.Key, book.Owner, book.Title, book.Connection, book.EntryCount));
        Assert.Equal(Fingerprint, book.RulesFingerprint);
        Assert.Equal([State("F", "t1"), State("G", "")], book.State);
        var listed = await Store.ListPhoneBooksAsync(null, null, null, default).SingleAsync();
        Assert.Equal((book.Id, 2, Now, Store.Location), (listed.Id, listed.Entries, listed.LastSync, listed.StorePath));
    }

    [Fact]
    public async Task A_contact_comes_back_with_all_its_fields()
    {
        var contact = Entry(ContactJsonTests.FullContact()).Contact;
        await ApplyAsync(FirstPlan(Key, contact, Contact("bare") with { DisplayName = null }));

        var contacts = await Store.ReadContactsAsync((await BookAsync()).Id, default).ToListAsync();
        Assert.Equivalent(contact, contacts.Single(item => item.Id == contact.Id), strict: true);
        Assert.Equivalent(Contact("bare") with { DisplayName = null }, contacts.Single(item => item.Id == "bare"), strict: true);
    }

    [Fact]
    public async Task A_second_plan_adds_updates_relocates_and_deletes()
    {
        await ApplyAsync(FirstPlan(Key, Contact("keep"), Contact("change", "Old", "F", "030 23125011"), Contact("move"), Contact("go")));
        var before = await BookAsync();

        await ApplyAsync(Plan(
            Key, before,
            added: [Contact("new")],
            updated: [Contact("change", "New", "F", "030 23125012")],
            relocated: [Contact("move", folder: "G")],
            deleted: ["go"],
            state: [State("F", "t2"), State("G", "t2")]));

        var after = await BookAsync();
        Assert.Equal((before.Id, before.Revision + 1, 4), (after.Id, after.Revision, after.EntryCount));
        Assert.Equal([State("F", "t2"), State("G", "t2")], after.State);
        var entries = await Store.ReadEntriesAsync(after.Id, null, default).OrderBy(entry => entry.SourceId).ToListAsync();
        Assert.Equal(
            [("change", "F"), ("keep", "F"), ("move", "G"), ("new", "F")], entries.Select(entry => (entry.SourceId, entry.FolderId)));
        Assert.Equal(Entry(Contact("change", "New", "F", "030 23125012")).Hash, entries[0].Hash);
        Assert.Equal(["Name keep", "Name move", "Name new", "New"], (await FindAsync(new EntryQuery())).Select(entry => entry.Name));
        Assert.Empty(await FindAsync(new EntryQuery(Numbers: ["+493023125011"])));
        Assert.Single(await FindAsync(new EntryQuery(Numbers: ["+493023125012"])));
    }

    [Fact]
    public async Task A_plan_of_an_older_revision_changes_nothing()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1")));
        var old = await BookAsync();
        await ApplyAsync(Plan(Key, old, added: [Contact("2")]));

        var late = Plan(Key, old, added: [Contact("3")], deleted: ["1"], state: [State("F", "x")]);
        Assert.False(await Store.TryApplyAsync(late, Now, default));
        Assert.False(await Store.TryApplyAsync(FirstPlan(Key, Contact("4")), Now, default));

        var book = await BookAsync();
        Assert.Equal((old.Revision + 1, 2), (book.Revision, book.EntryCount));
        Assert.Equal([State("F")], book.State);
        Assert.Equal(["Name 1", "Name 2"], (await FindAsync(new EntryQuery())).Select(entry => entry.Name));
    }

    [Fact]
    public async Task A_plan_for_a_removed_phone_book_changes_nothing()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1")));
        var old = await BookAsync();
        Assert.True(await Store.RemovePhoneBookAsync(old.Id, default));

        Assert.False(await Store.TryApplyAsync(Plan(Key, old, added: [Contact("2")]), Now, default));
        Assert.Null(await Store.FindAsync(Key, default));
        Assert.Empty(await FindAsync(new EntryQuery()));

        await ApplyAsync(FirstPlan(Key, Contact("3")));
        Assert.NotEqual(old.Id, (await BookAsync()).Id);
    }

    [Fact]
    public async Task A_cancelled_plan_changes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.TryApplyAsync(FirstPlan(Key, Contact("1")), Now, cancelled.Token));

        Assert.Null(await Store.FindAsync(Key, default));
        await ApplyAsync(FirstPlan(Key, Contact("1")));
    }

    [Fact]
    public async Task An_unchanged_plan_still_notes_the_run()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1")));

        Assert.True(await Store.TryApplyAsync(Plan(Key, await BookAsync()), Now.AddDays(1), default));

        Assert.Equal(Now.AddDays(1), (await Store.ListPhoneBooksAsync(null, null, null, default).SingleAsync()).LastSync);
    }

    [Fact]
    public async Task Ids_are_case_sensitive()
    {
        await ApplyAsync(FirstPlan(Key, Contact("aBc"), Contact("abc")));
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "ANNA"), Contact("abc")));

        var book = await BookAsync();
        Assert.Equal(["abc"], await Store.ReadEntriesAsync(book.Id, ["abc", "ABC"], default).Select(entry => entry.SourceId).ToListAsync());
        Assert.Equal(2, await Store.ListPhoneBooksAsync(null, null, null, default).CountAsync());
    }

    [Fact]
    public async Task Entries_are_read_by_id()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1"), Contact("2"), Contact("3")));

        var found = await Store.ReadEntriesAsync((await BookAsync()).Id, ["3", "1", "none"], default).ToListAsync();

        Assert.Equal(["1", "3"], found.Select(entry => entry.SourceId).Order());
    }

    [Fact]
    public async Task A_connection_s_tenants_are_known()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1")));
        await ApplyAsync(FirstPlan(new PhoneBookKey("other", "bert"), Contact("1")));
        await ApplyAsync(FirstPlan(new PhoneBookKey("third", "carl")) with { Connection = "office" });

        Assert.Equal(["other", "tenant"], await Store.ReadTenantIdsAsync("PBX", default));
    }

    [Theory]
    [InlineData(null, null, null, "anna,bert,carl")]
    [InlineData("anna@example.com", null, null, "anna")]
    [InlineData("ANNA@*", null, null, "anna")]
    [InlineData("anna", null, null, "")]
    [InlineData("?nna@example.com", null, null, "anna")]
    [InlineData("[ab]*", null, null, "anna,bert")]
    [InlineData(null, "privat", null, "anna,bert")]
    [InlineData(null, "B*ro", null, "carl")]
    [InlineData(null, null, "of*", "carl")]
    [InlineData("a*", "Büro", null, "")]
    public async Task Phone_books_are_found_by_wildcards(string? owner, string? title, string? connection, string expected)
    {
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "carl")) with { Title = "Büro", Connection = "office" });
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "bert")));
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "anna")));

        var found = await Store.ListPhoneBooksAsync(owner, title, connection, default).ToListAsync();

        Assert.Equal(expected, string.Join(',', found.Select(book => book.Owner.Split('@')[0])));
    }

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
    public async Task Phone_books_of_different_sources_stand_beside_each_other()
    {
        var file = PhoneBookKey.Of(PhoneBookSource.File, "Anna@example.com", "Kunden");
        Assert.Equal(file, PhoneBookKey.Of(PhoneBookSource.File, "anna@EXAMPLE.com", "kunden"));
        await ApplyAsync(FirstPlan(Key, Contact("1")));
        await ApplyAsync(FirstPlan(Key with { Source = PhoneBookSource.Merge }, Contact("1")));
        await ApplyAsync(FirstPlan(file, Contact("1")));

        Assert.Equal(file, (await Store.FindAsync(file, default))!.Key);
        Assert.Equal(
            [PhoneBookSource.Mailbox, PhoneBookSource.File, PhoneBookSource.Merge],
            (await Store.ListPhoneBooksAsync(null, null, null, default).ToListAsync()).Select(book => book.Source).Order());
        Assert.Equal(["tenant"], await Store.ReadTenantIdsAsync("pbx", default));
        Assert.Equal(3, (await FindAsync(new EntryQuery())).Select(entry => entry.Uid).Distinct().Count());
    }

    [Fact]
    public async Task A_phone_book_tells_what_it_belongs_to()
    {
        var file = PhoneBookKey.Of(PhoneBookSource.File, "anna@example.com", "Kunden");
        await ApplyAsync(FirstPlan(file, Contact("1")));
        var book = await Store.ListPhoneBooksAsync(null, null, null, default).SingleAsync();

        Assert.Equal(file, await Store.FindKeyAsync(book.Id, default));
        Assert.Null(await Store.FindKeyAsync(book.Id + 1, default));
    }

    [Fact]
    public async Task An_owners_phone_books_with_a_title_are_found_in_any_case_and_without_wildcards()
    {
        var other = Key with { MailboxId = "another" };
        var file = PhoneBookKey.Of(PhoneBookSource.File, "anna@example.com", "Privat");
        PhoneBookPlan PlanOf(PhoneBookKey key, string title = "Privat", string connection = "pbx") =>
            FirstPlan(key, Contact("1")) with { Owner = "Anna@example.com", Title = title, Connection = connection };
        foreach (var plan in (PhoneBookPlan[])[
            PlanOf(Key), PlanOf(other), PlanOf(file), PlanOf(Key with { MailboxId = "t" }, title: "P*"),
            PlanOf(Key with { MailboxId = "c" }, connection: "other")])
        {
            await ApplyAsync(plan);
        }

        Assert.Equal(new HashSet<PhoneBookKey> { Key, other, file }, await KeysAsync("anna@EXAMPLE.com", "PRIVAT", "PBX"));
        Assert.Equal([Key with { MailboxId = "t" }], await KeysAsync("anna@example.com", "p*", "pbx"));
        Assert.Empty(await KeysAsync("anna@example.com", "Privat\0", "pbx"));

        async Task<HashSet<PhoneBookKey>> KeysAsync(string owner, string title, string connection) =>
            [.. await Store.FindKeysAsync(owner, title, connection, default)];
    }

    [Fact]
    public async Task The_change_counts_what_is_shown_and_nothing_else()
    {
        var key = Key;
        await ApplyAsync(FirstPlan(key, Contact("1"), Contact("2")));
        Assert.Equal(1, await ChangeAsync());

        await ApplyAsync(Plan(key, await BookAsync()));
        await ApplyAsync(Plan(key, await BookAsync(), relocated: [Contact("1", folder: "G")], state: [State("F", "t2"), State("G")]));
        Assert.Equal(1, await ChangeAsync());

        await ApplyAsync(Plan(key, await BookAsync(), updated: [Contact("1", "New")]));
        Assert.Equal(2, await ChangeAsync());
        await ApplyAsync(Plan(key, await BookAsync(), deleted: ["2"]));
        Assert.Equal(3, await ChangeAsync());
        await ApplyAsync(Plan(key, await BookAsync()) with { Title = "Other" });
        Assert.Equal(4, await ChangeAsync());

        async Task<long> ChangeAsync() => (await Store.ListPhoneBooksAsync(null, null, null, default).SingleAsync()).Change;
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

    [Fact]
    public async Task Removing_a_phone_book_leaves_the_others()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1", "A", "F", "030 23125011")));
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "bert"), Contact("1", "B", "F", "030 23125011")));

        Assert.True(await Store.RemovePhoneBookAsync((await BookAsync()).Id, default));

        Assert.Equal(["B"], (await FindAsync(new EntryQuery(Numbers: ["+493023125011"]))).Select(entry => entry.Name));
        Assert.Equal("bert@example.com", (await Store.ListPhoneBooksAsync(null, null, null, default).SingleAsync()).Owner);
    }

    [Fact]
    public async Task A_phone_book_can_be_removed_while_the_list_is_read()
    {
        foreach (var name in (string[])["a", "b", "c"])
            await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", name), Contact("1")));

        await foreach (var book in Store.ListPhoneBooksAsync(null, null, null, default))
            Assert.True(await Store.RemovePhoneBookAsync(book.Id, default));

        Assert.Empty(await FindAsync(new EntryQuery()));
    }

    [Fact]
    public async Task Parallel_plans_for_different_mailboxes_all_arrive()
    {
        var contacts = Enumerable.Range(0, 20).Select(number => Contact($"{number}", null, "F", $"030 2312{number:D4}")).ToArray();

        await Parallel.ForEachAsync(Enumerable.Range(0, 30), async (number, token) =>
            Assert.True(await Store.TryApplyAsync(FirstPlan(new PhoneBookKey("tenant", $"m{number}"), contacts), Now, token)));

        Assert.Equal(600, (await FindAsync(new EntryQuery())).Count);
    }

    [Fact]
    public async Task Of_parallel_plans_for_one_mailbox_one_wins()
    {
        await ApplyAsync(FirstPlan(Key));
        var book = await BookAsync();

        var wins = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            Store.TryApplyAsync(Plan(Key, book, added: [Contact($"{number}")]), Now, default))));

        Assert.Single(wins, won => won);
        Assert.Single(await FindAsync(new EntryQuery()));
    }

    protected async Task ApplyAsync(PhoneBookPlan plan) => Assert.True(await Store.TryApplyAsync(plan, Now, default));

    protected async Task<StoredPhoneBook> BookAsync() => (await Store.FindAsync(Key, default))!;

    protected Task<List<SyncPhoneBookEntry>> FindAsync(EntryQuery query) => Store.FindEntriesAsync(query, default).ToListAsync().AsTask();
}
