using ContactSync.Engine.Guards;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>What looks wrong is stopped, and what does not is let through.</summary>
public class GuardTests
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(3, 3, "SourceEmpty")]
    [InlineData(500, 500, "SourceEmpty")]
    [InlineData(3, 2, null)]
    [InlineData(25, 24, null)]
    [InlineData(100, 25, null)]
    [InlineData(100, 26, "TooManyDeletes")]
    [InlineData(130, 26, null)]
    [InlineData(129, 26, "TooManyDeletes")]
    [InlineData(500, 100, null)]
    [InlineData(500, 101, "TooManyDeletes")]
    public void Deletes_are_stopped_from_a_number_and_a_share_on(int before, int deletes, string? expected) =>
        Assert.Equal(expected, Check(Plan(before, deletes), [])?.ErrorId);

    [Fact]
    public void A_first_import_is_never_stopped() => Assert.Null(Check(Plan(null, 0), []));

    [Theory]
    [InlineData("", null)]
    [InlineData("tenant", null)]
    [InlineData("TENANT", null)]
    [InlineData("other,tenant", null)]
    [InlineData("other", "TenantChanged")]
    public void Another_tenant_is_stopped_until_there_are_phone_books_of_it(string tenants, string? expected) =>
        Assert.Equal(expected, Check(Plan(null, 0), tenants.Split(',', StringSplitOptions.RemoveEmptyEntries))?.ErrorId);

    [Theory]
    [InlineData(100, 60, 0, 60, "FilterChanged")]
    [InlineData(100, 60, 0, 34, "TooManyDeletes")]
    [InlineData(100, 60, 60, 0, null)]
    [InlineData(100, 60, 34, 0, "TooManyDeletes")]
    [InlineData(3, 3, 0, 3, "FilterChanged")]
    [InlineData(3, 3, 0, 0, "SourceEmpty")]
    public void What_a_filter_takes_out_or_another_id_replaces_is_not_lost(
        int before, int deletes, int replaced, int byFilter, string? expected) =>
        Assert.Equal(
            expected, Check(Plan(before, deletes) with { Replaced = replaced, DeletedByFilter = byFilter }, [])?.ErrorId);

    [Fact]
    public void A_guard_is_lifted_by_its_name_and_the_others_stay()
    {
        var emptied = new GuardInput(Plan(500, 500), []);

        Assert.Equal("TooManyDeletes", GuardList.Check(emptied, new HashSet<string> { "SourceEmpty" })?.ErrorId);
        Assert.Null(GuardList.Check(emptied, new HashSet<string> { "SourceEmpty", "TooManyDeletes" }));
    }

    [Fact]
    public void Each_guard_has_its_error_s_name_and_says_how_to_lift_it()
    {
        SyncException[] errors =
        [
            Check(Plan(3, 3), [])!, Check(Plan(100, 50), [])!, Check(Plan(null, 0), ["other"])!,
            Check(Plan(100, 1) with { DeletedByFilter = 1 }, [])!, Check(Remade(30, 30, "1 AT"), [])!,
            GuardList.Check(new GuardInput(Plan(null, 0), []) { HasOtherMailbox = true }, None)!,
        ];

        Assert.Equal(GuardList.All.Select(guard => guard.Name).Order(), errors.Select(error => error.ErrorId).Order());
        Assert.All([.. errors, OfRun(1, 60, 100)!], error =>
        {
            Assert.Contains($"-OverrideGuard {error.ErrorId}", error.Advice, StringComparison.Ordinal);
            Assert.Equal(SyncErrorKind.GuardStopped, error.Kind);
            Assert.Equal("anna@example.com", error.Target);
        });
    }

    [Theory]
    [InlineData(20, 26, 100, "TooManyDeletes")]
    [InlineData(1, 26, 100, "TooManyDeletes")]
    [InlineData(0, 26, 100, null)]
    [InlineData(20, 25, 100, null)]
    [InlineData(20, 26, 130, null)]
    public void Deletes_of_all_mailboxes_are_counted_together(int deletes, int ofRun, int entries, string? expected) =>
        Assert.Equal(expected, OfRun(deletes, ofRun, entries)?.ErrorId);

    [Theory]
    [InlineData(100, 26, "1 AT", "EverythingChanged")]
    [InlineData(100, 26, "2 DE", null)]
    [InlineData(100, 26, "2 DE 0", "EverythingChanged")]
    [InlineData(100, 25, "1 AT", null)]
    [InlineData(130, 26, "1 AT", null)]
    public void Other_rules_that_change_most_entries_ask_once(int before, int updated, string rules, string? expected) =>
        Assert.Equal(expected, Check(Remade(before, updated, rules), [])?.ErrorId);

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(1, 0, null)]
    [InlineData(2, 0, "GroupShrank")]
    [InlineData(4, 2, "GroupShrank")]
    [InlineData(4, 3, null)]
    [InlineData(100, 51, null)]
    [InlineData(100, 50, "GroupShrank")]
    [InlineData(50, 100, null)]
    public void A_group_that_lost_half_of_its_mailboxes_stops_the_run(int before, int now, string? expected)
    {
        var error = GroupShrankGuard.Check("Phone users", before, now);

        Assert.Equal(expected, error?.ErrorId);
        if (error is not null)
            Assert.Contains("-OverrideGuard GroupShrank", error.Advice, StringComparison.Ordinal);
    }

    private static SyncException? OfRun(int deletes, int ofRun, int entries) => GuardList.Check(
        new GuardInput(Plan(1000, deletes), []) { DeletesOfRun = ofRun, EntriesOfRun = entries }, None);

    private static PhoneBookPlan Remade(int before, int updated, string rules)
    {
        var plan = Plan(before, 0) with { RulesFingerprint = $"{rules}|filter" };
        return plan with
        {
            Existing = plan.Existing! with { RulesFingerprint = "1 DE|filter" },
            Updated = [.. Enumerable.Range(0, updated).Select(number => Entry(Contact($"{number}")))],
        };
    }

    private static SyncException? Check(PhoneBookPlan plan, string[] tenants) => GuardList.Check(new GuardInput(plan, tenants), None);

    private static PhoneBookPlan Plan(int? before, int deletes)
    {
        var key = new PhoneBookKey("tenant", "anna");
        var existing = before is null ? null : new StoredPhoneBook(1, key, "anna@example.com", "Privat", "pbx", 1, before.Value, "", []);
        return TestData.Plan(key, existing, deleted: [.. Enumerable.Range(0, deletes).Select(number => $"{number}")]);
    }
}
