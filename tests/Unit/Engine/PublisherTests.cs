using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.Tests.PhoneBooks;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>Destinations become equal to their phone books, by as few writes as can be, whatever happens on the way.</summary>
public sealed class PublisherTests : IAsyncLifetime
{
    private static readonly PhoneBookKey Key = new("tenant", "anna");

    private readonly TemporaryFolder folder = new();

    private SqlitePhoneBookStore store = null!;

    private DestinationSettings settings = new() { Place = "memory" };

    public async ValueTask InitializeAsync() =>
        store = await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_what_changed_is_written(bool tellsChanges)
    {
        var destination = new MemoryItemDestination { TellsChanges = tellsChanges };
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B"), Contact("3", "C")]);

        AssertCounts(await PublishAsync(destination), added: 3);
        AssertCounts(await PublishAsync(destination), unchanged: 3);
        Assert.Equal(3, destination.Writes);

        await SyncAsync(added: [Contact("4", "D")], updated: [Contact("2", "B2")], deleted: ["1"]);
        AssertCounts(await PublishAsync(destination), added: 1, updated: 1, removed: 1, unchanged: 1);

        Assert.Equal(["B2", "C", "D"], destination.Names);
        Assert.Equal(6, destination.Writes);
        AssertCounts(await PublishAsync(destination), unchanged: 3);
    }

    [Fact]
    public async Task A_destination_that_tells_changes_is_not_read_as_a_whole_again()
    {
        var destination = new MemoryItemDestination { TellsChanges = true };
        await SyncAsync(added: [.. Enumerable.Range(0, 50).Select(number => Contact($"{number}"))]);
        await PublishAsync(destination);
        await PublishAsync(destination);
        var before = destination.Listed;

        await SyncAsync(updated: [Contact("7", "New")]);
        AssertCounts(await PublishAsync(destination), updated: 1, unchanged: 49);

        Assert.Equal(before, destination.Listed);
        AssertCounts(await PublishAsync(destination, force: true), unchanged: 50);
        Assert.Equal(before + 50, destination.Listed);
    }

    [Fact]
    public async Task Where_nothing_changed_nothing_is_read_from_the_store()
    {
        var destination = new MemoryItemDestination { TellsChanges = true };
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B")]);
        await PublishAsync(destination);
        await PublishAsync(destination);
        // Whoever compared would miss what was noted, and write both anew.
        var id = (await StoredAsync()).Id;
        var served = await store.ReadServedAsync(id, default).Select(item => item.Uid).ToListAsync();
        await store.NoteServedAsync(id, [], served, default);

        AssertCounts(await PublishAsync(destination), unchanged: 2);
        Assert.Equal(2, destination.Writes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_run_wrote_by_other_settings_is_written_back(bool tellsChanges)
    {
        var destination = new MemoryItemDestination { TellsChanges = tellsChanges };
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B"), Contact("3", "C")]);
        await PublishAsync(destination);
        await PublishAsync(destination);
        var before = settings;
        settings = settings with { NumberForm = PhoneNumberForm.AsTyped };
        destination.Before = _ =>
        {
            if (destination.Writes == 4)
                throw new InvalidOperationException("killed");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(destination));
        destination.Before = _ => { };

        settings = before;
        AssertCounts(await PublishAsync(destination), updated: 1, unchanged: 2);
        Assert.Equal(5, destination.Writes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_hands_did_is_overwritten(bool tellsChanges)
    {
        var destination = new MemoryItemDestination { TellsChanges = tellsChanges };
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B"), Contact("3", "C")]);
        await PublishAsync(destination);
        await PublishAsync(destination);

        destination.MakeByHand("mine");
        destination.ChangeByHand("A");
        destination.RemoveByHand("B");

        AssertCounts(await PublishAsync(destination), added: 1, updated: 1, removed: 1, unchanged: 1);
        Assert.Equal(["A", "B", "C"], destination.Names);
        AssertCounts(await PublishAsync(destination), unchanged: 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_hands_copied_goes_and_the_item_that_was_served_stays_known(bool tellsChanges)
    {
        var destination = new MemoryItemDestination { TellsChanges = tellsChanges };
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B")]);
        await PublishAsync(destination);
        await PublishAsync(destination);
        var served = destination.ReferenceOf("A");

        destination.CopyByHand(served);

        AssertCounts(await PublishAsync(destination), removed: 1, unchanged: 2);
        Assert.Equal(served, destination.ReferenceOf("A"));
        await SyncAsync(added: [Contact("3", "C")]);
        AssertCounts(await PublishAsync(destination), added: 1, unchanged: 2);
        Assert.Equal(["A", "B", "C"], destination.Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_hands_did_is_kept_where_the_admin_said_so(bool tellsChanges)
    {
        settings = settings with { KeepManualEntries = true };
        var destination = new MemoryItemDestination { TellsChanges = tellsChanges };
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B"), Contact("3", "C")]);
        await PublishAsync(destination);

        destination.MakeByHand("mine");
        destination.ChangeByHand("A");
        destination.RemoveByHand("B");
        var writes = destination.Writes;

        var report = await PublishAsync(destination);
        Assert.Equal((3, 1, writes), (report.Kept, report.Unchanged, destination.Writes));
        Assert.Equal(["(by hand)", "A", "C"], destination.Names);

        await SyncAsync(updated: [Contact("2", "B2")], deleted: ["1"]);
        await PublishAsync(destination);
        Assert.Equal(["(by hand)", "B2", "C"], destination.Names);
    }

    [Fact]
    public async Task An_item_that_could_not_be_noted_is_found_and_not_doubled()
    {
        var destination = new MemoryItemDestination();
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B")]);
        destination.After = name => throw new InvalidOperationException($"killed after {name}");
        await Assert.ThrowsAnyAsync<Exception>(() => PublishAsync(destination));
        Assert.NotEmpty(destination.Names);
        destination.After = _ => { };

        var report = await PublishAsync(destination);

        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(["A", "B"], destination.Names);
        AssertCounts(await PublishAsync(destination), unchanged: 2);
    }

    [Fact]
    public async Task A_refused_item_does_not_keep_the_others_out_and_is_tried_again()
    {
        var destination = new MemoryItemDestination { TellsChanges = true };
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B"), Contact("3", "C")]);
        destination.Before = name =>
        {
            if (name == "B")
                throw new SyncException("Refused", SyncErrorKind.InvalidData, "no B", "none");
        };

        var report = await PublishAsync(destination);
        Assert.Equal((SyncStatus.Failed, "Refused", "no B", 2), (report.Status, report.ErrorId, report.Reason, report.Added));
        Assert.Equal("no B", (await StoredAsync()).LastError);
        Assert.Null((await StoredAsync()).LastPublished);

        destination.Before = _ => { };
        AssertCounts(await PublishAsync(destination), added: 1, unchanged: 2);
        Assert.Null((await StoredAsync()).LastError);
    }

    [Fact]
    public async Task A_destination_that_goes_away_keeps_what_it_got()
    {
        var destination = new MemoryItemDestination();
        await SyncAsync(added: [.. Enumerable.Range(0, 40).Select(number => Contact($"{number}"))]);
        destination.Before = _ =>
        {
            if (destination.Writes >= 10)
                throw new SyncException("Down", SyncErrorKind.ConnectionLost, "down", "none");
        };

        var report = await PublishAsync(destination);
        Assert.Equal((SyncStatus.Failed, "Down", 10), (report.Status, report.ErrorId, report.Added));

        destination.Before = _ => { };
        AssertCounts(await PublishAsync(destination), added: 30, unchanged: 10);
    }

    [Fact]
    public async Task Cancelled_it_notes_what_was_done()
    {
        var destination = new MemoryItemDestination();
        await SyncAsync(added: [.. Enumerable.Range(0, 40).Select(number => Contact($"{number}"))]);
        using var stop = new CancellationTokenSource();
        destination.After = _ =>
        {
            if (destination.Writes == 10)
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync(destination, cancellationToken: stop.Token));

        var served = await store.ReadServedAsync((await StoredAsync()).Id, default).CountAsync();
        Assert.Equal(destination.Writes, served);
        destination.After = _ => { };
        AssertCounts(await PublishAsync(destination), added: 40 - served, unchanged: served);
    }

    [Fact]
    public async Task WhatIf_tells_and_writes_nothing()
    {
        var destination = new MemoryItemDestination();
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B")]);
        await PublishAsync(destination);
        await SyncAsync(added: [Contact("3", "C")], updated: [Contact("1", "A2")], deleted: ["2"]);
        var before = await StoredAsync();

        var report = await PublishAsync(destination, whatIf: true);

        Assert.Equal((SyncStatus.WhatIf, 1, 1, 1), (report.Status, report.Added, report.Updated, report.Removed));
        Assert.Equal(2, destination.Writes);
        Assert.Equal(before, await StoredAsync());
    }

    [Fact]
    public async Task A_destination_gets_its_phone_books_and_no_others()
    {
        settings = settings with { Owner = "anna@*" };
        var destination = new MemoryItemDestination();
        await SyncAsync(added: [Contact("1", "A")]);
        Assert.True(await store.TryApplyAsync(FirstPlan(new PhoneBookKey("tenant", "bert"), Contact("1", "B")), Now, default));

        AssertCounts(await PublishAsync(destination), added: 1);
        Assert.Equal(["A"], destination.Names);

        settings = settings with { Owner = null };
        await PublishAsync(destination);
        Assert.Equal(["A", "B"], destination.Names);

        settings = settings with { Owner = "bert@*" };
        await PublishAsync(destination);
        Assert.Equal(["B"], destination.Names);
    }

    [Fact]
    public async Task A_destination_is_not_emptied_unasked()
    {
        var destination = new MemoryItemDestination();
        var file = new MemoryFileDestination();
        await SyncAsync(added: [Contact("1", "A")]);
        await PublishAsync(destination);
        await PublishAsync(file, "file");
        await SyncAsync(deleted: ["1"]);

        var report = await PublishAsync(destination);
        Assert.Equal((SyncStatus.Stopped, "DestinationEmptied", 3), (report.Status, report.ErrorId, report.ExitCode));
        Assert.Equal(["A"], destination.Names);
        Assert.Equal("DestinationEmptied", (await PublishAsync(file, "file")).ErrorId);
        Assert.Single(file.Entries!);
        Assert.Equal("DestinationEmptied", (await PublishAsync(destination)).ErrorId);

        AssertCounts(await PublishAsync(destination, overrides: "destinationemptied"), removed: 1);
        Assert.Empty(destination.Names);
        AssertCounts(await PublishAsync(destination));
    }

    [Fact]
    public async Task Only_the_fields_asked_for_are_given_out_and_what_is_lost_is_counted()
    {
        settings = settings with { Fields = [ContactFieldGroup.Names, ContactFieldGroup.Notes] };
        var destination = new MemoryItemDestination { Fields = new HashSet<string> { "DisplayName" } };
        await SyncAsync(added:
            [Contact("1", "A", "F", "030 23125011") with { Notes = "n", CompanyName = "c" }, Contact("2", "B") with { Notes = "m" }]);

        var report = await PublishAsync(destination);

        Assert.All(destination.Entries, entry => Assert.True(entry.Contact.CompanyName is null && entry.Numbers.Count == 0));
        var loss = Assert.Single(report.Losses);
        Assert.Equal(("Notes", 2), (loss.Field, loss.Count));

        settings = settings with { Fields = [] };
        AssertCounts(await PublishAsync(destination), updated: 2);
        Assert.All(destination.Entries, entry => Assert.Null(entry.Contact.Notes));
    }

    [Fact]
    public async Task A_file_is_written_as_a_whole_where_it_is_not_as_it_shall_be()
    {
        var file = new MemoryFileDestination();
        await SyncAsync(added: [Contact("1", "Zoe"), Contact("2", "Ada")]);

        AssertCounts(await PublishAsync(file), updated: 2);
        AssertCounts(await PublishAsync(file), unchanged: 2);
        Assert.Equal(1, file.Writes);
        Assert.Equal(["Ada", "Zoe"], file.Entries!.Select(entry => entry.Name));

        file.Entries = null;
        AssertCounts(await PublishAsync(file), updated: 2);
        await SyncAsync(updated: [Contact("1", "Zo")]);
        AssertCounts(await PublishAsync(file, whatIf: true), updated: 2);
        Assert.Equal(2, file.Writes);
        AssertCounts(await PublishAsync(file), updated: 2);
        AssertCounts(await PublishAsync(file, force: true), updated: 2);
    }

    [Fact]
    public async Task A_file_that_a_killed_run_wrote_is_not_taken_for_the_one_before()
    {
        var file = new MemoryFileDestination();
        var usual = settings;
        await SyncAsync(added: [Contact("1", "Ada", "F", "030 23125011")]);
        AssertCounts(await PublishAsync(file), updated: 1);
        var published = (await StoredAsync()).LastPublished;

        settings = settings with { Fields = [ContactFieldGroup.Names] };
        file.After = () => throw new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(file));
        file.After = () => { };
        Assert.Equal(("broken off while it was written", published), ((await StoredAsync()).LastError, (await StoredAsync()).LastPublished));

        settings = usual;
        AssertCounts(await PublishAsync(file), updated: 1);
        Assert.NotEmpty(file.Entries![0].Numbers);
        Assert.Null((await StoredAsync()).LastError);

        file.Before = () => throw new SyncException("Down", SyncErrorKind.ConnectionLost, "down", "none");
        Assert.Equal("Down", (await PublishAsync(file, force: true)).ErrorId);
        file.Before = () => { };
        AssertCounts(await PublishAsync(file), unchanged: 1);
    }

    [Fact]
    public void Settings_come_back_as_they_were_written()
    {
        var full = new DestinationSettings
        {
            Place = "ldaps://host/dc=example", Owner = "a*", Fields = [ContactFieldGroup.Photo], NumberForm = PhoneNumberForm.AsTyped,
            PasswordReference = new SyncSecretReference(SecretReferenceKind.File, "/run/secret"), KeepManualEntries = true,
        };

        Assert.Equivalent(full, DestinationSettings.Parse(full.ToString()), strict: true);
        Assert.Equivalent(settings, DestinationSettings.Parse(settings.ToString()), strict: true);
    }

    private static void AssertCounts(SyncPublishReport report, int added = 0, int updated = 0, int removed = 0, int unchanged = 0)
    {
        Assert.Null(report.Error);
        Assert.Equal((added, updated, removed, unchanged, 0), (report.Added, report.Updated, report.Removed, report.Unchanged, report.Kept));
    }

    private async Task SyncAsync(SyncContact[]? added = null, SyncContact[]? updated = null, string[]? deleted = null) =>
        Assert.True(await store.TryApplyAsync(Plan(Key, await store.FindAsync(Key, default), added, updated, null, deleted), Now, default));

    private async Task<StoredDestination> StoredAsync(string name = "desk") => await store.ListDestinationsAsync(name, default).SingleAsync();

    private async Task<SyncPublishReport> PublishAsync(
        IDestination destination, string name = "desk", bool whatIf = false, bool force = false, string? overrides = null,
        CancellationToken cancellationToken = default)
    {
        await store.SaveDestinationAsync(name, DestinationKind.CardDav, settings.ToString(), default);
        var options = new PublishOptions(whatIf, force, overrides is null ? new HashSet<string>() : new HashSet<string> { overrides });
        return await new Publisher(store, store, new FakeTimeProvider(Now))
            .PublishAsync(await StoredAsync(name), _ => Task.FromResult(destination), options, null, cancellationToken);
    }
}
