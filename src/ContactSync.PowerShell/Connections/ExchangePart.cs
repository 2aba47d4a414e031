using ContactSync.Microsoft365.Ews;

namespace ContactSync.PowerShell.Connections;

/// <summary>The Exchange that a connection reads from by Exchange Web Services, as it lies in the connection's file.</summary>
/// <param name="EwsUrl">The address.</param>
/// <param name="Authentication">How the account proves itself.</param>
/// <param name="UserName">The account; null for the app, or for the account that runs the sync.</param>
/// <param name="Scheme">How the password was encrypted.</param>
/// <param name="Protected">The password.</param>
/// <param name="Impersonation">By what mailboxes are named.</param>
/// <param name="PinnedThumbprint">The thumbprint of the one certificate that the server may show.</param>
/// <param name="DirectoryMailbox">The mailbox in whose name directory and public folders are asked, for an account without one.</param>
/// <param name="Reference">Where the password lies instead.</param>
internal sealed record ExchangePart(
    Uri EwsUrl, ExchangeAuthentication? Authentication, string? UserName, string? Scheme, string? Protected,
    EwsImpersonationKind? Impersonation, string? PinnedThumbprint, string? DirectoryMailbox = null,
    SyncSecretReference? Reference = null)
{
    /// <summary>
    /// By what mailboxes are named where nothing else is said. A token means Exchange Online, which takes an alias too; a server takes
    /// the primary address.
    /// </summary>
    public static EwsImpersonationKind DefaultImpersonation(ExchangeAuthentication? authentication) =>
        authentication == ExchangeAuthentication.OAuth ? EwsImpersonationKind.SmtpAddress : EwsImpersonationKind.PrimarySmtpAddress;

    /// <summary>Whether nothing is missing that the sign-in needs.</summary>
    /// <param name="hasCredential">Whether there is an app to ask for tokens as.</param>
    public bool IsComplete(bool hasCredential) =>
        EwsUrl is { IsAbsoluteUri: true, Scheme: "https" } && Impersonation is not null && (Scheme is not null || Protected is null)
        && (Reference is null || (Reference.Name is not null && Protected is null))
        && Authentication switch
        {
            ExchangeAuthentication.OAuth => hasCredential,
            ExchangeAuthentication.Basic => UserName is not null && HasPassword,
            ExchangeAuthentication.Ntlm or ExchangeAuthentication.Negotiate => (UserName is null) != HasPassword,
            _ => false,
        };

    private bool HasPassword => Protected is not null || Reference is not null;
}
