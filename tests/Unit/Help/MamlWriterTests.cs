using System.Xml.Linq;
using ContactSync.HelpBuilder;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>What only the cmdlet knows comes from the cmdlet: syntax, types, positions, defaults.</summary>
public class MamlWriterTests
{
    private static readonly XElement Help = MamlWriter
        .Write([(CommandPage.Parse("New-HelpFixture.md", HelpFixture.Page), HelpFixture.Command)]).Root!.Elements().Single();

    [Fact]
    public void A_syntax_line_stands_for_each_parameter_set()
    {
        var lines = Named(Help, "syntaxItem").Select(item => string.Join(" ", Named(item, "parameter").Select(Syntax)));

        Assert.Equal(
            [
                "[-Name] <String> [-NoWait] [-Owner <String[]>] [-Status <Succeeded|WhatIf|Skipped|Failed|Stopped>] [-ValidFor <TimeSpan>] [-WhatIf] [-Confirm]",
                "-Report <SyncReport> [-NoWait] [-Owner <String[]>] [-Status <Succeeded|WhatIf|Skipped|Failed|Stopped>] [-ValidFor <TimeSpan>] [-WhatIf] [-Confirm]",
            ],
            lines);
    }

    [Theory]
    [InlineData("Name", "position", "0")]
    [InlineData("Name", "pipelineInput", "True (ByPropertyName)")]
    [InlineData("Report", "pipelineInput", "True (ByValue)")]
    [InlineData("Report", "position", "named")]
    [InlineData("Report", "required", "true")]
    [InlineData("NoWait", "required", "false")]
    [InlineData("ValidFor", "aliases", "Lifetime")]
    [InlineData("Owner", "globbing", "true")]
    [InlineData("Owner", "variableLength", "true")]
    public void An_attribute_of_a_parameter_is_the_cmdlet_s(string name, string attribute, string value) =>
        Assert.Equal(value, Parameter(name).Attribute(attribute)!.Value);

    [Theory]
    [InlineData("ValidFor", "180.00:00:00")]
    [InlineData("NoWait", "False")]
    [InlineData("Owner", "None")]
    [InlineData("Status", "None")]
    public void A_default_is_the_one_the_cmdlet_starts_with(string name, string value) =>
        Assert.Equal(value, Named(Parameter(name), "defaultValue").Single().Value);

    [Fact]
    public void Text_is_plain_and_code_keeps_its_lines()
    {
        var description = Help.Elements().Single(element => element.Name.LocalName == "description");

        Assert.Equal(
            ["It is made for a test, with code and a page.", "* one", "* two", "    first line\n      second line"],
            Named(description, "para").Select(para => para.Value));
    }

    [Fact]
    public void A_link_to_a_page_shows_its_name_and_a_link_to_the_web_its_address() =>
        Assert.Equal(
            ["Get-HelpFixture ", "The manual https://learn.microsoft.com/powershell/"],
            Named(Help, "navigationLink").Select(link => $"{Named(link, "linkText").Single().Value} {Named(link, "uri").Single().Value}"));

    private static XElement Parameter(string name) =>
        Named(Named(Help, "parameters").Single(), "parameter").Single(parameter => Named(parameter, "name").First().Value == name);

    private static string Syntax(XElement parameter)
    {
        var name = "-" + Named(parameter, "name").First().Value;
        if (parameter.Attribute("position")!.Value != "named")
            name = $"[{name}]";
        var values = Named(parameter, "parameterValueGroup").SelectMany(group => Named(group, "parameterValue")).Select(value => value.Value).ToList();
        var type = parameter.Elements().SingleOrDefault(element => element.Name.LocalName == "parameterValue")?.Value;
        var shown = values.Count > 0 ? $"{name} <{string.Join("|", values)}>" : type is null ? name : $"{name} <{type}>";
        return parameter.Attribute("required")!.Value == "true" ? shown : $"[{shown}]";
    }

    private static IEnumerable<XElement> Named(XElement element, string name) => element.Descendants().Where(found => found.Name.LocalName == name);
}
