using ContactSync.HelpBuilder;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>The build fails, with file and line, where a page and its cmdlet differ.</summary>
public class PageCheckTests
{
    [Fact]
    public void A_page_that_fits_has_no_problem() => Assert.Empty(HelpFixture.Check(HelpFixture.Page));

    [Theory]
    [InlineData("HELP003", "# New-HelpFixture", "# New-Fixture", "# New-Fixture")]
    [InlineData("HELP004", "Makes a fixture.", "", "# New-HelpFixture")]
    [InlineData("HELP006", "## Notes", "## Hints", "## Hints")]
    [InlineData("HELP007", "### -NoWait\n\nReturns at once.", "", "## Parameters")]
    [InlineData("HELP007", "Whose it is.", "", "### -Owner")]
    [InlineData("HELP008", "### -Owner", "### -Mailbox", "### -Mailbox")]
    [InlineData("HELP009", "## Outputs\n\n### ContactSync.SyncReport", "## Outputs\n\n### System.String", "## Outputs")]
    [InlineData("HELP010", "```powershell", "```", "### Make one")]
    [InlineData("HELP010", "### Make one", "#### Make one", "## Examples")]
    [InlineData("HELP011", "-ValidFor 1.00:00:00", "-ValidUntil 1.00:00:00", "-ValidUntil")]
    [InlineData("HELP011", "Where-Object Status", "Get-HelpFixture -Status", "Get-HelpFixture -Status")]
    [InlineData("HELP011", "Where-Object Status", "Get-SyncNothing -Status", "Get-SyncNothing -Status")]
    [InlineData("HELP011", "-Name one", "-Name 'one", "-Name 'one")]
    public void What_does_not_fit_is_named_with_its_line(string code, string original, string changed, string at)
    {
        Assert.Contains(original, HelpFixture.Page);
        var page = HelpFixture.Page.Replace(original, changed);

        Assert.Contains(
            HelpFixture.Check(page),
            problem => problem.Code == code && problem.File == "docs/New-HelpFixture.md" && problem.Line == HelpFixture.LineOf(page, at));
    }

    [Fact]
    public void A_cmdlet_without_a_page_is_named() =>
        Assert.Equal(("HELP001", Path.Combine("docs", "New-HelpFixture.md")), CodeAndFile(PageCheck.Run("docs", [], HelpFixture.Commands)));

    [Fact]
    public void A_page_without_a_cmdlet_is_named() =>
        Assert.Equal(
            ("HELP002", "docs/Get-Nothing.md"),
            CodeAndFile(PageCheck.Run("docs", [CommandPage.Parse("docs/Get-Nothing.md", HelpFixture.Page)], [])));

    private static (string Code, string File) CodeAndFile(IEnumerable<PageProblem> problems)
    {
        var problem = Assert.Single(problems);
        return (problem.Code, problem.File);
    }
}
