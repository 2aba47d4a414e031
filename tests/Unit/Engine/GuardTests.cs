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
            Check(Plan(100, 1) with { DeletedByFilter = 1 }, [])!,
        ];

        Assert.Equal(GuardList.All.Select(guard => guard.Name).Order(), errors.Select(error => error.ErrorId).Order());
        Assert.All(errors, error =>
        {
            Assert.Contains($"-OverrideGuard {error.ErrorId}", error.Advice, StringComparison.Ordinal);
            Assert.Equal(SyncErrorKind.GuardStopped, error.Kind);
            Assert.Equal("anna@example.com", error.Target);
        });
    }

    private static SyncException? Check(PhoneBookPlan plan, string[] tenants) => GuardList.Check(new GuardInput(plan, tenants), None);

    private static PhoneBookPlan Plan(int? before, int deletes)
    {
        var key = new PhoneBookKey("tenant", "anna");
        var existing = before is null ? null : new StoredPhoneBook(1, key, "anna@example.com", "Privat", "pbx", 1, before.Value, "", []);
        return TestData.Plan(key, existing, deleted: [.. Enumerable.Range(0, deletes).Select(number => $"{number}")]);
    }
}
