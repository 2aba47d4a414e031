using System.Text;
using Markdig;
using Markdig.Syntax;

namespace ContactSync.HelpBuilder;

/// <summary>A conceptual topic as the plain text that <c>Get-Help about_…</c> shows.</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const int Indent = 4;

    public static string Write(string markdown)
    {
        var text = new StringBuilder();
        foreach (var block in Markdown.Parse(markdown))
        {
            if (block is HeadingBlock heading)
                text.Append(heading.Level == 1 ? "TOPIC\n" : "").Append(Heading(heading)).Append('\n');
            else
                text.AppendJoin("\n", PlainText.Paragraphs([block]).Select(Wrap)).Append("\n\n");
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Heading(HeadingBlock heading) => heading.Level switch
    {
        1 => new string(' ', Indent) + PlainText.Of(heading) + "\n",
        2 => PlainText.Of(heading).ToUpperInvariant(),
        _ => "  " + PlainText.Of(heading),
    };

    /// <summary>Breaks a paragraph into lines; code, which is indented already, keeps its own, and a list item hangs under its mark.</summary>
    private static string Wrap(string paragraph)
    {
        var margin = new string(' ', Indent);
        if (paragraph.StartsWith(' '))
            return margin + paragraph.ReplaceLineEndings("\n" + margin);
        var hanging = paragraph.StartsWith("* ", StringComparison.Ordinal) ? "  " : "";
        var lines = new List<string>();
        var line = new StringBuilder(margin);
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width && !string.IsNullOrWhiteSpace(line.ToString()))
            {
                lines.Add(line.ToString());
                line.Clear().Append(margin).Append(hanging);
            }
            if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
            line.Append(word);
        }
        lines.Add(line.ToString());
        return string.Join('\n', lines);
    }
}
