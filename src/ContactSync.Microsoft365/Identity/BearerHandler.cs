using System.Net;
using System.Net.Http.Headers;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// Puts a token on requests to the environment's own services and refuses every other address. As all requests pass here, a next link, a
/// delta link or a redirect can never carry a token to another server.
/// </summary>
/// <param name="resources">The resource to ask a token for, by origin (scheme, host and port).</param>
/// <param name="token">Gives the token of a resource; the flag asks for a new one.</param>
/// <param name="inner">The next handler.</param>
internal sealed class BearerHandler(
    IReadOnlyDictionary<string, string> resources, Func<string, bool, CancellationToken, Task<AccessToken>> token, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    /// <summary>The origin of an address, the key under which its resource is listed.</summary>
    internal static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } address || !resources.TryGetValue(Origin(address), out var resource))
            throw Foreign(request.RequestUri);

        // Kept so that it can be sent a second time.
        if (request.Content is not null)
            await request.Content.LoadIntoBufferAsync().ConfigureAwait(false);

        var response = await SendAsync(request, resource, renew: false, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;

        // The token may have ended on its way, or been revoked: one new one settles which.
        response.Dispose();
        return await SendAsync(request, resource, renew: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, string resource, bool renew, CancellationToken cancellationToken)
    {
        var current = await token(resource, renew, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", current.Value);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private SyncException Foreign(Uri? address) => Texts.Catalog.Create(
        nameof(Errors.ForeignAddress), SyncErrorKind.InvalidData, address, Redaction.Clean(address), string.Join(", ", resources.Keys));
}
