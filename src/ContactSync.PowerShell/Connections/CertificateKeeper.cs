using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Connections;

/// <summary>A certificate for an app, and where its key lies.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Path">Its file; null where it is in the certificate store, or was handed over.</param>
/// <param name="Password">What the file is encrypted with.</param>
internal sealed record CertificateKeeper(X509Certificate2 Certificate, string? Path, SecureString? Password)
{
    /// <summary>
    /// Makes one: on Windows in the current user's store, its key not to be exported; where a path is given, and elsewhere, as a PFX file
    /// that only its owner may read.
    /// </summary>
    public static CertificateKeeper Make(
        SyncAppRegistration app, string? path, SecureString? password, CertificateKeyAlgorithm algorithm, TimeSpan life)
    {
        // A clock that is a little behind must not find the certificate too young.
        var start = DateTimeOffset.UtcNow.AddMinutes(-5);
        var made = SelfSignedCertificates.Make(app.Name, mark: null, algorithm, start, start + life);
        if (path is null && OperatingSystem.IsWindows())
        {
            SelfSignedCertificates.AddToStore(made);
            return new CertificateKeeper(made, null, null);
        }
        path ??= System.IO.Path.Combine(DataFolder.Certificates(DataFolder.Of(app.Environment)), $"{app.AppId}-{made.Thumbprint[..8]}.pfx");
        password ??= SelfSignedCertificates.NewPassword();
        DataFolder.CreatePrivate(System.IO.Path.GetDirectoryName(path)!);
        PrivateFile.Write(path, SelfSignedCertificates.ToPfx(made, password));
        return new CertificateKeeper(made, path, password);
    }

    /// <summary>Takes one that is there. Its key need not be here: then somebody else signs in with it.</summary>
    /// <exception cref="SyncException">It is not found, or cannot be read.</exception>
    public static CertificateKeeper Find(string? path, SecureString? password, string? thumbprint, X509Certificate2? given)
    {
        if (given is not null)
            return new CertificateKeeper(given, null, null);
        if (thumbprint is not null)
            return new CertificateKeeper(ClientCertificates.FromStore(thumbprint).Certificate, null, null);
        try
        {
            return new CertificateKeeper(ClientCertificates.FromFile(path!, password).Certificate, path, password);
        }
        catch (SyncException error) when (error.ErrorId == "ClientCertificateWithoutKey")
        {
            return new CertificateKeeper(ReadPublic(path!), null, null);
        }
    }

    private static X509Certificate2 ReadPublic(string path)
    {
        try
        {
            return new X509Certificate2(File.ReadAllBytes(path));
        }
        catch (CryptographicException)
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
    }
}
