namespace ContactSync;

/// <summary>Where a tenant's services are: Microsoft's clouds, a proxy, a laboratory, or a sandbox.</summary>
public class SyncEnvironment
{
    /// <summary>Describes an environment; every address must be https.</summary>
    /// <exception cref="ArgumentException">An address is relative or not https.</exception>
    public SyncEnvironment(string name, Uri authority, Uri graphEndpoint, Uri? ewsUrl = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Authority = RequireHttps(authority, nameof(authority));
        GraphEndpoint = WithVersion(RequireHttps(graphEndpoint, nameof(graphEndpoint)));
        EwsUrl = ewsUrl is null ? null : RequireHttps(ewsUrl, nameof(ewsUrl));
    }

    /// <summary>The public cloud.</summary>
    public static SyncEnvironment Global { get; } = new(
        "Global", new("https://login.microsoftonline.com"), new("https://graph.microsoft.com/v1.0"),
        new("https://outlook.office365.com/EWS/Exchange.asmx"));

    /// <summary>The cloud for the US government (L4, GCC High).</summary>
    public static SyncEnvironment USGov { get; } = new(
        "USGov", new("https://login.microsoftonline.us"), new("https://graph.microsoft.us/v1.0"),
        new("https://outlook.office365.us/EWS/Exchange.asmx"))
    {
        GraphResource = "https://graph.microsoft.us",
        ExchangeResource = "https://outlook.office365.us",
    };

    /// <summary>The cloud for the US Department of Defense (L5).</summary>
    public static SyncEnvironment USGovDoD { get; } = new(
        "USGovDoD", new("https://login.microsoftonline.us"), new("https://dod-graph.microsoft.us/v1.0"),
        new("https://webmail.apps.mil/EWS/Exchange.asmx"))
    {
        GraphResource = "https://dod-graph.microsoft.us",
        ExchangeResource = "https://webmail.apps.mil",
    };

    /// <summary>The cloud operated by 21Vianet.</summary>
    public static SyncEnvironment China { get; } = new(
        "China", new("https://login.partner.microsoftonline.cn"), new("https://microsoftgraph.chinacloudapi.cn/v1.0"),
        new("https://partner.outlook.cn/EWS/Exchange.asmx"))
    {
        GraphResource = "https://microsoftgraph.chinacloudapi.cn",
        ExchangeResource = "https://partner.outlook.cn",
    };

    /// <summary>Microsoft's clouds, in the order completion offers them.</summary>
    public static IReadOnlyList<SyncEnvironment> Clouds { get; } = PublicList.Of([Global, USGov, USGovDoD, China]);

    /// <summary>Whether the services are those of one of Microsoft's clouds, whatever is trusted beside them.</summary>
    public bool IsMicrosoftCloud => Clouds.Any(cloud => cloud.Authority == Authority && cloud.GraphEndpoint == GraphEndpoint);

    /// <summary>The name by which the environment is shown.</summary>
    public string Name { get; }

    /// <summary>The identity platform's address, without a tenant.</summary>
    public Uri Authority { get; }

    /// <summary>Microsoft Graph's address with its version, for example <c>https://graph.microsoft.com/v1.0</c>.</summary>
    public Uri GraphEndpoint { get; }

    /// <summary>The address of Exchange Web Services, where known.</summary>
    public Uri? EwsUrl { get; }

    /// <summary>The directory (tenant) id, where the environment has only one tenant; else null.</summary>
    public string? TenantId { get; init; }

    /// <summary>The resource a token for Microsoft Graph is asked for; its scope is this with <c>/.default</c>.</summary>
    public string GraphResource { get; init; } = "https://graph.microsoft.com";

    /// <summary>The resource a token for Exchange Online is asked for; its scope is this with <c>/.default</c>.</summary>
    public string ExchangeResource { get; init; } = "https://outlook.office365.com";

    /// <summary>
    /// Certificates of own authorities to trust beside the machine's, as PEM; added to validation, never a way around it.
    /// </summary>
    public string? TrustedCertificate { get; init; }

    /// <summary>
    /// The thumbprint that the certificate of the Exchange server must have, SHA-256 or SHA-1 in hexadecimal digits; null for any that is
    /// valid. It comes on top of validation, and never in its place.
    /// </summary>
    public string? PinnedThumbprint { get; init; }

    /// <summary>
    /// The folder that connections to this environment, their secrets and their phone books live in; null for the user's own
    /// configuration folder. A sandbox names its temporary folder, so that nothing of it stays.
    /// </summary>
    public string? DataPath { get; init; }

    /// <summary>The same environment with another Exchange, own authority or pin; what is null stays.</summary>
    /// <param name="ewsUrl">The address of Exchange Web Services.</param>
    /// <param name="trustedCertificate">Certificates of own authorities, as PEM, in place of those there were.</param>
    /// <param name="pinnedThumbprint">The thumbprint that the certificate of the Exchange server must have.</param>
    /// <exception cref="ArgumentException">The address is relative or not https.</exception>
    public SyncEnvironment With(Uri? ewsUrl = null, string? trustedCertificate = null, string? pinnedThumbprint = null) =>
        new(Name, Authority, GraphEndpoint, ewsUrl ?? EwsUrl)
        {
            TenantId = TenantId,
            GraphResource = GraphResource,
            ExchangeResource = ExchangeResource,
            TrustedCertificate = trustedCertificate ?? TrustedCertificate,
            PinnedThumbprint = pinnedThumbprint ?? PinnedThumbprint,
            DataPath = DataPath,
        };

    /// <summary>The environment's name.</summary>
    public override string ToString() => Name;

    private static Uri RequireHttps(Uri address, string parameter)
    {
        ArgumentNullException.ThrowIfNull(address, parameter);
        return address.IsAbsoluteUri && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new ArgumentException($"'{address}' is not an https address.", parameter);
    }

    private static Uri WithVersion(Uri graph) =>
        graph.AbsolutePath == "/" ? new Uri(graph, "/v1.0") : new Uri(graph.AbsoluteUri.TrimEnd('/'));
}
