using System.Management.Automation;
using ContactSync.HelpBuilder;
using ContactSync.Microsoft365.Diagnosis;

const string Usage = """
    Turns the pages under docs/ into what Get-Help reads.

      help    --module <ContactSync.psd1> --docs <docs> --output <folder>   the cmdlets' help and the about topics
      errors  --source <src> --docs <docs>                                 the pages of errors and of troubles
    """;

try
{
    var options = ReadOptions(args.Skip(1));
    switch (args.FirstOrDefault())
    {
        case "help":
            return BuildHelp(options["module"], options["docs"], options["output"]);
        case "errors":
            var errors = ErrorPage.Read(options["source"]);
            File.WriteAllText(Path.Combine(options["docs"], "errors.md"), ErrorPage.Write(errors));
            File.WriteAllText(
                Path.Combine(options["docs"], "about", "about_ContactSync_Troubleshooting.md"), TroublePage.Write(KnownCodes.All, errors));
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 1;
    }
}
catch (Exception exception) when (exception is KeyNotFoundException or IOException or UnauthorizedAccessException or RuntimeException)
{
    Console.Error.WriteLine($"HelpBuilder : error HELP000: {exception.Message}");
    return 1;
}

static int BuildHelp(string module, string docs, string output)
{
    using var commands = ModuleCommands.Import(module);
    var folder = Path.GetFullPath(Path.Combine(docs, "commands"));
    var pages = Directory.GetFiles(folder, "*-*.md").Order(StringComparer.Ordinal).Select(CommandPage.Read).ToList();
    var problems = PageCheck.Run(folder, pages, commands.All).ToList();
    // The form in which MSBuild and editors find file and line.
    foreach (var problem in problems)
        Console.WriteLine($"{problem.File}({problem.Line}): error {problem.Code}: {problem.Text}");
    if (problems.Count > 0)
        return 1;

    Directory.CreateDirectory(output);
    var help = MamlWriter.Write(pages.Select(page => (page, commands.All.Single(command => command.Name == page.Name))));
    help.Save(Path.Combine(output, "ContactSync.PowerShell.dll-Help.xml"));
    foreach (var topic in Directory.GetFiles(Path.Combine(docs, "about"), "about_*.md"))
    {
        var file = Path.Combine(output, Path.GetFileNameWithoutExtension(topic) + ".help.txt");
        File.WriteAllText(file, AboutTopic.Write(File.ReadAllText(topic)));
    }
    return 0;
}

static Dictionary<string, string> ReadOptions(IEnumerable<string> words) =>
    words.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1]);
