using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Text;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Ews;

/// <summary>How an account proves to Exchange who it is.</summary>
public abstract class EwsSignIn
{
    /// <summary>The account, as errors name it. Never a secret.</summary>
    public abstract string Account { get; }

    /// <summary>The scheme it takes part in, as <c>WWW-Authenticate</c> names it.</summary>
    internal abstract string Scheme { get; }

    /// <summary>Whether a new proof can be had where one was refused.</summary>
    internal virtual bool CanRenew => false;

    /// <summary>Whether the proof may be shown to a server, if that asks for it. A token is for its own resource only.</summary>
    internal virtual bool IsFor(Uri address) => true;

    /// <summary>What a connection is signed in with, for schemes that prove the connection and not the request; else null.</summary>
    /// <param name="isAllowed">Whether the credentials may be used at an address.</param>
    internal virtual ICredentials? ConnectionCredentials(Func<Uri, bool> isAllowed) => null;

    /// <summary>The proof for one request; null where the connection is the proof.</summary>
    /// <param name="renew">True for a new one, because the last was refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal abstract ValueTask<AuthenticationHeaderValue?> ProveAsync(bool renew, CancellationToken cancellationToken);
}

/// <summary>User name and password over TLS, for accounts of an Exchange Server. Extended Protection does not hinder it.</summary>
/// <param name="userName">The account: <c>CONTOSO\svc-contacts</c> or a user principal name.</param>
/// <param name="password">Its password, read only while a request is sent; stays the caller's to dispose.</param>
public sealed class EwsBasicSignIn(string userName, SecureString password) : EwsSignIn
{
    /// <inheritdoc/>
    public override string Account => userName;

    /// <inheritdoc/>
    internal override string Scheme => "Basic";

    /// <inheritdoc/>
    internal override ValueTask<AuthenticationHeaderValue?> ProveAsync(bool renew, CancellationToken cancellationToken)
    {
        var pair = Encoding.UTF8.GetBytes($"{userName}:{SecureText.Reveal(password)}");
        return ValueTask.FromResult<AuthenticationHeaderValue?>(new("Basic", Convert.ToBase64String(pair)));
    }
}

/// <summary>Stands for an account whose password could not be read: whoever signs in with it meets the reason.</summary>
/// <param name="userName">The account.</param>
/// <param name="reason">Why.</param>
public sealed class EwsUnreadableSignIn(string userName, SyncException reason) : EwsSignIn
{
    /// <inheritdoc/>
    public override string Account => userName;

    /// <inheritdoc/>
    internal override string Scheme => "Basic";

    /// <inheritdoc/>
    internal override ValueTask<AuthenticationHeaderValue?> ProveAsync(bool renew, CancellationToken cancellationToken) => throw reason;
}

/// <summary>A token of an app that is signed in to a tenant.</summary>
/// <param name="session">The session; it stays the caller's to dispose.</param>
/// <param name="resource">The resource the token is for, for example <c>https://outlook.office365.com</c>.</param>
public sealed class EwsTokenSignIn(TenantSession session, string resource) : EwsSignIn
{
    /// <inheritdoc/>
    public override string Account => session.ClientId;

    /// <inheritdoc/>
    internal override string Scheme => "Bearer";

    /// <inheritdoc/>
    internal override bool CanRenew => true;

    /// <inheritdoc/>
    internal override bool IsFor(Uri address) =>
        Uri.TryCreate(resource, UriKind.Absolute, out var own) && EwsSockets.IsSameServer(own, address);

    /// <inheritdoc/>
    internal override async ValueTask<AuthenticationHeaderValue?> ProveAsync(bool renew, CancellationToken cancellationToken)
    {
        var token = await session.GetTokenAsync(resource, renew, cancellationToken).ConfigureAwait(false);
        return new AuthenticationHeaderValue("Bearer", token.Value);
    }
}
