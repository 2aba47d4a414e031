using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>Which contacts become entries, and what a changed filter does to a phone book.</summary>
public class FilterTests
{
    private static readonly SyncContact Open = Contact("open", "Open", "F", "030 1234567") with { Categories = ["Kunde", "Köln"] };

    private static readonly SyncContact Secret = Contact("secret", "Secret", "F", "030 7654321") with
    {
        Sensitivity = ContactSensitivity.Private, Categories = ["Freund"],
    };

    private static readonly SyncContact Silent = Contact("silent", "Silent") with
    {
        PhoneNumbers = [new(PhoneNumberKind.BusinessFax, "030 99"), new(PhoneNumberKind.MobilePhone, " - ")],
    };

    [Theory]
    [InlineData(ContactSensitivity.Normal, null)]
    [InlineData(ContactSensitivity.Personal, null)]
    [InlineData(ContactSensitivity.Private, LeftOutReason.Private)]
    [InlineData(ContactSensitivity.Confidential, LeftOutReason.Private)]
    public void Private_and_confidential_contacts_stay_out_unless_asked_for(ContactSensitivity sensitivity, LeftOutReason? expected)
    {
        var contact = Open with { Sensitivity = sensitivity };

        Assert.Equal(expected, ContactFilter.Usual.Judge(contact));
        Assert.Null((ContactFilter.Usual with { IncludePrivate = true }).Judge(contact));
    }

    [Theory]
    [InlineData("kunde", "", true)]
    [InlineData("KOLN", "", true)]
    [InlineData("kun*", "", true)]
    [InlineData("kun", "", false)]
    [InlineData("Lieferant", "", false)]
    [InlineData("", "Kunde", false)]
    [InlineData("", "Lieferant", true)]
    [InlineData("Kunde", "köln", false)]
    public void Categories_choose_and_exclude(string wanted, string unwanted, bool isTaken)
    {
        var filter = new ContactFilter(List(wanted), List(unwanted));

        Assert.Equal(isTaken ? null : LeftOutReason.Category, filter.Judge(Open));
    }

    [Fact]
    public void A_contact_without_categories_is_not_of_a_category() =>
        Assert.Equal(LeftOutReason.Category, new ContactFilter(["Kunde"], []).Judge(Silent));

    [Fact]
    public void Fax_pager_and_what_is_no_number_are_no_phone_number()
    {
        var filter = ContactFilter.Usual with { RequirePhoneNumber = true };

        Assert.Equal(LeftOutReason.NoPhoneNumber, filter.Judge(Silent));
        Assert.Null(filter.Judge(Open));
    }

    [Theory]
    [InlineData("Customers", "Customers", true)]
    [InlineData("customers", "Contacts/Customers", true)]
    [InlineData("Sales/Customers", "Sales/Customers", true)]
    [InlineData("Sales/Customers", "Customers", false)]
    [InlineData("/Sales/", "Sales", true)]
    [InlineData("Sales", "Sales/Customers", false)]
    [InlineData("Sales/*", "Sales/Customers", true)]
    public void A_folder_is_named_by_name_or_path(string named, string path, bool isRead) =>
        Assert.Equal(isRead, new ReadScope([named]).Includes(path));

    [Fact]
    public void Fingerprints_tell_filters_apart_and_orders_of_words_not()
    {
        ContactFilter[] filters =
        [
            ContactFilter.Usual, new(["a"], []), new([], ["a"]), new(["a", "b"], []), ContactFilter.Usual with { IncludePrivate = true },
            ContactFilter.Usual with { RequirePhoneNumber = true },
        ];

        Assert.Equal(filters.Length, filters.Select(filter => filter.Fingerprint).Distinct().Count());
        Assert.Equal(new ContactFilter(["a", "B"], []).Fingerprint, new ContactFilter(["b", "A", "a"], []).Fingerprint);
        Assert.Equal(3, new[] { new ReadScope([]), new ReadScope(["A"]), new ReadScope([], Photos: true) }
            .Select(scope => scope.Fingerprint).Distinct().Count());
        Assert.Equal(new ReadScope(["a", "/B/"]).Fingerprint, new ReadScope(["b", "A"]).Fingerprint);
    }

    [Fact]
    public async Task What_is_left_out_is_counted_with_its_reason()
    {
        var store = new MemoryPhoneBookStore();

        var report = await RunAsync(store, Rules with { Filter = ContactFilter.Usual with { RequirePhoneNumber = true } });

        Assert.Equal((1, 2, SyncStatus.Succeeded), (report.Added, report.Skipped, report.Status));
        Assert.Equal(
            ["1 private or confidential left out (-IncludePrivate takes them)", "1 without a phone number left out"], report.Notes);
    }

    [Fact]
    public async Task A_contact_that_becomes_private_leaves_without_a_question()
    {
        var store = new MemoryPhoneBookStore();
        await RunAsync(store, Rules);

        var report = await RunAsync(store, Rules, Delta("F", [Open with { Sensitivity = ContactSensitivity.Private }]));

        Assert.Equal((0, 1, SyncStatus.Succeeded), (report.Added, report.Deleted, report.Status));
    }

    [Fact]
    public async Task A_narrower_filter_asks_once_and_then_reconciles()
    {
        var store = new MemoryPhoneBookStore();
        await RunAsync(store, Rules);
        var narrow = Rules with { Filter = new ContactFilter(["Kunde"], []) };

        var stopped = await RunAsync(store, narrow);
        var again = await RunAsync(store, narrow);
        var lifted = await RunAsync(store, narrow with { OverriddenGuards = new HashSet<string> { "FilterChanged" } });
        var next = await RunAsync(store, narrow, Delta("F", []));

        Assert.Equal(("FilterChanged", SyncStatus.Stopped), (stopped.ErrorId, stopped.Status));
        Assert.Equal("FilterChanged", again.ErrorId);
        Assert.Equal((0, 1, 1), (lifted.Added, lifted.Deleted, lifted.Unchanged));
        Assert.Contains("1 entries went because the filter changed", lifted.Notes);
        Assert.Equal((SyncStatus.Succeeded, 1), (next.Status, next.Unchanged));
    }

    [Fact]
    public async Task A_wider_filter_reads_all_again_and_asks_nothing()
    {
        var store = new MemoryPhoneBookStore();
        await RunAsync(store, Rules);
        var source = Source(Complete("F", Open, Secret, Silent));

        var report = await RunAsync(store, Rules with { Filter = ContactFilter.Usual with { IncludePrivate = true } }, source);

        Assert.Equal((1, 2, SyncStatus.Succeeded), (report.Added, report.Unchanged, report.Status));
        Assert.Empty(source.Requests[0].State);
    }

    [Fact]
    public async Task Folders_that_are_not_asked_for_any_more_leave_under_the_same_guard()
    {
        var store = new MemoryPhoneBookStore();
        await RunAsync(store, Rules, Complete("F", Open), Complete("G", Contact("other", folder: "G")));
        var one = Rules with { Scope = new ReadScope(["Folder F"]) };

        var stopped = await RunAsync(store, one, LeavingOut("G", Complete("F", Open)));
        var lifted = await RunAsync(
            store, one with { OverriddenGuards = new HashSet<string> { "FilterChanged" } }, LeavingOut("G", Complete("F", Open)));

        Assert.Equal("FilterChanged", stopped.ErrorId);
        Assert.Equal((1, 1), (lifted.Deleted, lifted.Unchanged));
    }

    [Fact]
    public async Task A_folder_that_is_gone_meanwhile_is_no_matter_of_the_filter()
    {
        var store = new MemoryPhoneBookStore();
        await RunAsync(store, Rules, Complete("F", Open), Complete("G", Contact("other", folder: "G")));

        var report = await RunAsync(store, Rules with { Scope = new ReadScope(["Folder F"]) }, Complete("F", Open));

        Assert.Equal((SyncStatus.Succeeded, 1), (report.Status, report.Deleted));
    }

    [Fact]
    public async Task Entries_that_only_change_their_ids_are_unchanged_and_pass_the_guards()
    {
        var store = new MemoryPhoneBookStore();
        var contacts = Enumerable.Range(0, 100).Select(number => Contact($"{number}", numbers: $"030 {1000 + number}")).ToArray();
        await RunAsync(store, Rules, Complete("F", contacts));

        var moved = contacts.Select(contact => contact with { Id = "ews " + contact.Id, FolderId = "E" }).ToArray();
        var report = await RunAsync(store, Rules, Complete("E", [.. moved.Skip(1), Contact("new", folder: "E")]));

        Assert.Equal((1, 1, 99, SyncStatus.Succeeded), (report.Added, report.Deleted, report.Unchanged, report.Status));
    }

    [Fact]
    public void What_a_listing_calls_unchanged_stays_as_it_is()
    {
        var read = Read(Complete("F", Contact("2", "New")) with { UnchangedIds = ["1"] });
        var book = new StoredPhoneBook(1, new("tenant", "anna"), "anna", "Privat", "pbx", 1, 3, Fingerprint, [State("F")]);
        var stored = new[] { Contact("1"), Contact("2"), Contact("3") }
            .ToDictionary(contact => contact.Id, contact => new StoredEntry(contact.Id, "F", Entry(contact).Hash));

        var plan = Planner.Plan(new PlanInput(book.Key, book, stored, [], read, Rules, German));

        Assert.Equal((0, 1, 1, 1), (plan.Added.Count, plan.Updated.Count, plan.DeletedIds.Count, plan.Unchanged));
        Assert.False(Planner.Fits(null, read, Rules));
        Assert.True(Planner.Fits(book, read, Rules));
    }

    [Fact]
    public async Task A_plan_tells_contact_by_contact_and_writes_nothing()
    {
        var store = new MemoryPhoneBookStore();
        await RunAsync(store, Rules, Complete("F", Open, Silent, Contact("gone", "Gone")));
        var source = Source(Delta("F", [Open with { JobTitle = "Boss" }, Contact("new", "New"), Secret], "gone"));

        var entries = await PlanAsync(store, source, Rules);

        Assert.Equal(
            [
                (PlannedAction.Delete, "Gone", ""), (PlannedAction.Add, "New", ""), (PlannedAction.Update, "Open", "JobTitle"),
                (PlannedAction.LeaveOut, "Secret", ""),
            ],
            entries.Select(entry => (entry.Action, entry.Name, string.Join(',', entry.Fields))));
        Assert.Equal("private or confidential", entries[3].Reason);
        Assert.Equal("Boss", entries[2].Contact!.JobTitle);
        Assert.Null(entries[2].Previous!.JobTitle);
        Assert.Equal(3, (await store.FindAsync(new("tenant", Anna.Id), default))!.EntryCount);
    }

    [Fact]
    public async Task A_plan_that_a_guard_would_stop_names_it()
    {
        var store = new MemoryPhoneBookStore();
        await RunAsync(store, Rules);

        var entries = await PlanAsync(store, Source(Complete("F")), Rules);

        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.Equal((PlannedAction.Delete, "SourceEmpty"), (entry.Action, entry.Guard)));
    }

    private static string[] List(string texts) => texts.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static StubContactSource Source(params FolderChanges[] folders) => new(_ => Read(folders));

    private static StubContactSource LeavingOut(string folder, params FolderChanges[] folders) =>
        new(_ => Read(folders) with { LeftOutFolderIds = [folder] });

    private static Task<SyncReport> RunAsync(IPhoneBookStore store, SyncRules rules, params FolderChanges[] folders) =>
        RunAsync(store, rules, Source(folders.Length == 0 ? [Complete("F", Open, Secret, Silent)] : folders));

    private static async Task<SyncReport> RunAsync(IPhoneBookStore store, SyncRules rules, StubContactSource source)
    {
        var engine = new SyncEngine(source, store, TimeProvider.System);
        var reports = new List<SyncReport>();
        await foreach (var report in engine.RunAsync(Listing(Anna), rules, new SyncRunOptions(), null, default))
            reports.Add(report);
        return Assert.Single(reports);
    }

    private static async Task<IReadOnlyList<SyncPlanEntry>> PlanAsync(IPhoneBookStore store, StubContactSource source, SyncRules rules)
    {
        var engine = new SyncEngine(source, store, TimeProvider.System);
        var options = new SyncRunOptions(WhatIf: true, KeepPlans: true);
        var entries = new List<SyncPlanEntry>();
        await foreach (var outcome in engine.PlanAsync(Listing(Anna), rules, options, null, default))
            entries.AddRange(await PlanEntries.OfAsync(outcome, store, default));
        return entries;
    }
}
