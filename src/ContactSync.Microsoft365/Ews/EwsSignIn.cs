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

    /// <summary>Whether a new proof can be had where one was refused.</summary>
    internal virtual bool CanRenew => false;

    /// <summary>The proof for one request.</summary>
    /// <param name="renew">True for a new one, because the last was refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal abstract ValueTask<AuthenticationHeaderValue> ProveAsync(bool renew, CancellationToken cancellationToken);
}

/// <summary>User name and password over TLS, for accounts of an Exchange Server. Extended Protection does not hinder it.</summary>
/// <param name="userName">The account: <c>CONTOSO\svc-contacts</c> or a user principal name.</param>
/// <param name="password">Its password, read only while a request is sent; stays the caller's to dispose.</param>
public sealed class EwsBasicSignIn(string userName, SecureString password) : EwsSignIn
{
    /// <inheritdoc/>
    public override string Account => userName;

    /// <inheritdoc/>
    internal override ValueTask<AuthenticationHeaderValue> ProveAsync(bool renew, CancellationToken cancellationToken)
    {
        var pair = Encoding.UTF8.GetBytes($"{userName}:{SecureText.Reveal(password)}");
        return ValueTask.FromResult(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair)));
    }
}

/// <summary>A token of an app that is signed in to a tenant.</summary>
/// <param name="session">The session; it stays the caller's to dispose.</param>
/// <param name="resource">The resource the token is for, for example <c>https://outlook.office365.com</c>.</param>
public sealed class EwsTokenSignIn(TenantSession session, string resource) : EwsSignIn
{
    /// <inheritdoc/>
    public override string Account => session.ClientId;

    /// <inheritdoc/>
    internal override bool CanRenew => true;

    /// <inheritdoc/>
    internal override async ValueTask<AuthenticationHeaderValue> ProveAsync(bool renew, CancellationToken cancellationToken)
    {
        var token = await session.GetTokenAsync(resource, renew, cancellationToken).ConfigureAwait(false);
        return new AuthenticationHeaderValue("Bearer", token.Value);
    }
}
