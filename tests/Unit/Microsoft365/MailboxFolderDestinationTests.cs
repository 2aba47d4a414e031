using System.Text.Json;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.ManagedFolders;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Tests.Engine;
using ContactSync.Tests.Ews;
using ContactSync.Tests.PhoneBooks;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;
using Sandboxed = ContactSync.Sandbox.Mailboxes.Properties.ContactFields;

namespace ContactSync.Tests.Microsoft365;

/// <summary>A contact folder of a mailbox as a destination, by both protocols.</summary>
public sealed class MailboxFolderDestinationTests : IAsyncLifetime
{
    private static readonly PhoneBookKey Key = new("tenant", "anna");

    private readonly TemporaryFolder folder = new();

    private SqlitePhoneBookStore store = null!;

    public static TheoryData<SyncProtocol> Protocols { get; } = [SyncProtocol.Graph, SyncProtocol.Ews];

    public async ValueTask InitializeAsync() =>
        store = await SqlitePhoneBookStore.OpenAsync(folder.Path("phonebooks.db"), readOnly: false, default);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task Whatever_is_read_of_a_contact_is_written_and_read_again(SyncProtocol protocol)
    {
        await using var company = await ManagedCompany.StartAsync(protocol);
        var first = await ReadMadeAsync(company, seed: 1);
        var second = await ReadMadeAsync(company, seed: 2);
        await using var destination = company.Open();

        var items = new Dictionary<Guid, DestinationItem>();
        foreach (var entry in first)
            items[entry.Uid] = await destination.PutAsync(entry, null, new PublishLosses(), default);
        await AssertEqualAsync(company, first, protocol);

        // All fields change; what a contact no longer has must go.
        var changed = first.Zip(second, (before, after) => Entry(before.Uid, after.Contact)).ToList();
        foreach (var entry in changed)
            items[entry.Uid] = await destination.PutAsync(entry, items[entry.Uid], new PublishLosses(), default);
        await AssertEqualAsync(company, changed, protocol);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task The_folder_becomes_equal_to_the_phone_book_and_nothing_else_is_touched(SyncProtocol protocol)
    {
        await using var company = await ManagedCompany.StartAsync(protocol);
        var otto = company.Mailbox(company.Otto);
        var own = Add(company, otto.Contacts, "Own");
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B"), Contact("3", "C")]);

        AssertCounts(await PublishAsync(company, whatIf: true), added: 3);
        Assert.Null(company.Folder("Firma"));
        AssertCounts(await PublishAsync(company), added: 3);
        AssertCounts(await PublishAsync(company), unchanged: 3);
        var made = company.Folder("Firma")!;
        Assert.Equal(otto.Contacts.Number, made.Parent);
        Assert.Equal(["A", "B", "C"], Names(made));

        var typed = Add(company, made, "Typed");
        await SyncAsync(added: [Contact("4", "D")], updated: [Contact("2", "B2")], deleted: ["1"]);
        AssertCounts(await PublishAsync(company), added: 1, updated: 1, removed: 1, unchanged: 1);
        Assert.Equal(["B2", "C", "D", "Typed"], Names(made));

        Edit(company, made, "C", "By hand");
        AssertCounts(await PublishAsync(company), updated: 1, unchanged: 2);
        Assert.Equal(["B2", "C", "D", "Typed"], Names(made));

        company.Settings = company.Settings with { KeepManualEntries = true };
        Edit(company, made, "C", "By hand");
        var kept = await PublishAsync(company);
        Assert.Equal((1, 2), (kept.Kept, kept.Unchanged));
        Assert.Equal(["B2", "By hand", "D", "Typed"], Names(made));

        await EraseAsync(company);
        Assert.Equal(["Typed"], Names(company.Folder("Firma")!));
        otto.Remove(typed);
        await EraseAsync(company);
        Assert.Null(company.Folder("Firma"));
        Assert.NotNull(otto.Find(own));
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task A_folder_that_is_not_ours_is_refused_and_left_alone(SyncProtocol protocol)
    {
        await using var company = await ManagedCompany.StartAsync(protocol);
        var otto = company.Mailbox(company.Otto);
        var other = otto.AddFolder(otto.Contacts.Number, "FIRMA", "IPF.Contact", isHidden: false);
        Add(company, other, "Own");
        await SyncAsync(added: [Contact("1", "A")]);

        var report = await PublishAsync(company);

        Assert.Equal((SyncStatus.Failed, nameof(Errors.FolderNotOurs)), (report.Status, report.ErrorId));
        Assert.Equal(["Own"], Names(other));
        Assert.Contains(await TestAsync(company), check => check is { Status: CheckStatus.Failed, Code: nameof(Errors.FolderNotOurs) });
        company.Settings = company.Settings with { Folder = "Firma 2" };
        AssertCounts(await PublishAsync(company), added: 1);
        Assert.Equal(["A"], Names(company.Folder("Firma 2")!));
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task The_folder_is_known_by_its_mark_whatever_it_is_called(SyncProtocol protocol)
    {
        await using var company = await ManagedCompany.StartAsync(protocol);
        var otto = company.Mailbox(company.Otto);
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B")]);
        await PublishAsync(company);
        otto.RenameFolder(company.Folder("Firma")!, "Meine Firma");

        AssertCounts(await PublishAsync(company), unchanged: 2);
        await SyncAsync(updated: [Contact("2", "B2")]);
        AssertCounts(await PublishAsync(company), updated: 1, unchanged: 1);
        Assert.Equal(["A", "B2"], Names(company.Folder("Firma")!));

        company.Settings = company.Settings with { Folder = "Company" };
        await SyncAsync(updated: [Contact("2", "B3")]);
        AssertCounts(await PublishAsync(company), updated: 1, unchanged: 1);
        Assert.Equal(["A", "B3"], Names(company.Folder("Company")!));
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task A_folder_that_somebody_deleted_is_made_again(SyncProtocol protocol)
    {
        await using var company = await ManagedCompany.StartAsync(protocol);
        await SyncAsync(added: [Contact("1", "A"), Contact("2", "B")]);
        await PublishAsync(company);
        company.Mailbox(company.Otto).RemoveFolder(company.Folder("Firma")!);

        AssertCounts(await PublishAsync(company), added: 2);
        Assert.Equal(["A", "B"], Names(company.Folder("Firma")!));
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task What_we_wrote_is_never_read_as_somebody_s_contacts(SyncProtocol protocol)
    {
        await using var company = await ManagedCompany.StartAsync(protocol);
        Add(company, company.Mailbox(company.Otto).Contacts, "Own");
        await SyncAsync(added: [Contact("1", "A")]);
        await PublishAsync(company);

        Assert.Equal(["Own"], (await company.ReadAsync(company.Otto)).Select(contact => contact.DisplayName));
        var listing = await company.Source.ListMailboxesAsync(new MailboxQuery([], [company.Otto]), default);
        var folders = await ((ISourceBrowser)company.Source).ListFoldersAsync(listing.Mailboxes[0], ReadScope.Everything, default);
        var shown = folders.Single(found => found.Path == "Firma");
        Assert.False(shown.IsRead);
        Assert.Equal(Texts.Catalog.Text(nameof(Errors.Text_FolderManaged)), shown.Reason);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task A_contact_that_changed_meanwhile_is_not_written_over(SyncProtocol protocol)
    {
        await using var company = await ManagedCompany.StartAsync(protocol);
        await using var destination = company.Open();
        var entry = Entry(Guid.NewGuid(), Contact("1", "A"));
        var item = await destination.PutAsync(entry, null, new PublishLosses(), default);
        Edit(company, company.Folder("Firma")!, "A", "By hand");

        var error = await Assert.ThrowsAsync<SyncException>(() => destination.PutAsync(entry, item, new PublishLosses(), default));

        Assert.Equal(("ItemChanged", SyncErrorKind.InvalidData), (error.ErrorId, error.Kind));
        Assert.Equal(["By hand"], Names(company.Folder("Firma")!));
        company.Mailbox(company.Otto).RemoveFolder(company.Folder("Firma")!);
        await Assert.ThrowsAsync<SyncException>(() => destination.PutAsync(entry, item, new PublishLosses(), default));
        await destination.DeleteAsync(item, default);
    }

    [Fact]
    public async Task Without_the_right_to_write_the_error_names_it()
    {
        await using var company = await ManagedCompany.StartAsync(SyncProtocol.Graph, "Contacts.Read");
        await SyncAsync(added: [Contact("1", "A")]);

        var report = await PublishAsync(company);

        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("Contacts.ReadWrite", $"{report.Reason} {report.Advice}", StringComparison.Ordinal);
        Assert.Null(company.Folder("Firma"));
    }

    [Fact]
    public async Task A_mailbox_in_a_hybrid_is_written_to_where_it_is()
    {
        await using var cloud = await ManagedCompany.StartAsync(SyncProtocol.Graph);
        using var client = EwsSandbox.Client(cloud.Sandbox.Host);
        await using var ews = new EwsContactSource(client, new() { TenantId = "mail.example" });
        await cloud.Sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{cloud.Otto}/state", new { state = "OnPremises" });
        var hybrid = new HybridContactSource(cloud.Source, ews);
        IManagedMailboxes mailboxes = hybrid;

        Assert.Equal(SyncProtocol.Graph, (await mailboxes.OpenMailboxAsync(cloud.Anna, default)).Mailbox.Protocol);
        Assert.Equal(SyncProtocol.Ews, (await mailboxes.OpenMailboxAsync(cloud.Otto, default)).Mailbox.Protocol);
        var error = await Assert.ThrowsAnyAsync<SyncException>(() => mailboxes.OpenMailboxAsync("nobody@contoso.com", default));
        Assert.Equal(SyncErrorKind.NotFound, error.Kind);
    }

    [Fact]
    public void A_mailbox_has_room_for_one_number_of_a_kind_and_three_addresses()
    {
        var losses = new PublishLosses();
        var full = Contact("1", "A") with
        {
            PhoneNumbers =
            [
                new(PhoneNumberKind.BusinessPhone, "1"), new(PhoneNumberKind.BusinessPhone, "2"), new(PhoneNumberKind.BusinessPhone, "3"),
                new(PhoneNumberKind.MobilePhone, "4", "+494"), new(PhoneNumberKind.MobilePhone, "5"),
            ],
            EmailAddresses = [new(1, "a@x"), new(1, "b@x"), new(4, "c@x"), new(2, "d@x")],
            ImAddresses = ["i", "j", "k", "l"],
        };

        var contact = FolderContact.Of(Entry(Guid.NewGuid(), full), PhoneNumberForm.International, losses);

        Assert.Equal(
            [(PhoneNumberKind.BusinessPhone, "1"), (PhoneNumberKind.BusinessPhone2, "2"), (PhoneNumberKind.MobilePhone, "+494")],
            contact.PhoneNumbers.Select(number => (number.Kind, number.Raw)));
        Assert.Equal([(1, "a@x"), (2, "b@x"), (3, "c@x")], contact.EmailAddresses.Select(address => (address.Slot, address.Address)));
        Assert.Equal(["i", "j", "k"], contact.ImAddresses);
        Assert.Equal(
            [("BusinessPhone", 1), ("EmailAddresses3", 1), ("ImAddresses", 1), ("MobilePhone", 1)],
            losses.Counts.Select(loss => (loss.Field, loss.Count)).Order());
    }

    private static SyncPhoneBookEntry Entry(Guid uid, SyncContact contact) => new()
    {
        Uid = uid, Owner = "anna", PhoneBook = "Contacts", Name = contact.DisplayName ?? "(no name)", Contact = contact,
    };

    private static string[] Names(ContactFolder folder) =>
        [.. folder.Contacts.Values.Select(contact => contact.Properties.Text(Sandboxed.DisplayName)!).Order(StringComparer.Ordinal)];

    private static long Add(ManagedCompany company, ContactFolder folder, string name)
    {
        var draft = new ContactDraft { [Sandboxed.DisplayName] = name };
        draft.Complete();
        return company.Mailbox(company.Otto).Add(folder, draft.ToBag(), null).Number;
    }

    private static void Edit(
        ManagedCompany company, ContactFolder folder, string name, string newName)
    {
        var contact = folder.Contacts.Values.Single(found => found.Properties.Text(Sandboxed.DisplayName) == name);
        company.Mailbox(company.Otto).Update(contact.Number, found =>
        {
            var draft = found.Properties.ToDraft();
            draft[Sandboxed.DisplayName] = newName;
            return draft.ToBag();
        });
    }

    /// <summary>Fills Anna's mailbox with contacts of all fields, and reads them as a sync does.</summary>
    private static async Task<IReadOnlyList<SyncPhoneBookEntry>> ReadMadeAsync(ManagedCompany company, int seed)
    {
        var anna = company.Mailbox(company.Anna);
        foreach (var contact in anna.Contacts.Contacts.Values.ToList())
            anna.Remove(contact.Number);
        var random = new Random(seed);
        for (var number = 0; number < 40; number++)
        {
            var draft = new ContactDraft();
            WholeContact.Fill(draft, random, number);
            draft.Complete();
            anna.Add(anna.Contacts, draft.ToBag(), draft.Photo);
        }
        var read = await company.ReadAsync(company.Anna);
        Assert.Equal(40, read.Count);
        return [.. read.Select(contact => Entry(Guid.NewGuid(), contact))];
    }

    private static async Task AssertEqualAsync(
        ManagedCompany company, IReadOnlyList<SyncPhoneBookEntry> entries, SyncProtocol protocol)
    {
        var made = company.Folder("Firma")!;
        Assert.Equal(
            entries.Select(entry => (Guid?)entry.Uid).Order(), (await ListAsync(company)).Select(item => item.Uid).Order());
        // Without its mark the folder is read like any other.
        var mark = made.Extended.ToList();
        made.Extended.Clear();
        var read = await company.ReadAsync(company.Otto);
        foreach (var (property, value) in mark)
            made.Extended[property] = value;
        var expected = entries.Select(entry =>
            Text(AsKept(FolderContact.Of(entry, PhoneNumberForm.AsTyped, new PublishLosses()), protocol)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), read.Select(Text).Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<DestinationItem>> ListAsync(ManagedCompany company)
    {
        await using var destination = company.Open();
        return (await destination.ListAsync(token: null, default)).Items;
    }

    /// <summary>Graph's lists have no gaps; over EWS slots and kinds stay.</summary>
    private static SyncContact AsKept(SyncContact contact, SyncProtocol protocol) => protocol == SyncProtocol.Ews ? contact : contact with
    {
        PhoneNumbers = [.. Closed(contact.PhoneNumbers).OrderBy(number => number.Kind)],
        EmailAddresses = [.. contact.EmailAddresses.Select((address, place) => address with
        {
            Slot = place + 1, Name = address.Name ?? address.Address,
        })],
    };

    private static IEnumerable<SyncPhoneNumber> Closed(IReadOnlyList<SyncPhoneNumber> numbers) => numbers.Select(number => number.Kind switch
    {
        PhoneNumberKind.BusinessPhone2 when numbers.All(other => other.Kind != PhoneNumberKind.BusinessPhone) =>
            number with { Kind = PhoneNumberKind.BusinessPhone },
        PhoneNumberKind.HomePhone2 when numbers.All(other => other.Kind != PhoneNumberKind.HomePhone) =>
            number with { Kind = PhoneNumberKind.HomePhone },
        _ => number,
    });

    private static string Text(SyncContact contact) => JsonSerializer.Serialize(contact with
    {
        Id = "", FolderId = "", LastModified = null, Photo = null,
    });

    private static void AssertCounts(SyncPublishReport report, int added = 0, int updated = 0, int removed = 0, int unchanged = 0)
    {
        Assert.Null(report.Error);
        Assert.Equal((added, updated, removed, unchanged), (report.Added, report.Updated, report.Removed, report.Unchanged));
    }

    private async Task SyncAsync(SyncContact[]? added = null, SyncContact[]? updated = null, string[]? deleted = null) =>
        Assert.True(await store.TryApplyAsync(Plan(Key, await store.FindAsync(Key, default), added, updated, null, deleted), Now, default));

    private async Task<StoredDestination> SaveAsync(ManagedCompany company)
    {
        await store.SaveDestinationAsync("Mobile", DestinationKind.MailboxFolder, company.Settings.ToString(), default);
        return await store.ListDestinationsAsync("Mobile", default).SingleAsync();
    }

    private async Task<SyncPublishReport> PublishAsync(ManagedCompany company, bool whatIf = false) =>
        await new Publisher(store, store, new FakeTimeProvider(Now)).PublishAsync(
            await SaveAsync(company), _ => Task.FromResult<IDestination>(company.Open()),
            new PublishOptions(whatIf, Force: false, new HashSet<string>()), null, default);

    private async Task EraseAsync(ManagedCompany company)
    {
        await using var destination = company.Open();
        await new Publisher(store, store, new FakeTimeProvider(Now)).EraseAsync(await SaveAsync(company), destination, default);
    }

    private static async Task<IReadOnlyList<SyncCheck>> TestAsync(ManagedCompany company)
    {
        await using var destination = company.Open();
        var checks = new List<SyncCheck>();
        await foreach (var check in destination.TestAsync(default))
            checks.Add(check);
        return checks;
    }
}
