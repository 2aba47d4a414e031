using System.Management.Automation;
using System.Xml.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ContactSync.HelpBuilder;

/// <summary>Writes the help file that <c>Get-Help</c> reads for the cmdlets of an assembly.</summary>
/// <remarks>https://learn.microsoft.com/powershell/scripting/developer/help/writing-help-for-windows-powershell-cmdlets</remarks>
internal static class MamlWriter
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private const string WhatIf = "WhatIf";

    /// <summary>What PowerShell's own help says of the parameters that <c>ShouldProcess</c> brings.</summary>
    private static readonly Dictionary<string, string> ShouldProcess = new()
    {
        [WhatIf] = "Shows what would happen if the cmdlet runs. Nothing is changed.",
        ["Confirm"] = "Prompts for confirmation before the cmdlet changes anything.",
    };

    public static XDocument Write(IEnumerable<(CommandPage Page, CmdletInfo Command)> commands) =>
        new(new XElement("helpItems", new XAttribute("schema", "maml"), commands.Select(pair => WriteCommand(pair.Page, pair.Command))));

    private static XElement WriteCommand(CommandPage page, CmdletInfo command) =>
        new(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", command.Name),
                new XElement(Command + "verb", command.Verb),
                new XElement(Command + "noun", command.Noun),
                Text("description", [page.Synopsis])),
            Text("description", page.Find(CommandPage.Description)!.Paragraphs),
            new XElement(Command + "syntax", command.ParameterSets.Select(set => WriteSyntax(page, command, set))),
            new XElement(
                Command + "parameters",
                command.Parameters.Keys.Where(IsShown).Order(StringComparer.OrdinalIgnoreCase).Select(name => WriteParameter(page, command, name))),
            WriteTypes("inputTypes", "inputType", page.Parts(CommandPage.Inputs)),
            WriteTypes("returnValues", "returnValue", page.Parts(CommandPage.Outputs)),
            new XElement(Maml + "alertSet", page.Find(CommandPage.Notes) is { } notes ? [Text("alert", notes.Paragraphs)] : Array.Empty<object>()),
            new XElement(Command + "examples", page.Parts(CommandPage.Examples).Select(WriteExample)),
            new XElement(Maml + "relatedLinks", Links(page).Select(WriteLink)));

    private static bool IsShown(string parameter) => !CommandFacts.IsCommon(parameter) || ShouldProcess.ContainsKey(parameter);

    private static XElement WriteSyntax(CommandPage page, CmdletInfo command, CommandParameterSetInfo set) =>
        new(
            Command + "syntaxItem",
            new XElement(Maml + "name", command.Name),
            set.Parameters
                .Where(parameter => IsShown(parameter.Name))
                .OrderBy(parameter => ShouldProcess.ContainsKey(parameter.Name))
                .ThenBy(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position)
                .ThenByDescending(parameter => parameter.IsMandatory)
                .ThenByDescending(parameter => parameter.Name == WhatIf)
                .ThenBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
                .Select(parameter => WriteParameter(page, command, [parameter], inSyntax: true)));

    private static XElement WriteParameter(CommandPage page, CmdletInfo command, string name) =>
        WriteParameter(page, command, [.. command.ParameterSets.SelectMany(set => set.Parameters).Where(found => found.Name == name)], inSyntax: false);

    /// <param name="uses">The parameter as it is in each of its sets.</param>
    private static XElement WriteParameter(CommandPage page, CmdletInfo command, IReadOnlyList<CommandParameterInfo> uses, bool inSyntax)
    {
        var parameter = uses[0];
        var isSwitch = parameter.ParameterType == typeof(SwitchParameter);
        var type = CommandFacts.ShortName(parameter.ParameterType);
        var values = CommandFacts.Values(parameter);
        var aliases = string.Join(", ", parameter.Aliases);
        return new XElement(
            Command + "parameter",
            new XAttribute("required", Word(uses.All(use => use.IsMandatory))),
            new XAttribute("variableLength", Word(parameter.ParameterType.IsArray)),
            new XAttribute("globbing", Word(parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any())),
            new XAttribute("pipelineInput", PipelineInput(uses)),
            new XAttribute("position", uses.Select(use => use.Position).Max() is >= 0 and var position ? position.ToString() : "named"),
            new XAttribute("aliases", aliases.Length == 0 ? "none" : aliases),
            new XElement(Maml + "name", parameter.Name),
            Text("description", Describe(page, parameter.Name)),
            inSyntax && values.Count > 0
                ? new XElement(Command + "parameterValueGroup", values.Select(value => WriteValue(value, required: false)))
                : null,
            isSwitch && inSyntax ? null : WriteValue(type, required: !isSwitch),
            new XElement(Dev + "type", new XElement(Maml + "name", type), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", CommandFacts.Default(command, parameter)));
    }

    private static XElement WriteValue(string value, bool required) =>
        new(Command + "parameterValue", new XAttribute("required", Word(required)), new XAttribute("variableLength", "false"), value);

    private static IReadOnlyList<string> Describe(CommandPage page, string parameter) =>
        ShouldProcess.TryGetValue(parameter, out var standard)
            ? [standard]
            : page.Parts(CommandPage.Parameters).Single(part => part.Title == "-" + parameter).Paragraphs;

    private static string PipelineInput(IReadOnlyList<CommandParameterInfo> uses)
    {
        string[] ways =
        [
            .. uses.Any(use => use.ValueFromPipeline) ? ["ByValue"] : Array.Empty<string>(),
            .. uses.Any(use => use.ValueFromPipelineByPropertyName) ? ["ByPropertyName"] : Array.Empty<string>(),
        ];
        return ways.Length == 0 ? "False" : $"True ({string.Join(", ", ways)})";
    }

    private static XElement WriteTypes(string list, string item, IReadOnlyList<PageSection> types) =>
        new(
            Command + list,
            types.Select(type => new XElement(
                Command + item,
                new XElement(Dev + "type", new XElement(Maml + "name", type.Title), new XElement(Maml + "uri")),
                Text("description", type.Paragraphs))));

    private static XElement WriteExample(PageSection example, int index)
    {
        var code = example.Blocks.OfType<FencedCodeBlock>().First();
        return new XElement(
            Command + "example",
            new XElement(Maml + "title", $"------- Example {index + 1}: {example.Title} -------"),
            new XElement(Dev + "code", PlainText.Code(code)),
            new XElement(Dev + "remarks", PlainText.Paragraphs(example.Blocks.Where(block => block != code)).Select(Para)));
    }

    private static IEnumerable<LinkInline> Links(CommandPage page) =>
        page.Find(CommandPage.Links)?.Blocks.SelectMany(block => block.Descendants<LinkInline>()) ?? [];

    private static XElement WriteLink(LinkInline link) =>
        new(
            Maml + "navigationLink",
            new XElement(Maml + "linkText", string.Concat(link.Descendants<LiteralInline>().Select(literal => literal.Content.ToString()))),
            new XElement(Maml + "uri", PlainText.IsWeb(link.Url) ? link.Url : null));

    private static XElement Text(string name, IEnumerable<string> paragraphs) => new(Maml + name, paragraphs.Select(Para));

    private static XElement Para(string text) => new(Maml + "para", text);

    private static string Word(bool value) => value ? "true" : "false";
}
