using ContactSync.Microsoft365.Ews;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>
/// The servers that a search may turn to, and that credentials may be shown to: those of the mail domain, of the environment, and of the
/// domains that the admin allowed.
/// </summary>
internal sealed class AutodiscoverReach
{
    private readonly List<string> domains;
    private readonly List<Uri> servers = [];

    public AutodiscoverReach(AutodiscoverOptions options)
    {
        domains = [.. options.AllowRedirect.Select(domain => domain.Trim().TrimStart('*').Trim('.'))];
        if (options.Environment.EwsUrl is { } known)
            servers.Add(known);
    }

    /// <summary>Adds a mail domain and the servers that are asked for it.</summary>
    public void Add(string domain, IEnumerable<Uri> asked)
    {
        domains.Add(domain);
        servers.AddRange(asked);
    }

    public bool Allows(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps
        && (servers.Any(server => EwsSockets.IsSameServer(server, address)) || AllowsDomain(address.IdnHost) || AllowsDomain(address.Host));

    public bool AllowsDomain(string name) => domains.Any(domain =>
        name.Equals(domain, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
}
