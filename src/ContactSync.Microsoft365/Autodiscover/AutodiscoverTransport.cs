using System.Net;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>An HTTP answer, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">What the body is said to be.</param>
/// <param name="Location">Where it redirects to.</param>
/// <param name="Schemes">By which schemes the server lets sign in, where it says so.</param>
/// <param name="WasProven">Whether the account's proof was shown.</param>
/// <param name="Body">The body; null where it is too long.</param>
internal sealed record AutodiscoverReply(
    int Status, string? MediaType, Uri? Location, IReadOnlyList<string> Schemes, bool WasProven, ReadOnlyMemory<byte>? Body);

/// <summary>Asks one question. A proof of identity is shown only to a server that asks for one by the account's own scheme.</summary>
internal sealed class AutodiscoverTransport : IDisposable
{
    private readonly AutodiscoverOptions options;
    private readonly AutodiscoverReach reach;
    private readonly bool provesConnections;
    private readonly WireHandler wire;
    private readonly HttpClient http;

    /// <exception cref="SyncException">The environment's own certificate, or what it pins, makes no sense.</exception>
    public AutodiscoverTransport(AutodiscoverOptions options, AutodiscoverReach reach)
    {
        this.options = options;
        this.reach = reach;
        var trust = new ServerTrust(options.Environment, isExchange: true);
        var credentials = options.SignIn?.ConnectionCredentials(reach.Allows);
        provesConnections = credentials is not null;
        wire = new WireHandler(
            options.TimeProvider, trace: null, options.Transport?.Invoke() ?? EwsSockets.Create(trust, credentials),
            version: HttpVersion.Version11);
        http = new HttpClient(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <exception cref="ConnectionLostException">There was no answer, or not the whole of it.</exception>
    public async Task<AutodiscoverReply> AskAsync(
        AutodiscoverQuestion question, Uri address, string emailAddress, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.QuestionTimeout, options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var reply = await SendAsync(question, address, emailAddress, proof: null, both.Token).ConfigureAwait(false);
            if (reply.Status != 401 || !CanProve(question, address, reply))
                return reply;
            return provesConnections
                ? reply with { WasProven = true }
                : await SendAsync(question, address, emailAddress, options.SignIn, both.Token).ConfigureAwait(false);
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

    private bool CanProve(AutodiscoverQuestion question, Uri address, AutodiscoverReply reply) =>
        question.MaySignIn && options.SignIn is { } signIn && signIn.IsFor(address) && reach.Allows(address)
        && reply.Schemes.Contains(signIn.Scheme, StringComparer.OrdinalIgnoreCase);

    private async Task<AutodiscoverReply> SendAsync(
        AutodiscoverQuestion question, Uri address, string emailAddress, EwsSignIn? proof, CancellationToken cancellationToken)
    {
        using var request = question.Write(address, emailAddress);
        if (proof is not null)
            request.Headers.Authorization = await proof.ProveAsync(renew: false, cancellationToken).ConfigureAwait(false);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        return new AutodiscoverReply(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Location,
            [.. response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme).Distinct()], proof is not null,
            await BoundedBody.ReadAsync(response.Content, options.MaxAnswerBytes, cancellationToken).ConfigureAwait(false));
    }
}
