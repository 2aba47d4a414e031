using System.Security;
using ContactSync.Microsoft365.Ews;

namespace ContactSync.PowerShell.Connections;

/// <summary>What a connection needs to sign in beyond what <see cref="SyncConnection"/> shows. What it has no use for is null.</summary>
internal sealed record ConnectionSecrets
{
    /// <summary>The app's client secret; beside a user's password, null for an app that allows public client flows.</summary>
    public SecureString? ClientSecret { get; init; }

    /// <summary>The key id of the client secret, where known.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The certificate's file; this or <see cref="CertificateThumbprint"/>.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The certificate's thumbprint in the certificate store.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>What the certificate's file is encrypted with; null for none.</summary>
    public SecureString? CertificatePassword { get; init; }

    /// <summary>The user that the password grant signs in.</summary>
    public string? UserName { get; init; }

    /// <summary>That user's password.</summary>
    public SecureString? Password { get; init; }

    /// <summary>The password of <see cref="SyncConnection.ExchangeAccount"/>.</summary>
    public SecureString? ExchangePassword { get; init; }

    /// <summary>
    /// By what mailboxes are named to Exchange; saved as null, it is what fits: with a token (Exchange Online) any address, else the
    /// primary one, which every server understands.
    /// </summary>
    public EwsImpersonationKind? Impersonation { get; init; }

    /// <summary>The thumbprint of the one server certificate that Exchange may show.</summary>
    public string? PinnedThumbprint { get; init; }

    /// <summary>The mailbox in whose name directory and public folders are asked, for an account without one.</summary>
    public string? DirectoryMailbox { get; init; }
}
