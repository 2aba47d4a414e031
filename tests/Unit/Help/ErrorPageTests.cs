using ContactSync.HelpBuilder;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>The page of errors says what the errors say.</summary>
public class ErrorPageTests
{
    private static readonly string Root = HostedModule.FindRoot();

    [Fact]
    public void The_page_is_the_one_that_the_texts_make()
    {
        var made = ErrorPage.Write(ErrorPage.Read(Path.Combine(Root, "src")));

        Assert.True(
            made == File.ReadAllText(Path.Combine(Root, "docs", "errors.md")).ReplaceLineEndings("\n"),
            "docs/errors.md is not up to date: run ./build.ps1 -Task Docs, or "
            + "dotnet run --project tools/HelpBuilder -- errors --source src --output docs/errors.md");
    }

    [Fact]
    public void A_row_has_the_id_the_message_and_the_advice_with_placeholders_as_dots() =>
        Assert.EndsWith(
            "| <a id=\"NoSuchThing\"></a>`NoSuchThing` | There is no … with a \\| in {braces}. | Type &lt;this> … next. |\n",
            ErrorPage.Write([new("Room", "NoSuchThing", "There is no {0} with a | in {{braces}}.", "Type <this> {1:o}\nnext.")]));
}
