using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Where an app's certificate is found, and what is said where it is none.</summary>
public sealed class ClientCertificatesTests(CertificateFixture files) : IClassFixture<CertificateFixture>
{
    [Fact]
    public void A_certificate_is_read_from_PFX_and_from_PEM_with_and_without_a_password()
    {
        using var made = CertificateFixture.Make();
        ClientCertificateCredential[] read =
        [
            ClientCertificates.FromFile(files.Pfx(made), Secure(CertificateFixture.Password)),
            ClientCertificates.FromFile(files.Pfx(made, password: null), null),
            ClientCertificates.FromFile(files.Pem(made), null),
            ClientCertificates.FromFile(files.Pem(made, CertificateFixture.Password), Secure(CertificateFixture.Password)),
        ];

        Assert.All(read, credential =>
        {
            Assert.Equal(made.Thumbprint, credential.Certificate.Thumbprint);
            Assert.True(credential.Certificate.HasPrivateKey);
            Assert.Equal(new DateTimeOffset(made.NotAfter), credential.End);
            credential.CheckLife(TimeProvider.System);
            credential.Certificate.Dispose();
        });
    }

    [Fact]
    public void A_wrong_password_is_told_from_a_damaged_file()
    {
        using var made = CertificateFixture.Make();

        Assert.Equal("ClientCertificatePasswordWrong", Refused(files.Pfx(made), "wrong"));
        Assert.Equal("ClientCertificatePasswordWrong", Refused(files.Pfx(made), null));
        Assert.Equal("ClientCertificatePasswordWrong", Refused(files.Pem(made, CertificateFixture.Password), "wrong"));
        Assert.Equal("ClientCertificatePasswordWrong", Refused(files.Pem(made, CertificateFixture.Password), null));
        Assert.Equal("ClientCertificateUnreadable", Refused(files.Write("app.pfx", [1, 2, 3, 4]), "x"));
        Assert.Equal("ClientCertificateUnreadable", Refused(files.Write("app.pem", "-----BEGIN CERTIFICATE-----\nAAAA"u8.ToArray()), null));
        Assert.Equal("ClientCertificateFileMissing", Refused("/nowhere/app.pfx", null));
    }

    [Fact]
    public void Without_its_private_key_a_certificate_is_refused()
    {
        using var made = CertificateFixture.Make();
        var pem = files.Write("app.pem", System.Text.Encoding.ASCII.GetBytes(made.ExportCertificatePem()));

        Assert.Equal("ClientCertificateWithoutKey", Refused(pem, null));
        Assert.Equal("ClientCertificateWithoutKey", Refused(files.Write("app.cer", made.RawData), null));
    }

    [Fact]
    public void Another_kind_of_key_is_refused()
    {
        using var elliptic = CertificateFixture.MakeElliptic();

        Assert.Equal("ClientCertificateNotRsa", Refused(files.Pfx(elliptic), CertificateFixture.Password));
    }

    [Theory]
    [InlineData(-31, "ClientCertificateNotYetValid")]
    [InlineData(31, "ClientCertificateExpired")]
    public async Task Outside_its_life_a_certificate_is_refused_before_any_request(int days, string errorId)
    {
        using var made = CertificateFixture.Make(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
        var transport = StubTenant.Transport(_ => new HttpResponseMessage());
        await using var session = TenantSession.Create(StubTenant.Options() with
        {
            Credential = new ClientCertificateCredential(made),
            TimeProvider = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(days)),
            Transport = () => transport,
        });

        var error = await Assert.ThrowsAsync<SyncException>(() => session.GetTokenAsync("https://graph.microsoft.com", false, default));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(made.Thumbprint, error.Message);
        Assert.Empty(transport.Requests);
    }

    [Fact]
    public void The_store_is_searched_by_thumbprint_however_it_was_copied()
    {
        using var made = CertificateFixture.Make();
        using var kept = X509CertificateLoader.LoadPkcs12(
            made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.PersistKeySet | X509KeyStorageFlags.Exportable);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(kept);
        try
        {
            var copied = "\u200e" + string.Join(' ', made.Thumbprint.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));

            using var found = ClientCertificates.FromStore(copied).Certificate;

            Assert.Equal(made.Thumbprint, found.Thumbprint);
        }
        finally
        {
            store.Remove(kept);
        }
        var error = Assert.Throws<SyncException>(() => ClientCertificates.FromStore(made.Thumbprint));
        Assert.Equal("ClientCertificateNotFound", error.ErrorId);
    }

    private static string Refused(string path, string? password)
    {
        var error = Assert.Throws<SyncException>(
            () => ClientCertificates.FromFile(path, password is null ? null : Secure(password)));
        Assert.DoesNotContain(CertificateFixture.Password, error.ToString());
        return error.ErrorId;
    }

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
