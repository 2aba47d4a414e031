using Markdig;
using Markdig.Syntax;

namespace ContactSync.HelpBuilder;

/// <summary>A cmdlet's page, as read from <c>docs/commands/Verb-Noun.md</c>.</summary>
/// <param name="File">The page's file.</param>
/// <param name="Title">What the first heading says.</param>
/// <param name="Synopsis">The paragraph under the title.</param>
/// <param name="Sections">The sections under second-level headings.</param>
internal sealed record CommandPage(string File, string Title, string Synopsis, IReadOnlyList<PageSection> Sections)
{
    public const string Description = "Description";
    public const string Examples = "Examples";
    public const string Parameters = "Parameters";
    public const string Inputs = "Inputs";
    public const string Outputs = "Outputs";
    public const string Notes = "Notes";
    public const string Links = "Links";

    /// <summary>The sections a page may have, in their order.</summary>
    public static IReadOnlyList<string> Known { get; } = [Description, Examples, Parameters, Inputs, Outputs, Notes, Links];

    /// <summary>The cmdlet's name, from the file's.</summary>
    public string Name => Path.GetFileNameWithoutExtension(File);

    public PageSection? Find(string section) => Sections.FirstOrDefault(found => found.Title == section);

    /// <summary>The parts of a section under third-level headings; none where the section is missing.</summary>
    public IReadOnlyList<PageSection> Parts(string section) => Find(section)?.Parts ?? [];

    public static CommandPage Read(string file) => Parse(file, System.IO.File.ReadAllText(file));

    public static CommandPage Parse(string file, string text)
    {
        var blocks = Markdown.Parse(text).ToList();
        var title = blocks.OfType<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1);
        var top = PageSection.Split(blocks, level: 2);
        var synopsis = blocks.TakeWhile(block => block is not HeadingBlock { Level: 2 }).Where(block => block is not HeadingBlock);
        return new CommandPage(file, title is null ? "" : PlainText.Of(title), string.Join(" ", PlainText.Paragraphs(synopsis)), top);
    }
}

/// <summary>A heading, what stands under it, and the headings one level below.</summary>
internal sealed record PageSection(string Title, int Line, IReadOnlyList<Block> Blocks, IReadOnlyList<PageSection> Parts)
{
    /// <summary>Its text without that of its parts.</summary>
    public IReadOnlyList<string> Paragraphs => PlainText.Paragraphs(Blocks);

    public static IReadOnlyList<PageSection> Split(IReadOnlyList<Block> blocks, int level)
    {
        var sections = new List<PageSection>();
        for (var start = 0; start < blocks.Count; start++)
        {
            if (blocks[start] is not HeadingBlock heading || heading.Level != level)
                continue;
            var body = blocks.Skip(start + 1).TakeWhile(block => !IsHeading(block, level)).ToList();
            var own = body.TakeWhile(block => !IsHeading(block, level + 1)).ToList();
            sections.Add(new PageSection(PlainText.Of(heading), heading.Line + 1, own, Split(body, level + 1)));
        }
        return sections;
    }

    private static bool IsHeading(Block block, int level) => block is HeadingBlock heading && heading.Level <= level;
}
