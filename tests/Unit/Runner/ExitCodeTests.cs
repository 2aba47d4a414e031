using Xunit;

namespace ContactSync.Tests.Runner;

/// <summary>0 done, 1 a terminating error, 2 done in part, 3 a guard stopped something, 4 done with a warning; exit N wins.</summary>
public class ExitCodeTests
{
    private const string Functions =
        """
        function Show-Check($Status) {
            [ContactSync.SyncCheck]@{ Stage = 'Sign-in'; Target = 'contoso.com'; Status = $Status; Detail = 'seen' }
        }
        function Show-Report($Status) {
            [ContactSync.SyncReport]@{ Mailbox = 'ada@contoso.com'; PhoneBook = 'Privat'; Status = $Status }
        }
        function New-Record($Id) {
            [System.Management.Automation.ErrorRecord]::new([InvalidOperationException]::new($Id), $Id, 'NotSpecified', $null)
        }
        function Write-One { [CmdletBinding()] param() $PSCmdlet.WriteError((New-Record 'NonTerminating')) }
        function Stop-One { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError((New-Record 'Terminating')) }

        """;

    [Theory]
    [InlineData(0, "Show-Check Passed; Show-Report Succeeded")]
    [InlineData(4, "Show-Check Passed; Show-Check Warning")]
    [InlineData(2, "Show-Check Failed; Show-Check Warning")]
    [InlineData(3, "Show-Report Stopped; Show-Report Failed")]
    [InlineData(3, "Show-Report Stopped | Out-Host")]
    [InlineData(0, "$kept = Show-Report Failed; $null = Show-Check Failed")]
    [InlineData(2, "Write-One; 'went on'")]
    [InlineData(0, "Write-One 2>$null; Write-One -ErrorAction SilentlyContinue")]
    [InlineData(1, "Stop-One; Show-Report Stopped")]
    [InlineData(1, "throw 'over'")]
    [InlineData(1, "$ErrorActionPreference = 'Stop'; Write-One")]
    [InlineData(0, "try { Stop-One } catch { 'caught' }")]
    [InlineData(1, "if (")]
    [InlineData(7, "Show-Report Failed; exit 7")]
    [InlineData(0, "Stop-One; exit 0")]
    public void The_weightiest_decides(int expected, string script)
    {
        using var file = new ScriptFile(Functions + script);

        var result = RunnerProcess.Run(file.FilePath);

        Assert.True(expected == result.ExitCode, $"exit code {result.ExitCode}\n{result.Output}\n{result.Error}");
    }

    [Fact]
    public void Exit_in_a_command_wins_too() =>
        Assert.Equal(9, RunnerProcess.Run("-Command", "exit 9").ExitCode);

    [Fact]
    public void The_exit_code_of_a_program_is_not_the_script_s() =>
        Assert.Equal(0, RunnerProcess.Run("-Command", "dotnet --no-such-option 2>&1 | Out-Null; 'done'").ExitCode);
}
