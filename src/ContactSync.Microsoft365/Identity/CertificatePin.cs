using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.Microsoft365.Identity;

/// <summary>The one certificate that a server may show, by its thumbprint.</summary>
internal sealed class CertificatePin
{
    private readonly byte[] thumbprint;
    private readonly HashAlgorithmName algorithm;

    private CertificatePin(byte[] thumbprint, HashAlgorithmName algorithm)
    {
        this.thumbprint = thumbprint;
        this.algorithm = algorithm;
    }

    /// <summary>What an environment pins; null where it pins nothing. Blanks and colons between the digits do not matter.</summary>
    /// <exception cref="SyncException">It is no thumbprint.</exception>
    public static CertificatePin? Of(SyncEnvironment environment)
    {
        if (environment.PinnedThumbprint is not { } text)
            return null;
        // The certificate window of Windows copies an invisible mark in front of the digits.
        var digits = string.Concat(text.Where(character => character is not (':' or '-' or '\u200E') && !char.IsWhiteSpace(character)));
        var algorithm = digits.Length switch
        {
            2 * SHA256.HashSizeInBytes => HashAlgorithmName.SHA256,
            2 * SHA1.HashSizeInBytes => HashAlgorithmName.SHA1,
            _ => default,
        };
        return algorithm != default && digits.All(char.IsAsciiHexDigit)
            ? new CertificatePin(Convert.FromHexString(digits), algorithm)
            : throw Texts.Catalog.Create(
                nameof(Errors.PinnedThumbprintUnreadable), SyncErrorKind.InvalidArgument, environment, environment.Name, text);
    }

    public bool Fits(X509Certificate2 certificate) => certificate.GetCertHash(algorithm).AsSpan().SequenceEqual(thumbprint);

    /// <summary>The thumbprint that would be pinned for a certificate.</summary>
    public string ThumbprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(algorithm);
}
