using System.Management.Automation;
using ContactSync.HelpBuilder;
using ContactSync.Tests.Hosting;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>The pages that people read on the web: README and everything under docs/.</summary>
public class PageTests
{
    private static readonly string Root = HostedModule.FindRoot();

    public static TheoryData<string> Pages =>
    [
        .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Root, "README.md"))
            .Select(page => Path.GetRelativePath(Root, page)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_to_a_file_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        var links = Read(page).Descendants<LinkInline>().Select(link => link.Url!.Split('#')[0]).Where(url => url.Length > 0 && !url.Contains("://"));

        Assert.All(links, url => Assert.True(Path.Exists(Path.Combine(folder, url)), $"{page} links to {url}, which is not there."));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_uses_commands_and_parameters_that_exist(string page)
    {
        using var host = new HostedModule();
        var commands = host.Run("Get-Command -Module ContactSync").ThrowOnError().Objects<CmdletInfo>();
        var blocks = Read(page).Descendants<CodeBlock>()
            .Where(block => block is FencedCodeBlock fenced ? fenced.Info == "powershell" : page == "README.md");

        // <application id> and the like stand for what the reader fills in.
        Assert.All(blocks, block => Assert.Empty(ExampleCheck.Run(PlainText.Code(block).Replace('<', '\'').Replace('>', '\''), commands)));
    }

    private static MarkdownDocument Read(string page) =>
        Markdown.Parse(File.ReadAllText(Path.Combine(Root, page)), new MarkdownPipelineBuilder().UsePipeTables().Build());
}
