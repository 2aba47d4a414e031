using System.Security;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// Access tokens that somebody else asked for, as <c>Get-AzAccessToken -AsSecureString</c> gives them. Each is for one resource and cannot
/// be renewed: when it ends, so does the session.
/// </summary>
/// <param name="graph">A token for Microsoft Graph; stays the caller's to dispose.</param>
/// <param name="exchange">A token for Exchange Online; null where nothing is asked of it.</param>
public sealed class AccessTokenCredential(SecureString graph, SecureString? exchange = null) : AppCredential
{
    private const string GraphAppId = "00000003-0000-0000-c000-000000000000", ExchangeAppId = "00000002-0000-0ff1-ce00-000000000000";

    /// <summary>What the token for Microsoft Graph says of tenant and app.</summary>
    /// <exception cref="SyncException">It is no token whose claims can be read (<c>AccessTokenUnreadable</c>).</exception>
    public AccessToken Read() => Read(graph);

    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http) => (resource, _, _) =>
    {
        var environment = options.Environment;
        var isGraph = resource == environment.GraphResource;
        var token = Find(isGraph ? graph : exchange, resource, isGraph ? GraphAppId : ExchangeAppId, environment)
            ?? throw Texts.Catalog.Create(
                isGraph ? nameof(Errors.AccessTokenNotForGraph) : nameof(Errors.AccessTokenNotForExchange), SyncErrorKind.InvalidArgument,
                resource, resource, Read().Audience);
        return token.Expires > options.TimeProvider.GetUtcNow()
            ? Task.FromResult(token)
            : throw Texts.Catalog.Create(
                nameof(Errors.AccessTokenExpired), SyncErrorKind.AuthenticationFailed, resource, resource, token.Expires.ToString("u"));
    };

    /// <summary>The token, where there is one and it is for that resource under one of the resource's names.</summary>
    private static AccessToken? Find(SecureString? secret, string resource, string appId, SyncEnvironment environment)
    {
        if (secret is null)
            return null;
        var token = Read(secret);
        string[] names = appId == GraphAppId
            ? [resource, appId, environment.GraphEndpoint.GetLeftPart(UriPartial.Authority)]
            : [resource, appId];
        return names.Contains(token.Audience?.TrimEnd('/'), StringComparer.OrdinalIgnoreCase) ? token : null;
    }

    private static AccessToken Read(SecureString secret) => AccessToken.Read(SecureText.Reveal(secret).Trim())
        ?? throw Texts.Catalog.Create(nameof(Errors.AccessTokenUnreadable), SyncErrorKind.InvalidArgument);
}
