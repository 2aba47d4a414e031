using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// A person at this machine's own browser: authorization code with PKCE, the answer to a free port on loopback. The app needs
/// <c>http://localhost</c> as a redirect URI of the platform for mobile and desktop applications.
/// </summary>
/// <param name="scopes">The permissions of Microsoft Graph to ask for, by name.</param>
/// <param name="open">Opens an address in a browser; null for the one of the system.</param>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow</remarks>
public sealed class BrowserCredential(IReadOnlyList<string> scopes, Func<Uri, Task>? open = null) : PersonCredential(scopes)
{
    /// <inheritdoc/>
    internal override SyncException Translate(MsalException error, TenantSessionOptions options) => error.ErrorCode switch
    {
        MsalError.LinuxXdgOpen or MsalError.PlatformNotSupported => Texts.Catalog.Create(
            nameof(Errors.BrowserMissing), SyncErrorKind.ResourceUnavailable, options.ClientId, options.TenantId, options.Environment.Name),
        MsalError.AuthenticationCanceledError => Texts.Catalog.Create(
            nameof(Errors.SignInCancelled), SyncErrorKind.AuthenticationFailed, options.ClientId, options.TenantId),
        _ => base.Translate(error, options),
    };

    private protected override Task<AuthenticationResult> AskAsync(
        IPublicClientApplication client, string[] wanted, string? userName, CancellationToken cancellationToken)
    {
        var asking = client.AcquireTokenInteractive(wanted)
            .WithUseEmbeddedWebView(false)
            .WithSystemWebViewOptions(new SystemWebViewOptions { OpenBrowserAsync = open });
        if (userName is not null)
            asking = asking.WithLoginHint(userName);
        return asking.ExecuteAsync(cancellationToken);
    }
}
