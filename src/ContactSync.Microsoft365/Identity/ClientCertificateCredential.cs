using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.Microsoft365.Identity;

/// <summary>A certificate that the app registration knows, with its private key.</summary>
public sealed class ClientCertificateCredential : AppCredential
{
    /// <summary>Takes a certificate; it stays the caller's to dispose. <see cref="ClientCertificates"/> finds one.</summary>
    /// <exception cref="SyncException">It has no private key, or one that cannot sign in.</exception>
    public ClientCertificateCredential(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
            throw Refuse(nameof(Errors.ClientCertificateWithoutKey), certificate);
        if (!IsRsa(certificate))
            throw Refuse(nameof(Errors.ClientCertificateNotRsa), certificate);
        Certificate = certificate;
    }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset End => Certificate.NotAfter;

    /// <summary>Subject and thumbprint.</summary>
    public override string ToString() => $"{Certificate.Subject} ({Certificate.Thumbprint})";

    /// <summary>Refuses a certificate outside its life.</summary>
    /// <exception cref="SyncException">It is not yet or no longer valid.</exception>
    public void CheckLife(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        if (now < Certificate.NotBefore)
            throw Refuse(nameof(Errors.ClientCertificateNotYetValid), Certificate);
        if (now > Certificate.NotAfter)
            throw Refuse(nameof(Errors.ClientCertificateExpired), Certificate);
    }

    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http)
    {
        CheckLife(options.TimeProvider);
        return AppSignIn.ForApp(AppSignIn.Prepare(options, http).WithCertificate(Certificate, sendX5C: false).Build());
    }

    private static bool IsRsa(X509Certificate2 certificate)
    {
        try
        {
            using var key = certificate.GetRSAPrivateKey();
            return key is not null;
        }
        catch (CryptographicException)
        {
            // Windows has a key that this account may not read.
            throw Refuse(nameof(Errors.ClientCertificateWithoutKey), certificate);
        }
    }

    private static SyncException Refuse(string id, X509Certificate2 certificate) => Texts.Catalog.Create(
        id, SyncErrorKind.AuthenticationFailed, certificate.Thumbprint,
        certificate.Subject, certificate.Thumbprint, certificate.NotBefore.ToString("d"), certificate.NotAfter.ToString("d"));
}
