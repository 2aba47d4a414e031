using Xunit;

namespace ContactSync.Tests.Runner;

/// <summary>What a script shows goes to standard output, what it says about its work to standard error.</summary>
public class StreamTests
{
    [Fact]
    public void Objects_appear_as_PowerShell_s_own_formatter_lays_them_out()
    {
        const string people = "[pscustomobject]@{ Name = 'Ada'; Number = '+4930' }, [pscustomobject]@{ Name = 'Bo'; Number = 7 }";

        var result = RunnerProcess.Run("-Command", people);

        Assert.Equal(["Name Number", "---- ------", "Ada  +4930", "Bo   7"], result.Lines);
        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public void An_object_of_ours_appears_by_the_view_of_the_engine_or_the_module()
    {
        const string check = "[ContactSync.SyncCheck]@{ Stage = 'TLS'; Target = 'graph.contoso.test'; Status = 'Passed'; Detail = '-' }";

        var result = RunnerProcess.Run("-Command", check);

        Assert.Contains("graph.contoso.test", result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void Each_kind_of_object_of_ours_has_a_table_of_its_own()
    {
        const string script =
            """
            $check = [ContactSync.SyncCheck]@{ Stage = 'TLS'; Target = 't'; Status = 'Passed'; Detail = '-' }
            $change = [ContactSync.SyncSandboxChange]@{ Change = 'Added'; Mailbox = 'm' }
            $check; $check; $change; 'text'; $check
            """;
        var lines = RunnerProcess.RunWithInput(script, "-").Lines;

        Assert.Equal(2, lines.Count(line => line.StartsWith("Stage", StringComparison.Ordinal) && line.Contains("Target")));
        Assert.Single(lines, line => line.StartsWith("Change", StringComparison.Ordinal) && line.Contains("Mailbox"));
        Assert.Equal(3, lines.Count(line => line.StartsWith("TLS", StringComparison.Ordinal)));
        Assert.Contains("text", lines);
    }

    [Fact]
    public void An_error_has_its_advice_and_its_place_on_lines_of_their_own()
    {
        using var script = new ScriptFile(
            """
            function Write-One { [CmdletBinding()] param()
                $record = [System.Management.Automation.ErrorRecord]::new([Exception]::new('raw'), 'Id', 'NotSpecified', $null)
                $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new('The secret expired.')
                $record.ErrorDetails.RecommendedAction = 'Make a new one: New-SyncAppCredential.'
                $PSCmdlet.WriteError($record)
            }
            Write-One
            """);

        var result = RunnerProcess.Run(script.FilePath);

        Assert.Equal(
            ["Write-One: The secret expired.", "  Make a new one: New-SyncAppCredential.", $"  at {script.FilePath}:7: Write-One"],
            result.Error.TrimEnd().Split(Environment.NewLine));
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void Warnings_and_what_was_asked_for_in_detail_stand_on_standard_error()
    {
        const string script =
            """
            function Say { [CmdletBinding()] param()
                $PSCmdlet.WriteWarning('careful'); $PSCmdlet.WriteVerbose('closely'); $PSCmdlet.WriteDebug('inside')
            }
            Say; $DebugPreference = 'Continue'; Say -Verbose; 'shown'
            """;
        var result = RunnerProcess.RunWithInput(script, "-");

        Assert.Equal(
            ["WARNING: careful", "WARNING: careful", "VERBOSE: closely", "DEBUG: inside"],
            result.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["shown"], result.Lines);
    }

    [Theory]
    [InlineData("Select-Object -First 1")]
    [InlineData("select -First 1")]
    [InlineData("Write-Host hello")]
    [InlineData("Import-Csv x.csv")]
    public void A_command_that_only_PowerShell_has_is_said_to_be_one(string command)
    {
        var result = RunnerProcess.Run("-Command", command);

        Assert.Contains("the runner carries only PowerShell's core commands", result.Error);
        Assert.Contains("PowerShell 7.4 or later", result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void A_command_that_nobody_has_is_simply_unknown()
    {
        var result = RunnerProcess.Run("-Command", "Get-NoSuchThing");

        Assert.Contains("Get-NoSuchThing", result.Error);
        Assert.DoesNotContain("core commands", result.Error);
    }
}
