using System.Net;
using System.Net.Http.Headers;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Sends one request and reads its answer to the end, bounded in size and in time. It judges nothing.</summary>
internal sealed class EwsTransport : IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("text/xml", "utf-8");

    private readonly EwsClientOptions options;
    private readonly Uri address;
    private readonly WireHandler wire;
    private readonly HttpClient http;

    public EwsTransport(EwsClientOptions options, Uri address)
    {
        this.options = options;
        this.address = address;
        var trust = new ServerTrust(options.Environment, isExchange: true);
        var credentials = options.SignIn.ConnectionCredentials(asked => EwsSockets.IsSameServer(asked, address));
        wire = new WireHandler(
            options.TimeProvider, options.Trace, options.Transport?.Invoke() ?? EwsSockets.Create(trust, credentials),
            version: credentials is null ? null : HttpVersion.Version11);
        http = new HttpClient(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends a request.</summary>
    /// <param name="call">What it is about.</param>
    /// <param name="operation">The operation's name.</param>
    /// <param name="body">The envelope.</param>
    /// <param name="renew">Whether a new proof of identity is needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConnectionLostException">There was no answer, or not the whole of it.</exception>
    /// <exception cref="SyncException">The answer is too long, or no token was to be had.</exception>
    public async Task<EwsAnswer> SendAsync(EwsCall call, string operation, byte[] body, bool renew, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Retry.TryTimeout, options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = ContentType;
            request.Headers.Authorization = await options.SignIn.ProveAsync(renew, both.Token).ConfigureAwait(false);
            request.Headers.TryAddWithoutValidation("SOAPAction", $"\"{EwsNames.Messages}/{operation}\"");
            request.Headers.TryAddWithoutValidation("return-client-request-id", "true");
            request.Headers.TryAddWithoutValidation("X-PreferServerAffinity", "true");
            if (call.Anchor is { } anchor)
                request.Headers.TryAddWithoutValidation("X-AnchorMailbox", anchor);
            if (call.PublicFolderMailbox is { } holder)
                request.Headers.TryAddWithoutValidation("X-PublicFolderMailbox", holder);
            if (call.Affinity is { } cookie)
                request.Headers.TryAddWithoutValidation("Cookie", cookie);
            RequestCounter.CountOne();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            call.Affinity = EwsAnswer.ReadAffinity(response) ?? call.Affinity;
            var content = await BoundedBody.ReadAsync(response.Content, options.MaxAnswerBytes, both.Token).ConfigureAwait(false)
                ?? throw Texts.Catalog.Create(
                    nameof(Errors.EwsAnswerTooLong), SyncErrorKind.InvalidData, call.Target,
                    call.Target, options.MaxAnswerBytes >> 20, call.Host);
            return new EwsAnswer(
                (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, EwsAnswer.ReadHeaders(request, response),
                content);
        }
        catch (Exception error) when (ConnectionErrors.Translate(error, address, cancellationToken) is { } known)
        {
            throw known;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        wire.Dispose();
    }
}
