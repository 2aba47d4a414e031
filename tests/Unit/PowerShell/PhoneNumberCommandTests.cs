using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Numbers in scripts, and a phone system's rule saved with a connection. Nothing here goes over a network.</summary>
public sealed class PhoneNumberCommandTests : IDisposable
{
    private const string Rule = "-Region DE -DialForm National -OutsideLine 0 -AreaCode 030 -InternalNumber 4??, '`*`*6*' -ExtensionSeparator ','";

    private readonly HostedModule host = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");
    private readonly string name = "test-" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose()
    {
        host.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_text_becomes_its_numbers()
    {
        var numbers = Convert("ConvertTo-SyncPhoneNumber '030 23125011 / +49 170 1234567' -Region de -Kind BusinessFax");

        Assert.Equal(["030 23125011", "+49 170 1234567"], numbers.Select(number => number.Raw));
        Assert.Equal(["+493023125011", "+491701234567"], numbers.Select(number => number.E164));
        Assert.Equal(["+493023125011", "+491701234567"], numbers.Select(number => number.DialForm));
        Assert.All(numbers, number => Assert.True(number.IsFax));
    }

    [Fact]
    public void Texts_and_numbers_come_down_the_pipeline()
    {
        var numbers = Convert($"'030 23125011', '', $null, '471', '**610', '089 12345678 App. 5' | ConvertTo-SyncPhoneNumber {Rule}");

        Assert.Equal(["023125011", "471", "**610", "008912345678,5"], numbers.Select(number => number.DialForm));
        var again = Convert("$args[0] | ConvertTo-SyncPhoneNumber -Region DE -DialForm ExitCode", (object)numbers.ToArray());
        Assert.Equal(numbers.Select(number => (number.Kind, number.Raw)), again.Select(number => (number.Kind, number.Raw)));
        Assert.Equal(["00493023125011", "471", "**610", "00498912345678"], again.Select(number => number.DialForm));
        var one = Assert.Single(Convert(
            "[pscustomobject]@{ Raw = '030 23125011'; Kind = 'Pager' } | ConvertTo-SyncPhoneNumber -Region DE"));
        Assert.True(one.IsPager);
    }

    [Theory]
    [InlineData("-Region XX", "RegionUnknown")]
    [InlineData("-Region DE -OutsideLine 0", "OutsideLineBeforePlus")]
    [InlineData("-Region DE -DialForm ExitCode -AreaCode 030", "AreaCodeNotNational")]
    [InlineData("-Region DE -InternalNumber 4xx", "InternalNumberUnreadable")]
    [InlineData("-Connection nowhere", "ConnectionNotFound")]
    public void What_does_not_fit_is_an_error_with_a_next_step(string parameters, string errorId)
    {
        var error = Assert.Single(host.Run($"ConvertTo-SyncPhoneNumber 1 {parameters}").Errors);

        Assert.StartsWith(errorId + ",", error.FullyQualifiedErrorId);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_connection_keeps_the_rule_and_changes_what_is_given()
    {
        Save(Rule);
        var rule = Get().DialRule;
        Assert.Equal((DialForm.National, "0", "030", ","), (rule.Form, rule.OutsideLine, rule.AreaCode, rule.ExtensionSeparator));
        Assert.Equal(["4??", "`*`*6*"], rule.InternalNumbers);
        Assert.Equal("023125011", Assert.Single(Convert($"ConvertTo-SyncPhoneNumber '030 23125011' -Connection {name}")).DialForm);

        Save("-Region DE");
        Assert.Equal(rule, Get().DialRule);
        host.Run($"Set-SyncConnection {name} -OutsideLine 9 -InternalNumber 7??").ThrowOnError();
        Assert.Equal(rule with { OutsideLine = "9", InternalNumbers = ["7??"] }, Get().DialRule);
        host.Run($"Set-SyncConnection {name} -DialForm ExitCode").ThrowOnError();
        Assert.Equal((DialForm.ExitCode, "9", null), (Get().DialRule.Form, Get().DialRule.OutsideLine, Get().DialRule.AreaCode));
        host.Run($"Set-SyncConnection {name} -DialForm International -InternalNumber @() -ExtensionSeparator ''").ThrowOnError();
        Assert.Equal(new SyncDialRule(), Get().DialRule);
        Assert.DoesNotContain("dialRule", File.ReadAllText(Get().Path));
    }

    [Fact]
    public void A_rule_that_does_not_fit_leaves_the_connection_as_it_was()
    {
        Save(Rule);
        var before = File.ReadAllText(Get().Path);

        var error = Assert.Single(host.Run($"Set-SyncConnection {name} -AreaCode Berlin").Errors);

        Assert.StartsWith("AreaCodeUnreadable,", error.FullyQualifiedErrorId);
        Assert.Equal(before, File.ReadAllText(Get().Path));
    }

    [Theory]
    [InlineData("ConvertTo-SyncPhoneNumber -DialForm ", "ExitCode")]
    [InlineData("Invoke-ContactSync -DialForm N", "National")]
    [InlineData("Get-SyncPlan -Region D", "DE")]
    [InlineData("New-SyncConnection -Region A", "AT")]
    [InlineData("Get-SyncPhoneBookEntry -Region C", "CH")]
    public void Forms_and_regions_are_completed(string line, string expected) => Assert.Contains(
        expected, host.Run("(TabExpansion2 $args[0]).CompletionMatches.CompletionText", line).ThrowOnError().Objects<string>());

    private List<SyncPhoneNumber> Convert(string script, params object[] arguments) =>
        [.. host.Run(script, arguments).ThrowOnError().Objects<SyncPhoneNumber>()];

    private void Save(string parameters) => host.Run(
        $"New-SyncConnection {name} -TenantId a.example -ClientId {Guid.NewGuid()} -ClientSecret $args[0] -StorePath $args[1] {parameters}",
        new System.Net.NetworkCredential("", "s").SecurePassword, Path.Combine(folder.FullName, "books.db")).ThrowOnError();

    private SyncConnection Get() => Assert.Single(host.Run($"Get-SyncConnection {name}").ThrowOnError().Objects<SyncConnection>());
}
