using ContactSync.Microsoft365.Autodiscover;
using ContactSync.Microsoft365.Ews;

namespace ContactSync.PowerShell.Connections;

/// <summary>Finds the address of an Exchange from a mail address, and says how.</summary>
internal static class ExchangeFinder
{
    /// <summary>Asks Autodiscover. Each step is a line for -Verbose.</summary>
    /// <param name="emailAddress">The mailbox's mail address.</param>
    /// <param name="environment">Whose own authorities and pins hold; one of our own, a sandbox for example, is asked itself.</param>
    /// <param name="signIn">How the account proves itself where a server asks; null for none.</param>
    /// <param name="allowRedirect">Domains that an answer may lead to beside the address's own.</param>
    /// <param name="pipeline">Where the steps are told.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="SyncException">Nothing was found, or only in a domain that is not allowed.</exception>
    public static async Task<Uri> FindAsync(
        string emailAddress, SyncEnvironment environment, EwsSignIn? signIn, IReadOnlyList<string> allowRedirect,
        CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var own = environment.IsMicrosoftCloud ? null : environment.EwsUrl;
        var client = new AutodiscoverClient(new AutodiscoverOptions
        {
            Environment = environment,
            SignIn = signIn,
            AllowRedirect = own is null ? allowRedirect : [.. allowRedirect, own.Host],
            Servers = own is null ? null : _ => [new Uri(own.GetLeftPart(UriPartial.Authority))],
            Trace = Tracing.ToVerbose,
        });
        var result = await client.FindAsync(emailAddress, cancellationToken).ConfigureAwait(false);
        foreach (var step in result.Steps)
            pipeline.WriteVerbose(step.ToString());
        return result.EwsUrl;
    }
}
