using Xunit;

namespace ContactSync.Tests.Runner;

/// <summary>Questions are answered line by line from standard input, and its end is an error that says what to do.</summary>
public class PromptTests
{
    private const string Remove =
        """
        function Remove-One { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param([string] $Name)
            if ($PSCmdlet.ShouldProcess($Name)) { "removed $Name" }
        }

        """;

    [Fact]
    public void A_confirmation_takes_yes_and_no_and_asks_again_after_anything_else()
    {
        using var script = new ScriptFile(Remove + "Remove-One a; Remove-One b; Remove-One c");

        var result = RunnerProcess.RunWithInput("y\nperhaps\nn\nYes\n", script.FilePath);

        Assert.Equal(["removed a", "removed c"], result.Lines);
        Assert.Contains("[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [S] Suspend  [?] Help (default is \"Y\")", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_confirmation_that_nobody_answers_is_an_error_that_names_the_way_out()
    {
        using var script = new ScriptFile(Remove + "Remove-One a");

        var result = RunnerProcess.Run(script.FilePath);

        Assert.Contains("Standard input ended where an answer was awaited", result.Error);
        Assert.Contains("-Confirm:$false", result.Error);
        Assert.Empty(result.Lines);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void Values_of_mandatory_parameters_are_asked_for_in_their_types()
    {
        using var script = new ScriptFile(
            """
            param(
                [Parameter(Mandatory)] [int] $Count,
                [Parameter(Mandatory)] [string[]] $Names,
                [Parameter(Mandatory)] [securestring] $Secret,
                [Parameter(Mandatory)] [pscredential] $Login)
            "$($Count + 1)|$($Names -join ',')|$([System.Net.NetworkCredential]::new('', $Secret).Password)"
            "$($Login.UserName)|$($Login.GetNetworkCredential().Password)"
            """);

        var result = RunnerProcess.RunWithInput("many\n41\nada\nbo\n\ns3cret\nadmin\npassw0rd\n", script.FilePath);

        Assert.Equal(["42|ada,bo|s3cret", "admin|passw0rd"], result.Lines);
        Assert.DoesNotContain("s3cret", result.Error);
        Assert.DoesNotContain("passw0rd", result.Error);
    }

    [Fact]
    public void The_host_s_own_ReadLine_reads_a_line() =>
        Assert.Equal(["<Ada>"], RunnerProcess.RunWithInput("Ada\n", "-Command", "\"<$($Host.UI.ReadLine())>\"").Lines);
}
