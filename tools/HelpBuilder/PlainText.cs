using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ContactSync.HelpBuilder;

/// <summary>Markdown as the text that Get-Help shows: no marks, one string a paragraph, code indented.</summary>
internal static class PlainText
{
    private const string CodeIndent = "    ";

    public static string Of(LeafBlock block) => block.Inline is null ? Code(block) : Of(block.Inline);

    /// <summary>The lines of a code block, without its fence.</summary>
    public static string Code(LeafBlock block) => block.Lines.ToString().Trim('\n', '\r');

    public static IReadOnlyList<string> Paragraphs(IEnumerable<Block> blocks) => [.. blocks.SelectMany(Paragraphs)];

    private static IEnumerable<string> Paragraphs(Block block) => block switch
    {
        CodeBlock code => [CodeIndent + Code(code).ReplaceLineEndings("\n" + CodeIndent)],
        ListBlock list => list.Cast<ListItemBlock>().SelectMany((item, index) => Item(item, list.IsOrdered ? $"{index + 1}. " : "* ")),
        ContainerBlock container => container.SelectMany(Paragraphs),
        LinkReferenceDefinition => [],
        LeafBlock leaf => [Of(leaf)],
        _ => [],
    };

    private static IEnumerable<string> Item(ListItemBlock item, string mark)
    {
        var indent = new string(' ', mark.Length);
        return item.SelectMany(Paragraphs).Select((text, index) => (index == 0 ? mark : indent) + text);
    }

    private static string Of(ContainerInline inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                AutolinkInline link => link.Url,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                LinkInline link when IsWeb(link.Url) && Of((ContainerInline)link) != link.Url => $"{Of((ContainerInline)link)} ({link.Url})",
                ContainerInline container => Of(container),
                _ => throw new InvalidDataException($"Line {inline.Line + 1}: help text cannot carry {inline.GetType().Name}."),
            });
        }
        return text.ToString();
    }

    public static bool IsWeb(string? url) => url?.StartsWith("https://", StringComparison.Ordinal) == true;
}
