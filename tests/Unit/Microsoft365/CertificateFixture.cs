using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Certificates that an app could sign in with, and files of them in a folder that goes with the fixture.</summary>
public sealed class CertificateFixture : IDisposable
{
    public const string Password = "Pfx~geheim-ß";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    public void Dispose() => folder.Delete(recursive: true);

    public static X509Certificate2 Make(DateTimeOffset? start = null, DateTimeOffset? end = null)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=Contoso PBX", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            start ?? DateTimeOffset.UtcNow.AddDays(-1), end ?? DateTimeOffset.UtcNow.AddDays(30));
    }

    public static X509Certificate2 MakeElliptic()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=Contoso PBX", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    public string Pfx(X509Certificate2 certificate, string? password = Password) =>
        Write("app.pfx", certificate.Export(X509ContentType.Pfx, password));

    public string Pem(X509Certificate2 certificate, string? password = null)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var text = password is null ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(password, parameters);
        return Write("app.pem", System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + text));
    }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}-{name}");
        File.WriteAllBytes(path, content);
        return path;
    }
}
