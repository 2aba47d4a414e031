using System.Management.Automation;
using ContactSync.HelpBuilder;

namespace ContactSync.Tests.Help;

/// <summary>The fixture's page, and the cmdlet as the engine sees it.</summary>
internal static class HelpFixture
{
    public const string Page = """
        # New-HelpFixture

        Makes a fixture.

        ## Description

        It is made for a test, with `code` and a [page](Get-HelpFixture.md).

        - one
        - two

        ```
        first line
          second line
        ```

        ## Examples

        ### Make one

        ```powershell
        New-HelpFixture -Name one -ValidFor 1.00:00:00 |
            Where-Object Status -eq Failed
        ```

        Shows what failed.

        ## Parameters

        ### -Name

        Its name.

        ### -Report

        The report it is made from.

        ### -ValidFor

        How long it lasts.

        ### -Owner

        Whose it is.

        ### -Status

        How it ended.

        ### -NoWait

        Returns at once.

        ## Inputs

        ### ContactSync.SyncReport

        One a fixture.

        ## Outputs

        ### ContactSync.SyncReport

        The same again.

        ## Notes

        Made for a test.

        ## Links

        - [Get-HelpFixture](Get-HelpFixture.md)
        - [The manual](https://learn.microsoft.com/powershell/)
        """;

    public static IReadOnlyList<CmdletInfo> Commands { get; } = ReadCommands();

    public static CmdletInfo Command => Commands.Single();

    public static IReadOnlyList<PageProblem> Check(string page) =>
        [.. PageCheck.Run("docs", [CommandPage.Parse("docs/New-HelpFixture.md", page)], Commands)];

    /// <summary>The line, from 1, on which a text first stands.</summary>
    public static int LineOf(string page, string text) => page[..page.IndexOf(text, StringComparison.Ordinal)].Count(c => c == '\n') + 1;

    private static IReadOnlyList<CmdletInfo> ReadCommands()
    {
        using var module = ModuleCommands.Import(typeof(NewHelpFixtureCommand).Assembly.Location);
        // Parameters are resolved late, and only while the runspace is open.
        return [.. module.All.Where(command => command.ImplementingType == typeof(NewHelpFixtureCommand) && command.Parameters.Count > 0)];
    }
}
