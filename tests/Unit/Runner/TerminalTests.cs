using Xunit;

namespace ContactSync.Tests.Runner;

/// <summary>Colour and the progress line, which only a terminal gets.</summary>
public class TerminalTests
{
    private const string Red = "\e[31m";

    private const string Script =
        """
        function Invoke-Work { [CmdletBinding()] param()
            $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'Importing', '3 of 12 mailboxes'))
            $PSCmdlet.WriteObject([pscustomobject]@{ Mailbox = 'ada@contoso.test' })
            $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new('no answer'), 'Id', 0, $null))
        }
        Invoke-Work
        """;

    [Fact]
    public void A_terminal_sees_colour_and_one_line_of_progress_that_is_erased()
    {
        var result = RunOnTerminal(noColor: null);

        Assert.Contains($"{Red}Invoke-Work: no answer", result.Output);
        Assert.Contains("Importing: 3 of 12 mailboxes\r\e[K", result.Output);
        Assert.Contains("Mailbox", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void NO_COLOR_turns_colour_off()
    {
        var result = RunOnTerminal(noColor: "1");

        Assert.Contains("Invoke-Work: no answer", result.Output);
        Assert.DoesNotContain(Red, result.Output);
        Assert.DoesNotContain("\e[32", result.Output);
    }

    [Fact]
    public void A_file_sees_neither()
    {
        using var script = new ScriptFile(Script);

        var result = RunnerProcess.Run(script.FilePath);

        Assert.DoesNotContain("3 of 12", result.Output + result.Error);
        Assert.DoesNotContain('\e', result.Output + result.Error);
    }

    private static RunnerResult RunOnTerminal(string? noColor)
    {
        var canMakeTerminals = OperatingSystem.IsLinux() && File.Exists("/usr/bin/script");
        Assert.SkipUnless(canMakeTerminals, "There is no script(1) from util-linux to make a terminal.");
        using var script = new ScriptFile(Script);
        return RunnerProcess.RunOnTerminal(
            new Dictionary<string, string?> { ["TERM"] = "xterm", ["NO_COLOR"] = noColor },
            script.FilePath);
    }
}
