namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>
/// Finds Exchange Web Services from a mail address: at the mail domain, then at its host autodiscover, each by JSON v2, SOAP and POX. The
/// service connection point in Active Directory, the redirect over plain HTTP and SRV records are left out: the first needs a computer in
/// the domain, the others let whoever is on the way choose the server.
/// </summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/autodiscover-for-exchange</remarks>
public sealed class AutodiscoverClient(AutodiscoverOptions options)
{
    /// <summary>Finds the address of Exchange Web Services for a mailbox.</summary>
    /// <param name="emailAddress">The mailbox's mail address.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ServiceRefusedException">A server refused the account, or does not know the address.</exception>
    /// <exception cref="SyncException">Nothing was found, or only in a domain that is not allowed.</exception>
    public async Task<AutodiscoverResult> FindAsync(string emailAddress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emailAddress);
        using var search = new AutodiscoverSearch(options, emailAddress.Trim());
        return await search.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
