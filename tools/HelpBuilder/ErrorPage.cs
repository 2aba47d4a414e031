using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ContactSync.HelpBuilder;

/// <summary>An error as a room's Errors.resx has it.</summary>
internal sealed record ErrorText(string Room, string Id, string Message, string Advice);

/// <summary>The page of all errors, made from the rooms' own texts, so that the two cannot differ.</summary>
internal static partial class ErrorPage
{
    private const string AdviceSuffix = "_Advice";

    /// <summary>Every error under a source folder: a text whose advice stands beside it. Texts without advice are not errors.</summary>
    public static IReadOnlyList<ErrorText> Read(string source) =>
    [
        .. from file in Directory.GetFiles(source, "Errors.resx", SearchOption.AllDirectories)
           let texts = XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value)
           from text in texts
           where texts.ContainsKey(text.Key + AdviceSuffix)
           orderby text.Key
           select new ErrorText(new DirectoryInfo(Path.GetDirectoryName(file)!).Name, text.Key, text.Value, texts[text.Key + AdviceSuffix]),
    ];

    public static string Write(IEnumerable<ErrorText> errors)
    {
        var page = new StringBuilder("""
            # Errors

            Every error has an id that stays the same over versions and languages. PowerShell shows it in `$Error[0].FullyQualifiedErrorId`, before the
            comma; `$Error[0].ErrorDetails.RecommendedAction` says what to do. A report of a mailbox that failed carries it as `ErrorId`.

            In the texts `…` stands for the thing that the error is about. This page is made from the texts themselves by `./build.ps1 -Task Docs`.

            | Id | What it says | What to do |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var error in errors)
            page.Append($"| <a id=\"{error.Id}\"></a>`{error.Id}` | {Cell(error.Message)} | {Cell(error.Advice)} |\n");
        return page.ToString();
    }

    /// <summary>A text without what it is about, as one line of Markdown.</summary>
    internal static string Plain(string text) =>
        Placeholder().Replace(text, "…").Replace("{{", "{").Replace("}}", "}").ReplaceLineEndings(" ").Replace("<", "&lt;").Trim();

    private static string Cell(string text) => Plain(text).Replace("|", "\\|");

    [GeneratedRegex(@"(?<!\{)\{\d+[^{}]*\}(?!\})")]
    private static partial Regex Placeholder();
}
