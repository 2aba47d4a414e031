using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Tests.Engine;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>What every store must do. A store's own test class says where one lies and runs them all.</summary>
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
    public async Task A_failure_or_cancellation_in_the_middle_of_a_plan_leaves_nothing_of_it()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1")));
        var before = await BookAsync();
        using var stop = new CancellationTokenSource();
        PlannedEntry[] added = [Entry(Contact("2")), Entry(Contact("3")), Entry(Contact("4"))];

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Store.TryApplyAsync(
            Plan(Key, before, deleted: ["1"], state: [State("F", "lost")]) with
            {
                Added = new InterruptedEntries(added, () => throw new TimeZoneNotFoundException()),
            }, Now, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.TryApplyAsync(
            Plan(Key, before, deleted: ["1"], state: [State("F", "lost")]) with
            {
                Added = new InterruptedEntries(added, stop.Cancel),
            }, Now, stop.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.TryApplyAsync(
            Plan(Key, before, added: [Contact("2")], updated: [Contact("not there")]), Now, default));

        Assert.Equivalent(before, await BookAsync(), strict: true);
        Assert.Equal("Name 1", Assert.Single(await FindAsync(new EntryQuery())).Name);
        await ApplyAsync(Plan(Key, before, added: [Contact("2")]));
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
}
