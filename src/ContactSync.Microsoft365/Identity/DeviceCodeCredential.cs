using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// A person at a browser on another device, who types a code there: for a server without one. An app of one's own must allow public
/// client flows; policies of Conditional Access often forbid this way.
/// </summary>
/// <param name="scopes">The permissions of Microsoft Graph to ask for, by name.</param>
/// <param name="show">Shows the person the address and the code.</param>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code</remarks>
public sealed class DeviceCodeCredential(IReadOnlyList<string> scopes, Action<string> show) : PersonCredential(scopes)
{
    /// <inheritdoc/>
    internal override SyncException Translate(MsalException error, TenantSessionOptions options) => error.ErrorCode switch
    {
        MsalError.CodeExpired => Texts.Catalog.Create(
            nameof(Errors.DeviceCodeExpired), SyncErrorKind.AuthenticationFailed, options.ClientId, options.TenantId),
        _ => base.Translate(error, options),
    };

    private protected override Task<AuthenticationResult> AskAsync(
        IPublicClientApplication client, string[] wanted, string? userName, CancellationToken cancellationToken) => client
        .AcquireTokenWithDeviceCode(wanted, code =>
        {
            show(code.Message);
            return Task.CompletedTask;
        })
        .ExecuteAsync(cancellationToken);
}
