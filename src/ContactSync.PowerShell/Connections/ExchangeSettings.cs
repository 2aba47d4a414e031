using System.Security;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Connections;

/// <summary>The Exchange of a connection: where it is, and how its account signs in.</summary>
internal sealed class ExchangeSettings(SyncConnection connection, ConnectionSecrets secrets)
{
    /// <summary>The address of Exchange Web Services; the environment's own where the connection names none.</summary>
    public Uri Url { get; } = connection.EwsUrl ?? connection.Environment.EwsUrl ?? throw Texts.Catalog.Create(
        nameof(Errors.EwsUrlNeeded), SyncErrorKind.InvalidArgument, connection.Name, connection.Name);

    /// <summary>How the account proves itself.</summary>
    public ExchangeAuthentication Authentication => connection.ExchangeAuthentication ?? ExchangeAuthentication.OAuth;

    /// <summary>Whether it is Exchange Online, where EWS ends.</summary>
    public bool IsOnline => Authentication == ExchangeAuthentication.OAuth && Url == connection.Environment.EwsUrl;

    /// <summary>What a token is asked for; a server of one's own is a resource by its own name.</summary>
    public string Resource => IsOnline ? connection.Environment.ExchangeResource : Url.GetLeftPart(UriPartial.Authority);

    /// <summary>What a client needs.</summary>
    /// <param name="tenant">The tenant whose tokens sign in, where they do.</param>
    /// <param name="unreadable">Why the account's password could not be read, to be met by who signs in.</param>
    /// <exception cref="SyncException">Tokens are needed and there is no tenant.</exception>
    public EwsClientOptions ToClientOptions(TenantSession? tenant, SyncException? unreadable = null) => new()
    {
        Environment = connection.Environment.With(Url, pinnedThumbprint: secrets.PinnedThumbprint),
        SignIn = unreadable is not null && connection.ExchangeAccount is { } account
            ? new EwsUnreadableSignIn(account, unreadable)
            : ToSignIn(tenant),
        Trace = Tracing.ToVerbose,
    };

    /// <summary>What a source needs.</summary>
    /// <param name="tenantId">The tenant's id; without a tenant, phone books are kept under the server's name.</param>
    public EwsSourceOptions ToSourceOptions(string? tenantId) => new()
    {
        TenantId = tenantId ?? Url.Host,
        Impersonation = secrets.Impersonation ?? ExchangePart.DefaultImpersonation(Authentication),
        DirectoryMailbox = secrets.DirectoryMailbox,
    };

    /// <summary>How an account signs in with its password.</summary>
    /// <param name="authentication">How it proves itself; not by a token.</param>
    /// <param name="account">The account.</param>
    /// <param name="password">Its password.</param>
    public static EwsSignIn SignIn(ExchangeAuthentication authentication, string account, SecureString password) => authentication switch
    {
        ExchangeAuthentication.Ntlm => new EwsWindowsSignIn(account, password, EwsWindowsScheme.Ntlm),
        ExchangeAuthentication.Negotiate => new EwsWindowsSignIn(account, password, EwsWindowsScheme.Negotiate),
        ExchangeAuthentication.Basic => new EwsBasicSignIn(account, password),
        _ => throw new ArgumentOutOfRangeException(nameof(authentication), authentication, null),
    };

    private EwsSignIn ToSignIn(TenantSession? tenant)
    {
        if (Authentication != ExchangeAuthentication.OAuth)
            return SignIn(Authentication, connection.ExchangeAccount!, secrets.ExchangePassword!);
        return new EwsTokenSignIn(
            tenant ?? throw Texts.Catalog.Create(
                nameof(Errors.ConnectionWithoutTenant), SyncErrorKind.InvalidArgument, connection.Name, connection.Name, Url),
            Resource);
    }
}
