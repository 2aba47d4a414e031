using System.Text;
using ContactSync.Microsoft365.Diagnosis;

namespace ContactSync.HelpBuilder;

/// <summary>The topic of troubles: each code that a service may answer with, its cause and its cure, from the errors' own texts.</summary>
internal static class TroublePage
{
    public static string Write(IEnumerable<KnownCode> codes, IEnumerable<ErrorText> errors)
    {
        var texts = errors.ToLookup(error => error.Id);
        var page = new StringBuilder("""
            # about_ContactSync_Troubleshooting

            ## Short description

            What each code of Entra, Microsoft Graph and Exchange means, and what to do.

            ## How to find the code

            `Test-SyncConnection -Name pbx` goes the way of a sync stage by stage. A stage that fails shows the service's code, what was
            seen and what to type next. `-Mailbox` tests one mailbox, `-Group` and `-All` test many; `-Detailed` keeps a trace of the
            requests in a file for whoever helps from afar. Where `Connect-SyncTenant` signed in to the same tenant, the test also looks
            at the app's registration and its consent.

            In the texts `…` stands for the thing that it is about. This page is made from the errors' own texts by
            `./build.ps1 -Task Docs`.

            """.ReplaceLineEndings("\n"));
        foreach (var service in codes.GroupBy(code => code.Service))
        {
            page.Append($"\n## {service.Key}\n");
            foreach (var trouble in service.GroupBy(code => code.ErrorId))
            {
                page.Append($"\n### {string.Join(", ", trouble.Select(code => code.Code))}\n");
                var text = texts[trouble.Key].First();
                page.Append($"\n{ErrorPage.Plain(text.Message)}\n\n{ErrorPage.Plain(text.Advice)}\n");
            }
        }
        return page.ToString();
    }
}
