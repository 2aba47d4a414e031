using System.Net;
using System.Reflection;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// What every request has in common just before it leaves: https only, our name, an id under which the service's support finds it, HTTP/2
/// where it is offered; counted and traced, each repetition by itself.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="trace">Told one line a request.</param>
/// <param name="transport">The next handler.</param>
/// <param name="plain">The addresses that may be http; none where it is null.</param>
/// <param name="version">The latest HTTP version; null for 2. Where a connection is signed in, it must be 1.1.</param>
internal sealed class WireHandler(
    TimeProvider time, Action<string>? trace, HttpMessageHandler transport, Func<Uri, bool>? plain = null, Version? version = null)
    : DelegatingHandler(transport)
{
    internal const string RequestIdHeader = "client-request-id";

    private static readonly string Agent = "ContactSync/" + (typeof(WireHandler).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");

    private int count;

    /// <summary>Requests sent so far.</summary>
    internal int Count => Volatile.Read(ref count);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } address || (address.Scheme != Uri.UriSchemeHttps && plain?.Invoke(address) != true))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.PlainHttpRefused), SyncErrorKind.InvalidArgument, request.RequestUri, Redaction.Clean(request.RequestUri));
        }
        request.Version = version ?? HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Headers.UserAgent.Clear();
        request.Headers.UserAgent.ParseAdd(Agent);
        request.Headers.Remove(RequestIdHeader);
        request.Headers.Add(RequestIdHeader, Guid.NewGuid().ToString());
        Interlocked.Increment(ref count);

        if (trace is null)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        var start = time.GetTimestamp();
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Trace(request, start, ((int)response.StatusCode).ToString());
            return response;
        }
        catch (Exception error)
        {
            Trace(request, start, error.GetType().Name);
            throw;
        }
    }

    private void Trace(HttpRequestMessage request, long start, string outcome) => trace!(
        $"{request.Method} {Redaction.Clean(request.RequestUri)} → {outcome}, {time.GetElapsedTime(start).TotalMilliseconds:0} ms");
}
