using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Makes certificates for apps, and puts them where they are used: a PFX file, or the certificate store.</summary>
/// <remarks>
/// The identity platform takes assertions signed with RSA alone (PS256, RS256):
/// https://learn.microsoft.com/entra/identity-platform/certificate-credentials. With an ECDSA key no app can sign in.
/// </remarks>
public static class SelfSignedCertificates
{
    private const int RsaBits = 3072;

    /// <summary>Longer names would not fit a certificate (RFC 5280, ub-common-name).</summary>
    private const int LongestName = 64;

    /// <summary>Makes a certificate whose key is in memory only.</summary>
    /// <param name="name">Whose it is; its common name.</param>
    /// <param name="mark">By what it is found again; its organisational unit. Null for none.</param>
    /// <param name="algorithm">The kind of its key.</param>
    /// <param name="start">When it begins.</param>
    /// <param name="end">When it ends.</param>
    public static X509Certificate2 Make(
        string name, string? mark, CertificateKeyAlgorithm algorithm, DateTimeOffset start, DateTimeOffset end)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var subject = new X500DistinguishedNameBuilder();
        if (mark is not null)
            subject.AddOrganizationalUnitName(mark);
        subject.AddCommonName(name.Length > LongestName ? name[..LongestName] : name);
        if (algorithm == CertificateKeyAlgorithm.EcdsaP256)
        {
            using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return Sign(new CertificateRequest(subject.Build(), curve, HashAlgorithmName.SHA256), start, end);
        }
        using var key = RSA.Create(RsaBits);
        return Sign(new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), start, end);
    }

    /// <summary>The certificate with its key as PKCS #12, encrypted.</summary>
    public static byte[] ToPfx(X509Certificate2 certificate, SecureString password)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(password);
        return certificate.Export(X509ContentType.Pkcs12, password);
    }

    /// <summary>
    /// Puts the certificate into the current user's store. Its key can be used there but not exported, where the system knows such keys
    /// (Windows).
    /// </summary>
    public static void AddToStore(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var kept = new X509Certificate2(
            certificate.Export(X509ContentType.Pkcs12), (string?)null, X509KeyStorageFlags.PersistKeySet | X509KeyStorageFlags.UserKeySet);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(kept);
    }

    /// <summary>The thumbprint of the certificate in the current user's store that bears a mark; null where there is none.</summary>
    public static string? FindInStore(string mark)
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return store.Certificates.FirstOrDefault(certificate =>
            certificate.HasPrivateKey && certificate.Subject.Contains("OU=" + mark, StringComparison.Ordinal))?.Thumbprint;
    }

    /// <summary>A password for a PFX file that no person types.</summary>
    public static SecureString NewPassword() => SecureText.Protect(
        RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32));

    private static X509Certificate2 Sign(CertificateRequest request, DateTimeOffset start, DateTimeOffset end)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(start, end);
    }
}
