using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.Identity;

/// <summary>Marks every request as one that changes nothing, so that it is repeated as a reading one is.</summary>
internal sealed class RepeatableHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(GraphRetry.OnlyReads, true);
        return base.SendAsync(request, cancellationToken);
    }
}
