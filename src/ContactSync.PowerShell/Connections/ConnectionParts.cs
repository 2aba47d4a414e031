using System.Security;

namespace ContactSync.PowerShell.Connections;

/// <summary>Between a connection's secrets and the parts of its file that hold them encrypted.</summary>
internal sealed class ConnectionParts(SecretProtector protector)
{
    /// <summary>What proves the connection to its tenant.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="secrets">What is given anew.</param>
    /// <param name="previous">What is kept where nothing is given; null to keep nothing.</param>
    public CredentialPart Make(SyncConnection connection, ConnectionSecrets secrets, CredentialPart? previous)
    {
        var kept = previous?.Kind == connection.CredentialKind ? previous : null;
        var keptKey = kept?.Reference == connection.CredentialReference ? kept?.KeyId : null;
        var part = new CredentialPart(connection.CredentialKind, null, null, End: connection.CredentialEnd);
        part = connection.CredentialKind switch
        {
            CredentialKind.ClientSecret => part with
            {
                // A credential of which only the key id is known has another secret than the one before.
                Protected = Protect(secrets.ClientSecret, secrets.KeyId is null ? kept?.Protected : null),
                KeyId = secrets.KeyId ?? (secrets.ClientSecret is null ? keptKey : null),
            },
            CredentialKind.Certificate => WithCertificate(part, secrets, kept),
            CredentialKind.Password => part with
            {
                Protected = Protect(secrets.Password, kept?.Protected),
                UserName = secrets.UserName ?? kept?.UserName,
                ProtectedClientSecret = Protect(secrets.ClientSecret, kept?.ProtectedClientSecret),
                KeyId = secrets.KeyId ?? (secrets.ClientSecret is null ? keptKey : null),
            },
            _ => part,
        };
        if (connection.CredentialKind != CredentialKind.ManagedIdentity && connection.CredentialReference is { } reference)
            part = part with { Protected = null, Reference = reference };
        var isKept = part.Protected == kept?.Protected && part.ProtectedClientSecret == kept?.ProtectedClientSecret;
        return (part.Protected ?? part.ProtectedClientSecret) is null ? part
            : part with { Scheme = isKept ? kept!.Scheme : SecretProtector.Scheme };
    }

    /// <summary>The Exchange, and what proves the connection's account there.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="secrets">What is given anew.</param>
    /// <param name="previous">What is kept where nothing is given; null to keep nothing.</param>
    public ExchangePart Make(Uri address, SyncConnection connection, ConnectionSecrets secrets, ExchangePart? previous)
    {
        var authentication = connection.ExchangeAuthentication;
        var kept = previous?.UserName == connection.ExchangeAccount ? previous : null;
        var secret = connection.ExchangeReference is null ? Protect(secrets.ExchangePassword, kept?.Protected) : null;
        return new ExchangePart(
            address, authentication, connection.ExchangeAccount,
            secret is null ? null : secret == kept?.Protected ? kept.Scheme : SecretProtector.Scheme,
            secret,
            secrets.Impersonation ?? kept?.Impersonation ?? ExchangePart.DefaultImpersonation(authentication),
            secrets.PinnedThumbprint ?? previous?.PinnedThumbprint,
            secrets.DirectoryMailbox ?? previous?.DirectoryMailbox,
            connection.ExchangeReference);
    }

    /// <summary>What a file holds; a secret that it refers to is null.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was encrypted elsewhere, or is damaged.</exception>
    /// <exception cref="FormatException">It is not Base64.</exception>
    public ConnectionSecrets Read(ConnectionFile file)
    {
        var (credential, exchange) = (file.Credential, file.Exchange);
        var secret = Unprotect(credential?.Scheme, credential?.Protected);
        return new ConnectionSecrets
        {
            ClientSecret = credential?.Kind == CredentialKind.ClientSecret
                ? secret
                : Unprotect(credential?.Scheme, credential?.ProtectedClientSecret),
            KeyId = credential?.KeyId,
            CertificatePath = credential?.CertificatePath,
            CertificateThumbprint = credential?.CertificateThumbprint,
            CertificatePassword = credential?.Kind == CredentialKind.Certificate ? secret : null,
            UserName = credential?.UserName,
            Password = credential?.Kind == CredentialKind.Password ? secret : null,
            ExchangePassword = Unprotect(exchange?.Scheme, exchange?.Protected),
            Impersonation = exchange?.Impersonation,
            PinnedThumbprint = exchange?.PinnedThumbprint,
            DirectoryMailbox = exchange?.DirectoryMailbox,
        };
    }

    /// <summary>Another certificate does not have the password of the one before.</summary>
    private CredentialPart WithCertificate(CredentialPart part, ConnectionSecrets secrets, CredentialPart? kept)
    {
        var isOther = secrets.CertificatePath is not null || secrets.CertificateThumbprint is not null;
        return part with
        {
            Protected = Protect(secrets.CertificatePassword, isOther ? null : kept?.Protected),
            KeyId = secrets.KeyId ?? (isOther ? null : kept?.KeyId),
            CertificatePath = isOther ? secrets.CertificatePath : kept?.CertificatePath,
            CertificateThumbprint = isOther ? secrets.CertificateThumbprint : kept?.CertificateThumbprint,
        };
    }

    private string? Protect(SecureString? secret, string? kept) => secret is null ? kept : protector.Protect(secret);

    private SecureString? Unprotect(string? scheme, string? text) => text is null ? null : protector.Unprotect(scheme!, text);
}
