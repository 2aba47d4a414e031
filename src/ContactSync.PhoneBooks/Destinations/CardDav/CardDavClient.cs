using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Reflection;
using System.Security;
using System.Text;
using System.Xml.Linq;
using Polly;
using Polly.Retry;

namespace ContactSync.PhoneBooks.Destinations.CardDav;

/// <summary>
/// Sends requests to one server and reads the answers, bounded in size and time; it judges none but those that mean the same for every
/// request. What got no answer is sent again: a write says which version it is for, so that it is never done twice.
/// </summary>
internal sealed class CardDavClient : IDisposable
{
    private const int LongestAnswer = 128 << 20;

    private const int MostRedirects = 5;

    private static readonly string Agent = "ContactSync/" + (typeof(CardDavClient).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");

    private readonly Uri server;
    private readonly string? user;
    private readonly SecureString? password;
    private readonly CardDavTiming timing;
    private readonly ResiliencePipeline<DavAnswer> retry;
    private readonly HttpClient http;

    // A server of HTTP/1.0 hangs up after each answer: what would be sent over the same connection is lost.
    private volatile bool hangsUp;

    public CardDavClient(Uri server, string? user, SecureString? password, ServerTrust trust, CardDavTiming timing)
    {
        (this.server, this.user, this.password, this.timing) = (server, user, password, timing);
        retry = new ResiliencePipelineBuilder<DavAnswer> { TimeProvider = timing.Clock }
            .AddRetry(new RetryStrategyOptions<DavAnswer>
            {
                MaxRetryAttempts = timing.Repetitions,
                Delay = timing.FirstDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(ShouldRepeat(args.Outcome)),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.RetryAfter(timing)),
            })
            .Build();
        var handler = new SocketsHttpHandler
        {
            // Elsewhere is for us to decide: a password must not follow a redirect to another server.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = timing.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust.Validate },
        };
        if (user is not null && password is not null)
            handler.Credentials = new CredentialCache { { new Uri(server, "/"), "Digest", new NetworkCredential(user, password) } };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The server, as shown to people.</summary>
    public string Server => server.Authority;

    /// <summary>Sends a request that only reads.</summary>
    /// <param name="method">PROPFIND or REPORT.</param>
    /// <param name="address">The resource.</param>
    /// <param name="depth">0 for the resource alone, 1 for what it holds, too.</param>
    /// <param name="body">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">No answer, or one that refuses whatever is asked.</exception>
    public Task<DavAnswer> AskAsync(string method, Uri address, int depth, XElement body, CancellationToken cancellationToken) =>
        SendAsync(
            () => new HttpRequestMessage(new HttpMethod(method), address) { Headers = { { "Depth", $"{depth}" } }, Content = Xml(body) },
            address, cancellationToken);

    /// <summary>Sends a request.</summary>
    /// <param name="make">Makes it, for each repetition anew.</param>
    /// <param name="address">The resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">No answer, or one that refuses whatever is asked.</exception>
    public async Task<DavAnswer> SendAsync(Func<HttpRequestMessage> make, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                var goal = address;
                var answer = await retry.ExecuteAsync(
                    async token => await SendOnceAsync(make, goal, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                if (answer.Location is null)
                    return Judge(answer);
                address = redirects < MostRedirects && IsOurs(answer.Location) ? answer.Location : throw Elsewhere(answer);
            }
        }
        catch (Exception error) when (ServerErrors.Translate(error, Server, cancellationToken) is { } known)
        {
            throw known;
        }
    }

    /// <summary>XML as a body.</summary>
    public static HttpContent Xml(XElement body) => new StringContent(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + body.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "application/xml");

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<DavAnswer> SendOnceAsync(Func<HttpRequestMessage> make, Uri address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timing.TryTimeout, timing.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = make();
        request.RequestUri = address;
        request.Headers.UserAgent.ParseAdd(Agent);
        request.Headers.ConnectionClose = hangsUp ? true : null;
        if (user is not null && password is not null)
        {
            var pair = Encoding.UTF8.GetBytes($"{user}:{ServerErrors.Reveal(password)}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        }
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            hangsUp |= response.Version < HttpVersion.Version11;
            return await DavAnswer.ReadAsync(address, response, LongestAnswer, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(error.Message, error);
        }
    }

    private static bool ShouldRepeat(Outcome<DavAnswer> outcome) => outcome switch
    {
        { Result.Status: 429 or 502 or 503 or 504 } => true,
        // A certificate does not become valid by asking again.
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } => false,
        { Exception: HttpRequestException or IOException or TimeoutException } => true,
        _ => false,
    };

    private bool IsOurs(Uri location) =>
        location.Scheme == Uri.UriSchemeHttps && location.Port == server.Port
        && location.IdnHost.Equals(server.IdnHost, StringComparison.OrdinalIgnoreCase);

    private SyncException Elsewhere(DavAnswer answer) => Texts.Catalog.Create(
        nameof(Errors.CardDavRedirected), SyncErrorKind.InvalidArgument, answer.Address.AbsoluteUri,
        answer.Address.AbsoluteUri, answer.Location!.GetLeftPart(UriPartial.Path));

    // What is amiss with the server or the sign-in is so for every request; the rest is for who asked.
    private DavAnswer Judge(DavAnswer answer) => answer.Status switch
    {
        401 => throw ServerErrors.SignInFailed(Server, user, $"HTTP {answer.Status}"),
        429 or 503 => throw Texts.Catalog.Create(
            nameof(Errors.DestinationBusy), SyncErrorKind.Throttled, Server, Server, $"HTTP {answer.Status}"),
        502 or 504 => throw new ConnectionLostException(Texts.Catalog.Create(
            nameof(Errors.DestinationUnreachable), SyncErrorKind.ConnectionLost, Server, Server, $"HTTP {answer.Status}")),
        _ => answer,
    };
}

/// <summary>How long and how often a CardDAV server is tried.</summary>
internal sealed record CardDavTiming
{
    /// <summary>For one try, the reading of the whole answer included.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>For making a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a request is repeated.</summary>
    public int Repetitions { get; init; } = 4;

    /// <summary>The first wait where the server names none; it doubles with each repetition.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that a server may ask for.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock of the waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>An answer as it came.</summary>
/// <param name="Address">Who answered.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="ETag">The version of what was written; null where the server tells none.</param>
/// <param name="Location">Where else to ask; null where it is answered.</param>
/// <param name="Wait">How long the server asks to wait.</param>
/// <param name="Body">The body.</param>
internal sealed record DavAnswer(Uri Address, int Status, string? ETag, Uri? Location, RetryConditionHeaderValue? Wait, byte[] Body)
{
    public static async Task<DavAnswer> ReadAsync(Uri address, HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var body = new MemoryStream();
        var chunk = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + read > limit)
                throw new IOException($"> {limit >> 20} MB");
            body.Write(chunk, 0, read);
        }
        var status = (int)response.StatusCode;
        var location = status is 301 or 302 or 307 or 308 && response.Headers.Location is { } target ? new Uri(address, target) : null;
        var tag = response.Headers.TryGetValues("ETag", out var tags) ? tags.FirstOrDefault() : null;
        return new DavAnswer(address, status, tag, location, response.Headers.RetryAfter, body.ToArray());
    }

    /// <summary>How long to wait before the next try; null where the server does not say.</summary>
    public TimeSpan? RetryAfter(CardDavTiming timing)
    {
        var asked = Wait?.Delta ?? (Wait?.Date is { } date ? date - timing.Clock.GetUtcNow() : null);
        return asked > TimeSpan.Zero ? TimeSpan.FromTicks(Math.Min(asked.Value.Ticks, timing.LongestDelay.Ticks)) : null;
    }
}
