using ContactSync.Engine.Merging;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>Which entries are one person's, what their one entry has, and how a merged phone book follows its own.</summary>
public sealed class MergeTests
{
    private static readonly PhoneBookKey Anna1 = new("tenant", "anna"), Bert1 = new("tenant", "bert");

    private static readonly DuplicateMatch[] Usual = [DuplicateMatch.Number, DuplicateMatch.Mail];

    private readonly MemoryPhoneBookStore store = new();

    [Theory]
    [InlineData("Eva Müller", "030 1234567", "Mueller, Eva", "+49 30 1234567", true)]
    [InlineData("Eva Müller", "030 1234567", "Müller", "030 1234567", true)]
    [InlineData("Eva Müller", "030 1234567", "Max Müller", "030 1234567", false)]
    [InlineData("Eva Müller", "030 1234567", "Eva Müller", "030 7654321", false)]
    [InlineData("Eva Müller", "siehe Notiz", "Eva Müller", "siehe Notiz", false)]
    public void A_number_makes_one_of_two_where_the_names_do_not_contradict(
        string first, string number, string second, string other, bool isOne) =>
        Assert.Equal(isOne ? 1 : 2, Group(Usual, Named(first, number), Named(second, other)).Count);

    [Fact]
    public void What_many_share_makes_nobody_one_of_two()
    {
        var fax = Named("Eva") with { PhoneNumbers = [new(PhoneNumberKind.BusinessFax, "030 1234567")] };
        var main = Named("Eva") with { PhoneNumbers = [new(PhoneNumberKind.CompanyMainPhone, "030 1234567")] };
        Assert.Equal(3, Group(Usual, fax, fax with { Id = "2" }, main).Count);

        // The entry of the company itself fits both, and does not make one of the two.
        var company = Named("ACME", "030 1234567") with { CompanyName = "acme" };
        var groups = Group(Usual, Named("Eva Müller", "030 1234567"), company, Named("Max Meier", "030 1234567"));
        Assert.Equal(["Eva Müller,ACME", "Max Meier"], groups);
    }

    [Fact]
    public void Mail_and_name_match_where_they_are_asked_for()
    {
        SyncContact[] contacts =
        [
            Named("Eva Müller") with { EmailAddresses = [new(1, "Eva@example.com")] },
            Named("Eva") with { EmailAddresses = [new(2, "eva@EXAMPLE.com ")] }, Named("Müller, Eva"),
        ];

        Assert.Equal(["Eva Müller,Eva", "Müller, Eva"], Group([DuplicateMatch.Mail], contacts));
        Assert.Equal(["Eva Müller,Müller, Eva", "Eva"], Group([DuplicateMatch.Name], contacts));
        Assert.Equal(3, Group([], contacts).Count);
    }

    [Fact]
    public void Each_field_is_the_first_s_that_has_it()
    {
        var first = Contact("1", "Eva", "F", "030 1234567") with
        {
            JobTitle = " ", EmailAddresses = [new(2, "a@x.de")], Categories = ["A"],
        };
        var second = ContactJsonTests.FullContact() with
        {
            EmailAddresses = [new(1, "A@x.de"), new(2, "b@x.de"), new(3, "c@x.de"), new(4, "d@x.de")], Categories = ["a", "B"],
        };

        var merged = ContactMerger.Merge([Entry(first).Contact, second]);

        Assert.Equal(("1", "Eva", second.JobTitle, second.Notes, second.Birthday),
            (merged.Id, merged.DisplayName, merged.JobTitle, merged.Notes, merged.Birthday));
        Assert.Equal([new(1, "a@x.de"), new(2, "b@x.de"), new(3, "c@x.de")], merged.EmailAddresses);
        Assert.Equal(["A", "B"], merged.Categories);
        Assert.Equal(1 + second.PhoneNumbers.DistinctBy(number => number.E164 ?? number.Raw.Trim()).Count(), merged.PhoneNumbers.Count);
        Assert.Same(first, ContactMerger.Merge([first]));
    }

    [Fact]
    public async Task A_merged_phone_book_follows_its_own()
    {
        await FillAsync(Anna1, Contact("1", "Eva Müller", "F", "030 1234567"), Contact("2", "Otto"));
        await FillAsync(Bert1, Contact("1", "Müller, Eva", "F", "+49 30 1234567") with { CompanyName = "ACME" }, Contact("3", "Ute"));

        var made = await MergeAsync(Anna1, Bert1);
        Assert.Equal((SyncStatus.Succeeded, 3), (made.Status, made.Added));
        Assert.Equal(["Eva Müller (ACME)", "Otto ()", "Ute ()"], await NamesAsync());
        Assert.Equal(0, (await RefreshAsync()).Updated);

        await UpdateAsync(Bert1, Contact("1", "Müller, Eva", "F", "+49 30 1234567") with { CompanyName = "ACME 2" });
        Assert.Equal((0, 1, 0, 2), Counts(await RefreshAsync()));
        Assert.Equal(["Eva Müller (ACME 2)", "Otto ()", "Ute ()"], await NamesAsync());

        Assert.True(await store.RemovePhoneBookAsync((await store.FindAsync(Bert1, default))!.Id, default));
        Assert.Equal((0, 1, 1, 1), Counts(await RefreshAsync()));
        Assert.Equal(["Eva Müller ()", "Otto ()"], await NamesAsync());
    }

    [Fact]
    public async Task Private_entries_never_come_in_and_the_first_phone_book_counts_first()
    {
        await FillAsync(Anna1, Contact("1", "Eva", "F", "030 1234567") with { Sensitivity = ContactSensitivity.Private, Notes = "n" });
        var confidential = Contact("2", "Evi") with { Sensitivity = ContactSensitivity.Confidential };
        await FillAsync(Bert1, Contact("1", "Eva B", "F", "030 1234567"), confidential);

        await MergeAsync(Anna1, Bert1);

        Assert.Equal(["Eva B ()"], await NamesAsync());
    }

    [Fact]
    public async Task Numbers_stay_as_they_were_read()
    {
        var austrian = new ContactNormalizer(new PhoneNumberReader("AT")).Normalize(Contact("1", "A", "F", "01 58858-0"), "F");
        Assert.True(await store.TryApplyAsync(FirstPlan(Anna1) with { Added = [austrian] }, Now, default));

        await MergeAsync(Anna1);

        var entry = await store.FindEntriesAsync(new EntryQuery(PhoneBook: "Company"), default).SingleAsync();
        Assert.Equal(austrian.Contact.PhoneNumbers, entry.Numbers);
        Assert.StartsWith("+431", entry.Numbers[0].E164, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_changes_nothing_and_guards_hold()
    {
        await FillAsync(Anna1, Contact("1", "Eva"));
        var settings = new MergeSettings([Anna1], Usual);
        var look = await Merged().MergeAsync("c", "Company", settings, new HashSet<string>(), whatIf: true, default);
        Assert.Equal((SyncStatus.WhatIf, 1), (look.Status, look.Added));
        Assert.Single(await store.ListPhoneBooksAsync(null, null, null, default).ToListAsync());

        await MergeAsync(Anna1);
        Assert.True(await store.RemovePhoneBookAsync((await store.FindAsync(Anna1, default))!.Id, default));
        Assert.Equal("SourceEmpty", (await RefreshAsync()).ErrorId);
        Assert.Equal(["Eva ()"], await NamesAsync());
    }

    [Fact]
    public void The_settings_come_back_from_what_the_store_keeps()
    {
        PhoneBookKey[] keys = [PhoneBookKey.Of(PhoneBookSource.File, "a", "b\nc"), Anna1, new("", "x")];
        var settings = new MergeSettings(keys, [DuplicateMatch.Mail, DuplicateMatch.Name]);
        var state = keys.Select((key, place) => new FolderState(MergeSettings.FolderIdOf(place, key), "", "1")).Reverse();
        var book = new StoredPhoneBook(1, Anna1, "", "", "", 1, 0, settings.Fingerprint + "|filter", [.. state]);

        var read = MergeSettings.Of(book);

        Assert.Equal(settings.Sources, read.Sources);
        Assert.Equal(settings.MatchBy, read.MatchBy);
        Assert.Empty(MergeSettings.Of(book with { RulesFingerprint = new MergeSettings(keys, []).Fingerprint }).MatchBy);
    }

    private static SyncContact Named(string name, params string[] numbers) => Contact(name, name, "F", numbers);

    private static List<string> Group(DuplicateMatch[] matchBy, params SyncContact[] contacts) =>
    [
        .. new DuplicateFinder(matchBy).Group(contacts.Select((contact, place) => new SyncPhoneBookEntry
        {
            Uid = EntryUid.Of(Anna1, $"{place}"), Owner = "o", PhoneBook = "p", Name = contact.ToString(), Contact = Entry(contact).Contact,
        })).Select(group => string.Join(',', group.Entries.Select(entry => entry.Name))),
    ];

    private static (int Added, int Updated, int Deleted, int Unchanged) Counts(SyncReport report)
    {
        Assert.Null(report.Error);
        return (report.Added, report.Updated, report.Deleted, report.Unchanged);
    }

    private MergedPhoneBooks Merged() => new(store, new FakeTimeProvider(Now));

    private async Task FillAsync(PhoneBookKey key, params SyncContact[] contacts) =>
        Assert.True(await store.TryApplyAsync(FirstPlan(key, contacts), Now, default));

    private async Task UpdateAsync(PhoneBookKey key, SyncContact contact) =>
        Assert.True(await store.TryApplyAsync(Plan(key, await store.FindAsync(key, default), updated: [contact]), Now, default));

    private Task<SyncReport> MergeAsync(params PhoneBookKey[] keys) =>
        Merged().MergeAsync("contoso.example", "Company", new MergeSettings(keys, Usual), new HashSet<string>(), whatIf: false, default);

    private async Task<SyncReport> RefreshAsync() => await Merged().RefreshAsync(new HashSet<string>(), default).SingleAsync();

    private async Task<List<string>> NamesAsync() => await store.FindEntriesAsync(new EntryQuery(PhoneBook: "Company"), default)
        .Select(entry => $"{entry.Name} ({entry.Company})").ToListAsync();
}
