using System.Net;
using System.Net.Http.Headers;
using System.Security;

namespace ContactSync.Microsoft365.Ews;

/// <summary>The ways in which Windows proves an account to a server without sending the password.</summary>
public enum EwsWindowsScheme
{
    /// <summary>NTLM, by what the password is alone.</summary>
    Ntlm,

    /// <summary>Kerberos where this machine reaches a domain controller, else NTLM (on Linux by the package gss-ntlmssp alone).</summary>
    Negotiate,
}

/// <summary>
/// User name and password of an Active Directory, proven by NTLM or Negotiate. They prove a connection, over HTTP/1.1, so that each
/// <see cref="EwsClient"/> keeps connections of its own; .NET shakes hands, and its first answers 401 are no refusal.
/// </summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/authentication-and-ews-in-exchange</remarks>
public sealed class EwsWindowsSignIn : EwsSignIn
{
    private readonly EwsWindowsScheme scheme;
    private readonly NetworkCredential credential;

    /// <summary>Makes a sign-in. Nothing is sent.</summary>
    /// <param name="userName">The account: <c>CONTOSO\svc-contacts</c> or a user principal name.</param>
    /// <param name="password">Its password; a copy is kept, as secure as the original.</param>
    /// <param name="scheme">How it is proven.</param>
    public EwsWindowsSignIn(string userName, SecureString password, EwsWindowsScheme scheme)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userName);
        Account = userName;
        this.scheme = scheme;
        var backslash = userName.IndexOf('\\');
        credential = backslash < 0
            ? new NetworkCredential(userName, password)
            : new NetworkCredential(userName[(backslash + 1)..], password, userName[..backslash]);
        PlatformNtlm.Prepare();
    }

    /// <inheritdoc/>
    public override string Account { get; }

    /// <summary>Whether this machine can begin a handshake of a scheme; asked after a refusal only.</summary>
    internal Func<string, bool> CanBegin { get; init; } = PlatformNtlm.CanBegin;

    /// <inheritdoc/>
    internal override string Scheme => scheme == EwsWindowsScheme.Ntlm ? "NTLM" : "Negotiate";

    /// <inheritdoc/>
    internal override ICredentials ConnectionCredentials(Func<Uri, bool> isAllowed) => new Guarded(Scheme, credential, isAllowed);

    /// <inheritdoc/>
    internal override ValueTask<AuthenticationHeaderValue?> ProveAsync(bool renew, CancellationToken cancellationToken) =>
        ValueTask.FromResult<AuthenticationHeaderValue?>(null);

    /// <summary>Gives the credential for its scheme only: the password never leaves as Basic or Digest.</summary>
    private sealed class Guarded(string scheme, NetworkCredential credential, Func<Uri, bool> isAllowed) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) =>
            authType.Equals(scheme, StringComparison.OrdinalIgnoreCase) && isAllowed(uri) ? credential : null;
    }
}
