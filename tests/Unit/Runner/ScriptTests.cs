using Xunit;

namespace ContactSync.Tests.Runner;

/// <summary>A script comes from a file, from the command line or from standard input.</summary>
public class ScriptTests
{
    [Fact]
    public void A_file_gets_its_parameters_by_name_by_switch_and_by_position()
    {
        using var script = new ScriptFile(
            """
            param([string] $Name, [switch] $Loud, [switch] $Quiet, [int] $Count, $Rest)
            "$Name|$Loud|$Quiet|$Count|$Rest"
            """);

        var result = RunnerProcess.Run(script.FilePath, "-Loud", "-Name", "Ada Lovelace", "-Quiet:$false", "-Count:12", "-5");

        Assert.Equal("", result.Error);
        Assert.Equal(["Ada Lovelace|True|False|12|-5"], result.Lines);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_file_knows_where_it_lies_and_finds_the_module_loaded()
    {
        using var script = new ScriptFile("$PSScriptRoot; $PSCommandPath; (Get-Module ContactSync).Name");

        var result = RunnerProcess.Run("-File", script.FilePath);

        Assert.Equal([script.Folder, script.FilePath, "ContactSync"], result.Lines);
    }

    [Fact]
    public void A_command_is_the_rest_of_the_line() =>
        Assert.Equal(["3", "a b"], RunnerProcess.Run("-Command", "1 + 2;", "'a b'").Lines);

    [Fact]
    public void Standard_input_may_hold_the_script_and_the_line_its_arguments() =>
        Assert.Equal(["Grüße, Ada"], RunnerProcess.RunWithInput("param($Name)\n\"Grüße, $Name\"", "-", "-Name", "Ada").Lines);

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var result = RunnerProcess.Run("no-such-script.ps1");

        Assert.Contains(Path.GetFullPath("no-such-script.ps1"), result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void The_module_s_place_can_be_given()
    {
        var missing = Path.Combine(Path.GetTempPath(), "no-such-module");
        using var runner = RunnerProcess.Start(new Dictionary<string, string?> { ["CONTACTSYNC_MODULE_PATH"] = missing }, "-Command", "1");

        var result = runner.Finish();

        Assert.Contains(missing, result.Error);
        Assert.Equal(1, result.ExitCode);
        var folder = Path.GetDirectoryName(Hosting.HostedModule.ModulePath)!;
        Assert.Equal([folder], RunnerProcess.Run("-ModulePath", folder, "-Command", "(Get-Module ContactSync).ModuleBase").Lines);
    }

    [Fact]
    public void Help_and_version_are_said_without_a_script()
    {
        Assert.Contains("-ModulePath", RunnerProcess.Run("-Help").Output);
        Assert.Matches(@"^ContactSync \d+\.\d+\.\d+", RunnerProcess.Run("-Version").Output);
    }
}
