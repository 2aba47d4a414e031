using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>What becomes of a phone book, without any store: the stored side is written down, the plan is looked at.</summary>
public class PlannerTests
{
    private static readonly PhoneBookKey Key = new("tenant", Anna.Id);

    [Fact]
    public void A_first_read_adds_everything()
    {
        var plan = Plan([], Complete("F", Contact("1"), Contact("2")), Complete("G", Contact("3", folder: "G")));

        AssertPlan(plan, added: "1,2,3");
        Assert.Null(plan.Existing);
        Assert.Equal([State("F"), State("G")], plan.State);
        Assert.Equal((Anna.Address, "Privat", "pbx"), (plan.Owner, plan.Title, plan.Connection));
    }

    [Fact]
    public void A_mailbox_without_contacts_still_gets_a_phone_book()
    {
        var plan = Plan([], Complete("F"));

        AssertPlan(plan);
        Assert.Equal([State("F")], plan.State);
    }

    [Fact]
    public void A_delta_adds_updates_and_deletes_and_leaves_the_rest() =>
        AssertPlan(
            Plan([Contact("1"), Contact("2"), Contact("3")], Delta("F", [Contact("2", "New"), Contact("4")], "3")),
            added: "4", updated: "2", deleted: "3", unchanged: 1);

    [Fact]
    public void An_empty_delta_changes_nothing_and_needs_nothing()
    {
        var read = Read(Delta("F", []));
        var book = Book([Contact("1")]);

        Assert.Equal([], Planner.Needs(book, read, German.Fingerprint).SourceIds);
        AssertPlan(Plan([Contact("1")], Delta("F", [])), unchanged: 1);
    }

    [Fact]
    public void A_delta_needs_the_entries_it_names_only()
    {
        var needs = Planner.Needs(Book([Contact("1"), Contact("2")]), Read(Delta("F", [Contact("1")], "9")), German.Fingerprint);

        Assert.Equal(["1", "9"], needs.SourceIds!.Order());
        Assert.False(needs.Contacts);
    }

    [Fact]
    public void A_change_of_what_is_no_field_is_no_update() =>
        AssertPlan(Plan([Contact("1")], Delta("F", [Contact("1") with { LastModified = Now }])), unchanged: 1);

    [Fact]
    public void A_number_typed_differently_is_an_update() =>
        AssertPlan(
            Plan([Contact("1", null, "F", "030 23125011")], Delta("F", [Contact("1", null, "F", "030/23125011")])), updated: "1");

    [Fact]
    public void A_contact_that_could_not_be_read_stays_as_it_was() =>
        AssertPlan(
            Plan(
                [Contact("1"), Contact("2"), Contact("3")],
                Complete("F", Contact("1")) with { Unreadable = 1, UnreadableIds = ["2"] }),
            deleted: "3", unchanged: 2);

    [Fact]
    public void A_complete_listing_deletes_what_it_lacks_and_keeps_what_is_equal() =>
        AssertPlan(
            Plan([Contact("1"), Contact("2"), Contact("3", folder: "G")], Complete("F", Contact("1"), Contact("4")), Delta("G", [])),
            added: "4", deleted: "2", unchanged: 2);

    [Fact]
    public void An_equal_complete_listing_changes_nothing() =>
        AssertPlan(Plan([Contact("1"), Contact("2")], Complete("F", Contact("2"), Contact("1"))), unchanged: 2);

    [Fact]
    public void With_a_folder_its_entries_go() =>
        AssertPlan(
            Plan([Contact("1"), Contact("2", folder: "G"), Contact("3", folder: "G")], Delta("F", [])),
            deleted: "2,3", unchanged: 1);

    [Fact]
    public void With_all_folders_all_entries_go() => AssertPlan(Plan([Contact("1"), Contact("2", folder: "G")]), deleted: "1,2");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_move_between_folders_is_neither_delete_nor_add(bool oldFolderFirst)
    {
        FolderChanges[] folders = [Delta("F", [], "1"), Delta("G", [Contact("1", folder: "G")])];

        var plan = Plan([Contact("1"), Contact("2", folder: "G")], oldFolderFirst ? folders : [folders[1], folders[0]]);

        AssertPlan(plan, relocated: "1", unchanged: 1);
        Assert.Equal("G", plan.Relocated[0].Contact.FolderId);
    }

    [Fact]
    public void A_move_with_an_edit_is_an_update()
    {
        var plan = Plan([Contact("1"), Contact("2", folder: "G")], Delta("F", [], "1"), Delta("G", [Contact("1", "New", "G")]));

        AssertPlan(plan, updated: "1", unchanged: 1);
        Assert.Equal("G", plan.Updated[0].Contact.FolderId);
    }

    [Fact]
    public void A_move_out_of_a_folder_that_went_is_a_move() =>
        AssertPlan(
            Plan([Contact("1"), Contact("2", folder: "G")], Delta("F", [Contact("2")])), relocated: "2", unchanged: 1);

    [Fact]
    public void A_moved_folder_has_a_new_id_and_its_entries_stay() =>
        AssertPlan(
            Plan(
                [Contact("1", folder: "G"), Contact("2", folder: "G")],
                Complete("H", Contact("1", folder: "H"), Contact("2", folder: "H"))),
            relocated: "1,2");

    [Fact]
    public void A_move_between_complete_listings_is_a_move() =>
        AssertPlan(
            Plan(
                [Contact("1"), Contact("2", folder: "G")],
                Complete("F"), Complete("G", Contact("1", folder: "G"), Contact("2", folder: "G"))),
            relocated: "1", unchanged: 1);

    [Fact]
    public void The_folder_it_was_listed_in_counts_not_the_one_it_names() =>
        Assert.Equal("F", Plan([], Complete("F", Contact("1", folder: "elsewhere"))).Added[0].Contact.FolderId);

    [Fact]
    public void The_old_folder_s_late_word_on_a_moved_contact_is_ignored() =>
        AssertPlan(Plan([Contact("1", folder: "G")], Delta("F", [], "1"), Delta("G", [])), unchanged: 1);

    [Fact]
    public void Replays_change_nothing() =>
        AssertPlan(
            Plan([Contact("1"), Contact("2")], Delta("F", [Contact("1"), Contact("1"), Contact("2")], "gone before", "gone before")),
            unchanged: 2);

    [Fact]
    public void Of_an_id_twice_in_one_folder_the_later_word_counts()
    {
        var plan = Plan([], Complete("F", Contact("1", "Old"), Contact("1", "New")));

        AssertPlan(plan, added: "1");
        Assert.Equal("New", plan.Added[0].Name);
    }

    [Fact]
    public void A_contact_met_in_two_folders_makes_both_be_read_from_the_beginning()
    {
        var newer = Contact("1", "New") with { LastModified = Now };
        var older = Contact("1", "Old", "G") with { LastModified = Now.AddMinutes(-1) };

        var plan = Plan([], Complete("F", newer), Complete("G", older), Complete("H", Contact("2", folder: "H")));

        AssertPlan(plan, added: "1,2");
        Assert.Equal("New", plan.Added[0].Name);
        Assert.Equal(["", "", "token of H"], plan.State.Select(state => state.Token));
    }

    [Fact]
    public void A_contact_both_changed_and_removed_is_kept_and_its_folder_read_from_the_beginning()
    {
        var plan = Plan([Contact("1")], Delta("F", [Contact("1")], "1"));

        AssertPlan(plan, unchanged: 1);
        Assert.Equal("", plan.State.Single().Token);
    }

    [Fact]
    public void Ids_that_differ_by_case_are_different() =>
        AssertPlan(Plan([Contact("abc")], Delta("F", [Contact("ABC")], "aBc")), added: "ABC", unchanged: 1);

    [Fact]
    public void New_rules_make_entries_anew_that_the_source_does_not_mention()
    {
        SyncContact[] contacts =
            [Contact("1", null, "F", "030 23125011"), Contact("2", null, "F", "+49 30 23125012"), Contact("3"), Contact("4")];
        var austrian = new ContactNormalizer(new PhoneNumberReader("AT"));

        var plan = Plan(contacts, austrian, Delta("F", [Contact("3", "New")], "4"));

        AssertPlan(plan, updated: "1,3", deleted: "4", unchanged: 1);
        Assert.Equal("+433023125011", plan.Updated.Single(entry => entry.Contact.Id == "1").Contact.PhoneNumbers[0].E164);
        Assert.Equal(austrian.Fingerprint, RulesFingerprint.Parse(plan.RulesFingerprint).Numbers);
    }

    [Fact]
    public void New_rules_need_no_stored_fields_where_everything_is_listed()
    {
        var book = Book([Contact("1")]);

        Assert.True(Planner.Needs(book, Read(Delta("F", [])), "other rules").Contacts);
        Assert.False(Planner.Needs(book, Read(Complete("F", Contact("1"))), "other rules").Contacts);
    }

    [Fact]
    public void Title_owner_and_connection_follow()
    {
        var plan = Planner.Plan(Input([Contact("1")], German, Delta("F", [])) with
        {
            Read = Read(Delta("F", [])) with { Mailbox = Anna with { Address = "anna.neu@example.com" } },
            Rules = Rules with { Title = "Adressbuch", Connection = "office" },
        });

        AssertPlan(plan, unchanged: 1);
        Assert.Equal(("anna.neu@example.com", "Adressbuch", "office"), (plan.Owner, plan.Title, plan.Connection));
    }

    [Fact]
    public void Unreadable_items_are_counted() =>
        Assert.Equal(3, Plan([], Complete("F") with { Unreadable = 1 }, Complete("G") with { Unreadable = 2 }).Unreadable);

    [Fact]
    public void Changes_fit_on_what_they_go_on_from_only()
    {
        var book = Book([Contact("1")]);

        Assert.True(Planner.Fits(null, Read(Complete("F")), Rules));
        Assert.True(Planner.Fits(book, Read(Delta("F", []), Complete("G")), Rules));
        Assert.False(Planner.Fits(null, Read(Delta("F", [])), Rules));
        Assert.False(Planner.Fits(book, Read(Delta("G", [])), Rules));
        Assert.False(Planner.Fits(book with { State = [State("F", "")] }, Read(Delta("F", [])), Rules));
    }

    private static PhoneBookPlan Plan(SyncContact[] stored, params FolderChanges[] folders) => Plan(stored, German, folders);

    private static PhoneBookPlan Plan(SyncContact[] stored, ContactNormalizer normalizer, params FolderChanges[] folders) =>
        Planner.Plan(Input(stored, normalizer, folders));

    // The stored side as a store would hand it over: no more than the plan needs.
    private static PlanInput Input(SyncContact[] stored, ContactNormalizer normalizer, params FolderChanges[] folders)
    {
        var book = stored.Length == 0 ? null : Book(stored);
        var read = Read(folders);
        var needs = Planner.Needs(book, read, normalizer.Fingerprint);
        var entries = stored
            .Where(contact => needs.SourceIds?.Contains(contact.Id) != false)
            .ToDictionary(contact => contact.Id, contact => new StoredEntry(contact.Id, contact.FolderId, Entry(contact).Hash));
        SyncContact[] contacts = needs.Contacts ? [.. stored.Select(contact => Entry(contact).Contact)] : [];
        return new PlanInput(Key, book, entries, contacts, read, Rules, normalizer);
    }

    private static StoredPhoneBook Book(SyncContact[] stored) => new(
        7, Key, Anna.Address, "Privat", "pbx", Revision: 3, stored.Length, Fingerprint,
        [.. stored.Select(contact => contact.FolderId).Distinct().Select(folder => State(folder))]);

    private static void AssertPlan(
        PhoneBookPlan plan, string added = "", string updated = "", string relocated = "", string deleted = "", int unchanged = 0)
    {
        Assert.Equal(
            (added, updated, relocated, deleted, unchanged),
            (Ids(plan.Added), Ids(plan.Updated), Ids(plan.Relocated), string.Join(',', plan.DeletedIds), plan.Unchanged));
        Assert.Equal((plan.Existing?.EntryCount ?? 0) + plan.Added.Count - plan.DeletedIds.Count, plan.EntryCount);
    }

    private static string Ids(IEnumerable<PlannedEntry> entries) => string.Join(',', entries.Select(entry => entry.Contact.Id).Order());
}
