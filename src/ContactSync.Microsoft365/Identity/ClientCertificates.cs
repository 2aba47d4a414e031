using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ContactSync.Microsoft365.Identity;

/// <summary>Finds the certificate an app signs in with: in a file, or in the certificate store.</summary>
public static class ClientCertificates
{
    /// <summary>The object identifier of RSA keys, with which alone an app can sign in (rsaEncryption, RFC 8017).</summary>
    internal const string RsaKey = "1.2.840.113549.1.1.1";

    /// <summary>ERROR_INVALID_PASSWORD, which .NET gives everywhere as Windows does.</summary>
    private const int InvalidPassword = unchecked((int)0x80070056);

    /// <summary>Reads a PFX file, or a PEM file that holds the certificate and its key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">What its key is encrypted with; null for none.</param>
    /// <exception cref="SyncException">
    /// There is no such file, it is no certificate, the password is wrong, it has no usable private key.
    /// </exception>
    public static ClientCertificateCredential FromFile(string path, SecureString? password)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            var content = File.ReadAllBytes(path);
            var text = Encoding.Latin1.GetString(content);
            var isPem = text.Contains("-----BEGIN ", StringComparison.Ordinal);
            return Own(isPem ? ReadPem(path, text, password) : ReadPfx(path, content, password));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Texts.Catalog.Create(error, nameof(Errors.ClientCertificateFileMissing), SyncErrorKind.NotFound, path, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(error, path);
        }
    }

    /// <summary>Looks in the current user's store; on Windows in the machine's too.</summary>
    /// <param name="thumbprint">The SHA-1 thumbprint in hexadecimal; blanks, colons and invisible characters do not matter.</param>
    /// <exception cref="SyncException">There is no such certificate, or its private key is not here.</exception>
    public static ClientCertificateCredential FromStore(string thumbprint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(thumbprint);
        var sought = string.Concat(thumbprint.Where(char.IsAsciiHexDigit)).ToUpperInvariant();
        StoreLocation[] locations = OperatingSystem.IsWindows()
            ? [StoreLocation.CurrentUser, StoreLocation.LocalMachine]
            : [StoreLocation.CurrentUser];
        foreach (var location in locations)
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly);
            if (store.Certificates.Find(X509FindType.FindByThumbprint, sought, validOnly: false) is [var found, ..])
                return Own(found);
        }
        throw Texts.Catalog.Create(nameof(Errors.ClientCertificateNotFound), SyncErrorKind.NotFound, thumbprint, sought);
    }

    private static ClientCertificateCredential Own(X509Certificate2 certificate)
    {
        try
        {
            return new ClientCertificateCredential(certificate);
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }

    private static X509Certificate2 ReadPfx(string path, byte[] content, SecureString? password)
    {
        // macOS knows no key that is in memory alone.
        var flags = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
        try
        {
            return new X509Certificate2(content, password, flags);
        }
        catch (CryptographicException error) when (error.HResult == InvalidPassword)
        {
            throw PasswordWrong(error, path);
        }
        catch (CryptographicException error)
        {
            throw Unreadable(error, path);
        }
    }

    private static X509Certificate2 ReadPem(string path, string text, SecureString? password)
    {
        var encrypted = text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        try
        {
            if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
                return X509Certificate2.CreateFromPem(text);
            return encrypted
                ? X509Certificate2.CreateFromEncryptedPem(text, text, password is null ? "" : SecureText.Reveal(password))
                : X509Certificate2.CreateFromPem(text, text);
        }
        catch (CryptographicException error) when (encrypted && IsCertificate(text))
        {
            throw PasswordWrong(error, path);
        }
        catch (CryptographicException error)
        {
            throw Unreadable(error, path);
        }
    }

    private static bool IsCertificate(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static SyncException PasswordWrong(Exception cause, string path) => Texts.Catalog.Create(
        cause, nameof(Errors.ClientCertificatePasswordWrong), SyncErrorKind.AuthenticationFailed, path, path);

    private static SyncException Unreadable(Exception cause, string path) => Texts.Catalog.Create(
        cause, nameof(Errors.ClientCertificateUnreadable), SyncErrorKind.InvalidData, path, path, cause.Message.TrimEnd('.'));
}
