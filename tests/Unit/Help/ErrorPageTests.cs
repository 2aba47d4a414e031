using ContactSync.HelpBuilder;
using ContactSync.Microsoft365.Diagnosis;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>The page of errors says what the errors say.</summary>
public class ErrorPageTests
{
    private static readonly string Root = HostedModule.FindRoot();

    private static readonly IReadOnlyList<ErrorText> Texts = ErrorPage.Read(Path.Combine(Root, "src"));

    [Fact]
    public void The_page_is_the_one_that_the_texts_make() => AssertMade(ErrorPage.Write(Texts), "docs", "errors.md");

    [Fact]
    public void The_topic_of_troubles_is_the_one_that_codes_and_texts_make() =>
        AssertMade(TroublePage.Write(KnownCodes.All, Texts), "docs", "about", "about_ContactSync_Troubleshooting.md");

    [Fact]
    public void Every_known_code_has_a_text_and_stands_once()
    {
        Assert.Empty(KnownCodes.All.Select(code => code.ErrorId).Except(Texts.Select(text => text.Id)));
        Assert.Empty(KnownCodes.All.GroupBy(code => (code.Service, code.Code)).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void A_row_has_the_id_the_message_and_the_advice_with_placeholders_as_dots() =>
        Assert.EndsWith(
            "| <a id=\"NoSuchThing\"></a>`NoSuchThing` | There is no … with a \\| in {braces}. | Type &lt;this> … next. |\n",
            ErrorPage.Write([new("Room", "NoSuchThing", "There is no {0} with a | in {{braces}}.", "Type <this> {1:o}\nnext.")]));

    private static void AssertMade(string made, params string[] path) => Assert.True(
        made == File.ReadAllText(Path.Combine([Root, .. path])).ReplaceLineEndings("\n"),
        $"{string.Join('/', path)} is not up to date: run ./build.ps1 -Task Docs, or "
        + "dotnet run --project tools/HelpBuilder -- errors --source src --docs docs");
}
