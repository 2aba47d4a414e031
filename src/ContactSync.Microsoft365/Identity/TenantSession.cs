using System.Net;
using System.Net.Security;
using System.Security;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Graph;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;

namespace ContactSync.Microsoft365.Identity;

/// <summary>An app signed in to a tenant: its tokens and its HTTP clients. Made without a request; the first call signs in.</summary>
public sealed class TenantSession : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    private TenantSessionOptions options;
    private readonly WireHandler wire;
    private readonly TokenSource tokens;
    private readonly HttpClient? tokenWay;

    private TenantSession(TenantSessionOptions options)
    {
        this.options = options;
        Trust = new ServerTrust(options.Environment);
        wire = new WireHandler(options.TimeProvider, options.Trace, options.Transport?.Invoke() ?? CreateTransport(Trust));
        var retry = new GraphRetry(options.Retry with { TimeProvider = options.TimeProvider, Trace = options.Trace }, wire);
        Anonymous = new HttpClient(new RepeatableHandler(retry), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.Credential.CreateWay(options) is { } way)
            tokenWay = new HttpClient(way) { Timeout = Timeout.InfiniteTimeSpan };
        tokens = new TokenSource(options, tokenWay ?? Anonymous);

        var resources = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [BearerHandler.Origin(options.Environment.GraphEndpoint)] = options.Environment.GraphResource,
        };
        var bearer = new BearerHandler(resources, GetTokenAsync, retry);
        // The SDK writes %24select for $select, which not every proxy undoes.
        var chain = new ParametersNameDecodingHandler { InnerHandler = bearer };
        Http = new HttpClient(chain, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var exchange = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [BearerHandler.Origin(ExchangeAdminClient.EndpointOf(options.Environment))] = options.Environment.ExchangeResource,
        };
        Exchange = new HttpClient(new BearerHandler(exchange, GetTokenAsync, retry), disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Graph = new GraphServiceClient(Http, new AnonymousAuthenticationProvider(), options.Environment.GraphEndpoint.AbsoluteUri);
    }

    /// <summary>Where the tenant's services are.</summary>
    public SyncEnvironment Environment => options.Environment;

    /// <summary>The directory (tenant) id or domain the session was made for, or that its first token named.</summary>
    public string TenantId => options.TenantId;

    /// <summary>The application (client) id it signs in as.</summary>
    public string ClientId => options.ClientId;

    /// <summary>
    /// For calls to the environment's services, with the right token on each. Any other address is refused. What may be repeated is
    /// repeated, within the limits of <see cref="TenantSessionOptions.Retry"/>.
    /// </summary>
    public HttpClient Http { get; }

    /// <summary>Microsoft Graph over <see cref="Http"/>.</summary>
    public GraphServiceClient Graph { get; }

    /// <summary>HTTP requests sent so far, repeated ones and those to the identity platform included.</summary>
    public int RequestCount => wire.Count;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => options.TimeProvider;

    /// <summary>How long and how often a request is tried.</summary>
    internal GraphRetryOptions Retry => options.Retry;

    /// <summary>Told one line about whatever an admin who looks closer wants to know.</summary>
    internal Action<string>? Trace => options.Trace;

    /// <summary>For calls to the admin API of Exchange Online, with tokens of Exchange; as <see cref="Http"/> in all else.</summary>
    internal HttpClient Exchange { get; }

    /// <summary>For calls that carry no token and change nothing: asking for one, looking whether a server is there.</summary>
    internal HttpClient Anonymous { get; }

    /// <summary>What is known of the servers' certificates.</summary>
    internal ServerTrust Trust { get; }

    /// <summary>Makes a session. Nothing is sent.</summary>
    /// <exception cref="SyncException">The tenant or the environment's own certificate makes no sense.</exception>
    public static TenantSession Create(TenantSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.ClientId);
        if (!Guid.TryParse(options.TenantId, out _) && Uri.CheckHostName(options.TenantId) != UriHostNameType.Dns)
            throw Texts.Catalog.Create(nameof(Errors.TenantIdInvalid), SyncErrorKind.InvalidArgument, options.TenantId, options.TenantId);
        if (options.Environment.Authority.AbsolutePath != "/")
        {
            throw Texts.Catalog.Create(
                nameof(Errors.AuthorityWithPath), SyncErrorKind.InvalidArgument, options.Environment, options.Environment.Authority);
        }
        return new TenantSession(options);
    }

    /// <summary>A token for a resource, for example <c>https://graph.microsoft.com</c>; kept in memory only.</summary>
    /// <param name="resource">The resource; its scope is this with <c>/.default</c>.</param>
    /// <param name="forceRefresh">True for a new one, which sees what was granted since.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServiceRefusedException">The identity platform said no; the code is the AADSTS code.</exception>
    /// <exception cref="ConnectionLostException">The identity platform could not be reached.</exception>
    public async Task<AccessToken> GetTokenAsync(string resource, bool forceRefresh, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(resource, forceRefresh, cancellationToken).ConfigureAwait(false);
        if (options.TenantId == TenantSessionOptions.AnyTenant && token.TenantId is { } tenantId)
            options = options with { TenantId = tenantId };
        return token;
    }

    /// <summary>False where a person would have to sign in once more, which only what he asked for is worth.</summary>
    internal bool MayAskSilently(string resource) => !options.Credential.IsPerson || tokens.Last(resource) is not null;

    /// <summary>A session of another app in the same tenant.</summary>
    internal TenantSession As(string clientId, AppCredential credential) =>
        new(options with { ClientId = clientId, Credential = credential });

    /// <summary>Describes a call to Graph, for its error.</summary>
    /// <param name="target">The thing it is about, as an admin calls it: <c>group 'Phone users'</c>.</param>
    /// <param name="permission">The application permission it needs.</param>
    /// <param name="role">The least directory role for a signed-in user, where it is another than the permission's own.</param>
    public GraphCall Call(string target, string? permission = null, string? role = null) =>
        new(ClientId, Environment.GraphEndpoint, target, permission, role) { Token = () => tokens.Last(Environment.GraphResource) };

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Graph.Dispose();
        Http.Dispose();
        Exchange.Dispose();
        Anonymous.Dispose();
        tokens.Dispose();
        tokenWay?.Dispose();
        wire.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SocketsHttpHandler CreateTransport(ServerTrust trust) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        // Long enough to be of use, short enough to follow a change of address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust.Validate },
    };
}
