using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>What a session proves itself with at the identity platform.</summary>
public abstract class AppCredential
{
    /// <summary>The account whose name tokens carry, as errors call it; null where an app signs in as itself.</summary>
    internal virtual string? UserName => null;

    /// <summary>Whether a person signs in by himself, who need not be known before.</summary>
    internal virtual bool IsPerson => false;

    /// <summary>The kind alone, never a secret.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>Prepares the sign-in; nothing is sent.</summary>
    /// <param name="options">Where and as which app.</param>
    /// <param name="http">What to ask for tokens with.</param>
    /// <exception cref="SyncException">The credential cannot be used now.</exception>
    internal abstract TokenRequest Open(TenantSessionOptions options, HttpClient http);

    /// <summary>What to ask for tokens with, where the session's own way to the identity platform does not serve; else null.</summary>
    internal virtual HttpMessageHandler? CreateWay(TenantSessionOptions options) => null;

    /// <summary>The error for what the sign-in library threw.</summary>
    internal virtual SyncException Translate(MsalException error, TenantSessionOptions options) => AadstsErrors.Translate(error, options);

    /// <summary>Asks for a token for a resource, past any that are remembered where the flag is set.</summary>
    internal delegate Task<AccessToken> TokenRequest(string resource, bool forceRefresh, CancellationToken cancellationToken);
}
