using System.Management.Automation;
using ContactSync.HelpBuilder;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>Get-Help, as an admin meets it, in the engine that has PowerShell's core commands only.</summary>
public sealed class ModuleHelpTests : IDisposable
{
    private readonly HostedModule host = new();

    private IReadOnlyList<CmdletInfo> Commands => host.Run("Get-Command -Module ContactSync").ThrowOnError().Objects<CmdletInfo>();

    [Fact]
    public void Every_cmdlet_has_synopsis_description_and_an_example() =>
        Assert.All(Commands, command =>
        {
            var help = Help(command.Name, "-Full");
            Assert.NotEqual("", Text(help, "$args[0].Synopsis"));
            // Without a help file PowerShell makes a synopsis of the syntax.
            Assert.DoesNotContain("[<CommonParameters>]", Text(help, "$args[0].Synopsis"));
            Assert.NotEqual("", Text(help, "$args[0].description.ForEach('Text') -join ''"));
            Assert.NotEqual("", Text(help, "$args[0].examples.example.ForEach('code') -join ''"));
        });

    [Fact]
    public void Every_parameter_of_every_cmdlet_is_described() =>
        Assert.All(
            Commands.SelectMany(command => CommandFacts.OwnParameters(command).Select(parameter => (Command: command.Name, Parameter: parameter))),
            pair => Assert.NotEqual(
                "",
                host.Run("(Get-Help $args[0] -Parameter $args[1]).description.ForEach('Text') -join ''", pair.Command, pair.Parameter)
                    .ThrowOnError().Objects<string>().Single()));

    [Fact]
    public void Every_example_uses_commands_and_parameters_that_exist()
    {
        var commands = Commands;
        Assert.All(commands, command =>
        {
            var codes = host.Run("(Get-Help $args[0] -Examples).examples.example.ForEach('code')", command.Name).ThrowOnError().Objects<string>();
            Assert.NotEmpty(codes);
            Assert.All(codes, code => Assert.Empty(ExampleCheck.Run(code, commands)));
        });
    }

    [Fact]
    public void The_about_topic_is_found_by_name() =>
        Assert.Contains("SHORT DESCRIPTION", host.Run("Get-Help about_ContactSync").ThrowOnError().Output.Single().ToString());

    public void Dispose() => host.Dispose();

    private PSObject Help(string command, string view) => host.Run($"Get-Help {command} {view}").ThrowOnError().Output.Single();

    private string Text(PSObject help, string expression) => host.Run(expression, help).ThrowOnError().Output.Single().ToString().Trim();
}
