using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// Asks for tokens with the session's credential, one request at a time, and keeps them in memory until shortly before they end.
/// </summary>
internal sealed class TokenSource(TenantSessionOptions options, HttpClient http) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, AccessToken> tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim gate = new(1, 1);
    private AppCredential.TokenRequest? request;

    /// <summary>A token for a resource; a new one where asked for, or where the one at hand is about to end.</summary>
    /// <exception cref="ServiceRefusedException">The identity platform said no.</exception>
    /// <exception cref="ConnectionLostException">It could not be reached.</exception>
    internal async Task<AccessToken> GetAsync(string resource, bool forceRefresh, CancellationToken cancellationToken)
    {
        if (!forceRefresh && Fresh(resource) is { } held)
            return held;
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!forceRefresh && Fresh(resource) is { } won)
                return won;
            return tokens[resource] = await RequestAsync(resource, forceRefresh, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The token at hand for a resource, however old; null where none was asked for yet.</summary>
    internal AccessToken? Last(string resource) => tokens.GetValueOrDefault(resource);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private AccessToken? Fresh(string resource) =>
        tokens.TryGetValue(resource, out var token) && token.Expires - options.TimeProvider.GetUtcNow() > Margin ? token : null;

    private async Task<AccessToken> RequestAsync(string resource, bool forceRefresh, CancellationToken cancellationToken)
    {
        try
        {
            request ??= options.Credential.Open(options, http);
            return await request(resource, forceRefresh, cancellationToken).ConfigureAwait(false);
        }
        catch (MsalException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw options.Credential.Translate(error, options);
        }
        catch (JsonException)
        {
            throw AadstsErrors.Unreadable(options, MsalError.JsonParseError);
        }
        catch (Exception error) when (ConnectionErrors.Translate(error, options.Environment.Authority, cancellationToken) is { } lost)
        {
            throw lost;
        }
    }
}
