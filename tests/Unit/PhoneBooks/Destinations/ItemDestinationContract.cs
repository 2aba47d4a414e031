using System.Globalization;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Stores.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>What every destination of items must keep, tested against a real server.</summary>
public abstract class ItemDestinationContract : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    private IItemDestination destination = null!;

    /// <summary>Texts that some format or protocol has to escape, fold or encode.</summary>
    public static TheoryData<string> Names { get; } =
    [
        "Müller, Anna", "O'Brien; \"Bo\" <b@example.com>", "#42", "a+b=c, d\\e", "李小龍", "🙂 Bo", "Zeile 1\nZeile 2", "*(all)*",
        "&amp; <x>", "e\u0301le\u0300ve", "\u05E9\u05DC\u05D5\u05DD", "../../etc/passwd", "cn=admin,dc=example,dc=com", "{0} %s $HOME `id`",
        "back\\nslash", new string('ä', 300), ":colon", "< angle", "tab\there", "-", "0", "\u00A0x", "BEGIN:VCARD", "a,,b;;c",
    ];

    internal abstract DestinationSettings Settings { get; }

    /// <summary>The field that the destination cannot carry; null where it carries all.</summary>
    protected abstract string? Uncarried { get; }

    /// <summary>Whether what others made is listed, to be taken away unless it is to be kept.</summary>
    protected abstract bool ListsForeign { get; }

    /// <summary>Whether the server keeps pictures whole.</summary>
    protected virtual bool KeepsPictures => true;

    public virtual async ValueTask InitializeAsync()
    {
        await Task.CompletedTask;
        destination = Open(Settings);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (destination is not null)
            await destination.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_put_is_listed_changed_and_taken_away()
    {
        var entry = EntryOf(Contact("1", "Anna"));
        Assert.Empty((await ListAsync()).Items);

        var made = await PutAsync(entry);
        var listed = Assert.Single((await ListAsync()).Items);
        Assert.Equal(made, listed);
        Assert.Equal(entry.Uid, listed.Uid);

        var changed = await PutAsync(EntryOf(Contact("1", "Berta"), entry.Uid), made);
        Assert.Equal(made.Reference, changed.Reference);
        Assert.NotEqual(made.Version, changed.Version);
        Assert.Equal(changed, Assert.Single((await ListAsync()).Items));
        Assert.Equal("Berta", (await ReadAsync(changed)).DisplayName);

        await destination.DeleteAsync(changed, default);
        Assert.Empty((await ListAsync()).Items);
        await destination.DeleteAsync(changed, default);
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_not_overwritten_unseen()
    {
        var entry = EntryOf(Contact("1", "Anna"));
        var made = await PutAsync(entry);
        await ChangeByHandAsync(made, "By hand");

        var listed = Assert.Single((await ListAsync()).Items);
        Assert.NotEqual(made.Version, listed.Version);
        Assert.Equal("ItemChanged", (await Assert.ThrowsAsync<SyncException>(() => PutAsync(entry, made))).ErrorId);
        Assert.Equal("By hand", (await ReadAsync(listed)).DisplayName);

        await PutAsync(entry, listed);
        Assert.Equal("Anna", (await ReadAsync(listed)).DisplayName);
    }

    [Fact]
    public async Task What_others_made_is_known_as_theirs_and_stays()
    {
        await PutAsync(EntryOf(Contact("1", "Anna")));
        await MakeForeignAsync("theirs");

        var items = (await ListAsync()).Items;
        Assert.Equal(ListsForeign ? 2 : 1, items.Count);
        Assert.Single(items, item => item.Uid is not null);

        foreach (var item in items.Where(item => item.Uid is not null))
            await destination.DeleteAsync(item, default);
        Assert.True(await IsForeignThereAsync("theirs"));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Any_name_comes_back_as_it_was(string name)
    {
        var contact = Contact("1", name) with
        {
            Surname = name, GivenName = name, CompanyName = name, JobTitle = name, Notes = $"{name}\n{name}",
            EmailAddresses = [new SyncEmailAddress(1, "anna@example.com"), new SyncEmailAddress(2, "a.mueller@example.com")],
            PhoneNumbers =
            [
                new SyncPhoneNumber(PhoneNumberKind.BusinessPhone, "030 23125-011", "+493023125011"),
                new SyncPhoneNumber(PhoneNumberKind.MobilePhone, "0151 23456789", "+4915123456789"),
            ],
        };

        var read = await ReadAsync(await PutAsync(EntryOf(contact)));

        Assert.Equal(Plain(name), Plain(read.DisplayName));
        Assert.Equal(Plain(name), Plain(read.Surname));
        Assert.Equal(Plain(name), Plain(read.GivenName));
        Assert.Equal(Plain(name), Plain(read.CompanyName));
        Assert.Equal(Plain(name), Plain(read.JobTitle));
        Assert.Equal(Plain($"{name}\n{name}"), Plain(read.Notes));
        Assert.Equal(["anna@example.com", "a.mueller@example.com"], read.EmailAddresses.Select(mail => mail.Address));
        Assert.Equal(["+493023125011", "+4915123456789"], read.PhoneNumbers.Select(number => number.Raw));
    }

    [Fact]
    public async Task Two_entries_of_one_name_are_two_items()
    {
        await PutAsync(EntryOf(Contact("1", "Anna")));
        await PutAsync(EntryOf(Contact("2", "Anna")));

        Assert.Equal(2, (await ListAsync()).Items.Count);
    }

    [Fact]
    public async Task Long_notes_and_a_picture_come_back_as_they_were()
    {
        var lines = Enumerable.Range(0, 1000).Select(number => string.Create(CultureInfo.InvariantCulture, $"Zeile {number};ä\n"));
        var notes = string.Concat(lines);
        var photo = new byte[20_000];
        new Random(1).NextBytes(photo);
        new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0 }.CopyTo(photo, 0);

        var contact = Contact("1", "Anna") with { Notes = notes, Photo = KeepsPictures ? photo : null };
        var read = await ReadAsync(await PutAsync(EntryOf(contact)));

        Assert.Equal(Plain(notes), Plain(read.Notes));
        Assert.Equal(KeepsPictures ? photo : null, read.Photo);
    }

    [Fact]
    public async Task What_an_entry_has_no_more_is_taken_away()
    {
        var entry = EntryOf(Contact("1", "Anna", "F", "030 23125011") with { CompanyName = "Contoso", Notes = "n", JobTitle = "j" });
        var made = await PutAsync(entry);

        var changed = await PutAsync(EntryOf(Contact("1", "Anna") with { JobTitle = "j2" }, entry.Uid), made);

        var read = await ReadAsync(changed);
        Assert.Equal((null, null, "j2", 0), (read.CompanyName, read.Notes, read.JobTitle, read.PhoneNumbers.Count));
    }

    [Fact]
    public async Task Numbers_are_written_in_the_form_asked_for()
    {
        var contact = Contact("1", "Anna") with
        {
            PhoneNumbers = [new SyncPhoneNumber(PhoneNumberKind.BusinessPhone, "030/231 250", "+4930231250", null, "00030231250")],
        };
        (PhoneNumberForm, string)[] forms =
        [
            (PhoneNumberForm.Dial, "00030231250"), (PhoneNumberForm.International, "+4930231250"), (PhoneNumberForm.AsTyped, "030/231 250"),
        ];
        foreach (var (form, text) in forms)
        {
            await using var other = Open(Settings with { NumberForm = form });
            var made = await other.PutAsync(EntryOf(contact), null, new PublishLosses(), default);
            Assert.Equal(text, Assert.Single((await ReadAsync(made)).PhoneNumbers).Raw);
        }
    }

    [Fact]
    public async Task Listings_with_a_token_tell_what_changed_since()
    {
        var kept = await PutAsync(EntryOf(Contact("1", "Anna")));
        var gone = await PutAsync(EntryOf(Contact("2", "Berta")));
        var before = await ListAsync();
        var added = await PutAsync(EntryOf(Contact("3", "Carl")));
        await destination.DeleteAsync(gone, default);

        var after = await destination.ListAsync(before.Token, default);

        var present = after.IsWhole
            ? after.Items
            : [.. before.Items.Where(item => !after.GoneReferences.Contains(item.Reference)), .. after.Items];
        Assert.Equal(new HashSet<DestinationItem> { kept, added }, present.ToHashSet());
        Assert.True((await destination.ListAsync("http://example.com/no-such-token", default)).Items.Count >= 2);
    }

    [Fact]
    public async Task A_phone_book_is_published_by_as_few_writes_as_can_be()
    {
        const int Count = 250;
        var store = await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);
        await using var _ = store;
        await store.SaveDestinationAsync("there", DestinationKind.CardDav, Settings.ToString(), default);
        var key = new PhoneBookKey("tenant", "anna");
        Assert.True(await store.TryApplyAsync(
            FirstPlan(key, [.. Enumerable.Range(0, Count).Select(number => Contact($"{number}") with { NickName = "Nick" })]),
            Now, default));

        var first = await PublishAsync(store);
        Assert.Null(first.Error);
        Assert.Equal((Count, 0), (first.Added, first.Unchanged));
        if (Uncarried is not null)
            Assert.Equal(Count, Assert.Single(first.Losses, loss => loss.Field == Uncarried).Count);
        else
            Assert.Empty(first.Losses);

        var second = await PublishAsync(store);
        Assert.Equal((0, 0, 0, Count), (second.Added, second.Updated, second.Removed, second.Unchanged));

        var existing = await store.FindAsync(key, default);
        Assert.True(await store.TryApplyAsync(
            Plan(key, existing, added: [Contact("new")], updated: [Contact("7", "Seven")], deleted: ["8"]), Now, default));
        var third = await PublishAsync(store);
        Assert.Equal((1, 1, 1, Count - 2), (third.Added, third.Updated, third.Removed, third.Unchanged));
        Assert.Equal(Count, (await ListAsync()).Items.Count);

        // As if the store had forgotten what it served: nothing is doubled.
        var lost = await store.ListDestinationsAsync("there", default).SingleAsync();
        Assert.True(await store.RemoveDestinationAsync(lost.Id, default));
        await store.SaveDestinationAsync("there", DestinationKind.CardDav, Settings.ToString(), default);
        var again = await PublishAsync(store);
        Assert.Null(again.Error);
        Assert.Equal(Count, again.Updated);
        Assert.Equal(Count, (await ListAsync()).Items.Count);
    }

    [Fact]
    public async Task A_test_shows_each_stage_and_writes_nothing()
    {
        var checks = await destination.TestAsync(default).ToListAsync();

        Assert.NotEmpty(checks);
        Assert.All(checks, check => Assert.True(check.Status is CheckStatus.Passed or CheckStatus.Skipped, check.Finding));
        Assert.Empty((await ListAsync()).Items);
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        await using var other = Open(Settings, "wrong");

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => other.ListAsync(null, default));

        Assert.Equal(("DestinationSignInFailed", SyncErrorKind.AuthenticationFailed), (error.ErrorId, error.Kind));
        Assert.Contains(await other.TestAsync(default).ToListAsync(), check => check.Code == "DestinationSignInFailed");
    }

    [Fact]
    public async Task A_server_of_an_unknown_authority_is_refused()
    {
        await using var other = Open(Settings with { TrustedCertificate = null });

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => other.ListAsync(null, default));

        Assert.Equal("DestinationCertificateUntrusted", error.ErrorId);
        Assert.Contains("-TrustedCertificate", error.Advice);
    }

    [Fact]
    public async Task A_server_that_goes_away_is_told_and_found_again()
    {
        await using var relay = new ServerRelay(new Uri(Settings.Place));
        await using var other = Open(Settings with { Place = relay.Through(Settings.Place) });
        await other.PutAsync(EntryOf(Contact("1", "Anna")), null, new PublishLosses(), default);

        await relay.GoAwayAsync();
        var error = await Assert.ThrowsAnyAsync<SyncException>(
            () => other.PutAsync(EntryOf(Contact("2", "Berta")), null, new PublishLosses(), default));
        Assert.Equal(("DestinationUnreachable", SyncErrorKind.ConnectionLost), (error.ErrorId, error.Kind));

        relay.ComeBack();
        await using var again = Open(Settings with { Place = relay.Through(Settings.Place) });
        await again.PutAsync(EntryOf(Contact("3", "Carl")), null, new PublishLosses(), default);
        Assert.Equal(2, (await ListAsync()).Items.Count);
    }

    [Fact]
    public async Task Cancelled_it_ends_at_once()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => destination.ListAsync(null, stop.Token));
    }

    internal abstract IItemDestination Open(DestinationSettings settings, string? password = null);

    protected abstract Task ChangeByHandAsync(DestinationItem item, string name);

    protected abstract Task MakeForeignAsync(string name);

    protected abstract Task<bool> IsForeignThereAsync(string name);

    /// <summary>Reads an item by another way than the destination's.</summary>
    protected abstract Task<SyncContact> ReadAsync(DestinationItem item);

    private protected Task<ItemListing> ListAsync() => destination.ListAsync(null, default);

    private protected Task<DestinationItem> PutAsync(SyncPhoneBookEntry entry, DestinationItem? present = null) =>
        destination.PutAsync(entry, present, new PublishLosses(), default);

    private protected static SyncPhoneBookEntry EntryOf(SyncContact contact, Guid? uid = null) => new()
    {
        Uid = uid ?? Guid.NewGuid(), Owner = "anna@example.com", PhoneBook = "Privat", Name = contact.ToString(), Contact = contact,
    };

    private async Task<SyncPublishReport> PublishAsync(SqlitePhoneBookStore store)
    {
        var stored = await store.ListDestinationsAsync("there", default).SingleAsync();
        return await new Publisher(store, store, new FakeTimeProvider(Now)).PublishAsync(
            stored, _ => Task.FromResult<IDestination>(Open(Settings)),
            new PublishOptions(WhatIf: false, Force: false, new HashSet<string>()), null, default);
    }

    // Spaces around a text are no part of it in any address book, and a new line is one in any form.
    private static string? Plain(string? text) => text?.Trim().ReplaceLineEndings("\n");
}
