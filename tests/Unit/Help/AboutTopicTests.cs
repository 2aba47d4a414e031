using ContactSync.HelpBuilder;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>A topic's page becomes the text that Get-Help shows as it is.</summary>
public class AboutTopicTests
{
    [Fact]
    public void Headings_paragraphs_lists_and_code_are_laid_out()
    {
        const string Page = """
            # about_Thing

            ## Short description

            What a `thing` is.

            ## Long description

            A sentence that is long enough to be broken, because a console has only eighty columns and no more.

            - a point that is long enough to be broken, too, so that its second line hangs under the first
            - a short one

            ```powershell
            Get-Thing |
                Remove-Thing
            ```
            """;

        Assert.Equal(
            """
            TOPIC
                about_Thing

            SHORT DESCRIPTION
                What a thing is.

            LONG DESCRIPTION
                A sentence that is long enough to be broken, because a console has only
                eighty columns and no more.

                * a point that is long enough to be broken, too, so that its second line
                  hangs under the first
                * a short one

                    Get-Thing |
                        Remove-Thing

            """.ReplaceLineEndings("\n"),
            AboutTopic.Write(Page));
    }
}
