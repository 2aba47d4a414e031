using System.Management.Automation;
using System.Management.Automation.Language;
using Markdig.Syntax;

namespace ContactSync.HelpBuilder;

/// <summary>What is wrong with a page, and where.</summary>
internal sealed record PageProblem(string File, int Line, string Code, string Text);

/// <summary>Holds the pages against the cmdlets: neither may say what the other does not know.</summary>
internal static class PageCheck
{
    public static IEnumerable<PageProblem> Run(string folder, IReadOnlyList<CommandPage> pages, IReadOnlyList<CmdletInfo> commands)
    {
        foreach (var command in commands.Where(command => pages.All(page => page.Name != command.Name)))
            yield return new(Path.Combine(folder, command.Name + ".md"), 1, "HELP001", $"{command.Name} has no page.");
        foreach (var page in pages)
        {
            var command = commands.FirstOrDefault(command => command.Name == page.Name);
            var problems = command is null
                ? [new(page.File, 1, "HELP002", $"There is no cmdlet {page.Name}.")]
                : Form(page).Concat(Parameters(page, command)).Concat(Outputs(page, command)).Concat(Examples(page, commands));
            foreach (var problem in problems)
                yield return problem;
        }
    }

    private static IEnumerable<PageProblem> Form(CommandPage page)
    {
        if (page.Title != page.Name)
            yield return new(page.File, 1, "HELP003", $"The title is '{page.Title}', not '{page.Name}'.");
        if (page.Synopsis.Length == 0)
            yield return new(page.File, 1, "HELP004", "No synopsis: a sentence under the title.");
        if (page.Find(CommandPage.Description) is not { Blocks.Count: > 0 })
            yield return new(page.File, 1, "HELP005", $"No text under '## {CommandPage.Description}'.");
        foreach (var section in page.Sections.Where(section => !CommandPage.Known.Contains(section.Title)))
            yield return new(page.File, section.Line, "HELP006", $"'{section.Title}' is none of {string.Join(", ", CommandPage.Known)}.");
    }

    private static IEnumerable<PageProblem> Parameters(CommandPage page, CmdletInfo command)
    {
        var described = page.Parts(CommandPage.Parameters);
        var names = described.Select(part => part.Title.TrimStart('-')).ToList();
        var own = CommandFacts.OwnParameters(command);
        var line = page.Find(CommandPage.Parameters)?.Line ?? 1;
        foreach (var missing in own.Except(names))
            yield return new(page.File, line, "HELP007", $"{command.Name} has a parameter -{missing} that the page does not describe.");
        foreach (var part in described)
        {
            var name = part.Title.TrimStart('-');
            if (!own.Contains(name))
                yield return new(page.File, part.Line, "HELP008", $"{command.Name} has no parameter -{name} of its own.");
            else if (part.Paragraphs.Count == 0)
                yield return new(page.File, part.Line, "HELP007", $"Nothing is said about -{name}.");
            else if (names.Count(other => other == name) > 1)
                yield return new(page.File, part.Line, "HELP008", $"-{name} is described more than once.");
        }
    }

    private static IEnumerable<PageProblem> Outputs(CommandPage page, CmdletInfo command)
    {
        var described = page.Parts(CommandPage.Outputs).Select(part => part.Title).ToList();
        var line = page.Find(CommandPage.Outputs)?.Line ?? 1;
        foreach (var missing in CommandFacts.Outputs(command).Except(described))
            yield return new(page.File, line, "HELP009", $"{command.Name} writes {missing}, which the page does not name under '## Outputs'.");
    }

    private static IEnumerable<PageProblem> Examples(CommandPage page, IReadOnlyList<CmdletInfo> commands)
    {
        var examples = page.Parts(CommandPage.Examples);
        if (examples.Count == 0)
            yield return new(page.File, page.Find(CommandPage.Examples)?.Line ?? 1, "HELP010", $"{page.Name} has no example.");
        foreach (var example in examples)
        {
            var code = example.Blocks.OfType<FencedCodeBlock>().FirstOrDefault();
            if (code is null || code.Info != "powershell")
                yield return new(page.File, example.Line, "HELP010", $"'{example.Title}' has no block of ```powershell.");
            else if (!PlainText.Code(code).Contains(page.Name, StringComparison.Ordinal))
                yield return new(page.File, example.Line, "HELP010", $"'{example.Title}' does not use {page.Name}.");
            else
            {
                foreach (var (line, text) in ExampleCheck.Run(PlainText.Code(code), commands))
                    yield return new(page.File, code.Line + 1 + line, "HELP011", text);
            }
        }
    }
}

/// <summary>Holds an example's lines against the cmdlets, by PowerShell's own parser.</summary>
internal static class ExampleCheck
{
    /// <summary>No noun of PowerShell's own begins with it.</summary>
    private const string OwnPrefix = "Sync";

    /// <summary>What is wrong, by line from 1: syntax, a cmdlet of ours that does not exist, a parameter it does not have.</summary>
    public static IEnumerable<(int Line, string Text)> Run(string code, IReadOnlyList<CmdletInfo> commands)
    {
        var script = Parser.ParseInput(code, out _, out var errors);
        foreach (var error in errors)
            yield return (error.Extent.StartLineNumber, error.Message);
        var nouns = commands.Select(command => command.Noun).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var call in script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            var line = call.Extent.StartLineNumber;
            var name = call.GetCommandName();
            if (name is null)
                continue;
            var command = commands.FirstOrDefault(command => command.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (command is not null)
            {
                foreach (var parameter in call.CommandElements.OfType<CommandParameterAst>().Where(parameter => !Has(command, parameter)))
                    yield return (parameter.Extent.StartLineNumber, $"{command.Name} has no parameter -{parameter.ParameterName}.");
            }
            else if (name[(name.IndexOf('-') + 1)..] is var noun && (nouns.Contains(noun) || noun.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase)))
                yield return (line, $"There is no cmdlet {name}.");
        }
    }

    // Examples spell names out, so that a reader can look them up.
    private static bool Has(CmdletInfo command, CommandParameterAst parameter) =>
        command.Parameters.ContainsKey(parameter.ParameterName)
        || command.Parameters.Values.Any(known => known.Aliases.Contains(parameter.ParameterName, StringComparer.OrdinalIgnoreCase));
}
