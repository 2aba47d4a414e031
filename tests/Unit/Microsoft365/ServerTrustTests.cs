using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>An own authority is added to validation; it never replaces it.</summary>
public class ServerTrustTests
{
    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused_with_the_way_out()
    {
        await using var server = new TlsServer();

        var error = await FailAsync(server, trusted: null);

        Assert.Equal("CertificateUntrusted", error.ErrorId);
        Assert.Contains(server.Address.Authority, error.Message);
        Assert.Contains("CN=localhost", error.Message);
        Assert.Contains("CN=Laboratory CA", error.Message);
        Assert.Contains("-TrustedCertificate", error.Advice);
    }

    [Fact]
    public async Task The_environment_s_own_authority_is_trusted()
    {
        await using var server = new TlsServer();
        await using var session = Session(server, server.AuthorityPem);

        using var response = await session.Anonymous.GetAsync(server.Address);

        Assert.True(response.IsSuccessStatusCode);
        var seen = session.Trust.Seen("localhost");
        Assert.True(seen!.FromOwnAuthority);
        Assert.Equal("CN=localhost", seen.Subject);
    }

    [Fact]
    public async Task A_server_that_certifies_itself_is_trusted_by_its_own_certificate()
    {
        await using var server = new TlsServer(selfSigned: true);

        Assert.Equal("CertificateUntrusted", (await FailAsync(server, trusted: null)).ErrorId);
        await using var session = Session(server, server.AuthorityPem);
        using var response = await session.Anonymous.GetAsync(server.Address);

        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Another_authority_does_not_help()
    {
        await using var server = new TlsServer();
        await using var other = new TlsServer();

        Assert.Equal("CertificateUntrusted", (await FailAsync(server, other.AuthorityPem)).ErrorId);
    }

    [Fact]
    public async Task An_own_authority_does_not_excuse_a_certificate_out_of_date()
    {
        await using var server = new TlsServer(startDay: -60, endDay: -30);

        Assert.Equal("CertificateExpired", (await FailAsync(server, server.AuthorityPem)).ErrorId);
    }

    [Fact]
    public async Task An_own_authority_does_not_excuse_another_name()
    {
        await using var server = new TlsServer(name: "graph.example.com");

        var error = await FailAsync(server, server.AuthorityPem);

        Assert.Equal("CertificateNameWrong", error.ErrorId);
        Assert.Contains("graph.example.com", error.Message);
    }

    [Fact]
    public async Task An_own_authority_does_not_excuse_another_use()
    {
        await using var server = new TlsServer(use: TlsServer.ClientUse);

        Assert.Equal("CertificateInvalid", (await FailAsync(server, server.AuthorityPem)).ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_list_of_revoked_certificates_that_cannot_be_reached_is_named(bool machineTrusts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=Laboratory CA", key, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        using var authority = root.CreateSelfSigned(now.AddDays(-2), now.AddDays(2));
        var request = new CertificateRequest("CN=mail.example.com", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["http://127.0.0.1:1/laboratory.crl"]));
        using var leaf = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.Online;
        chain.ChainPolicy.RevocationFlag = X509RevocationFlag.EndCertificateOnly;
        chain.ChainPolicy.ExtraStore.Add(authority);
        if (machineTrusts)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
        }
        Assert.False(chain.Build(leaf));
        var trust = new ServerTrust(new SyncEnvironment("lab", new("https://a.test"), new("https://b.test"))
        {
            TrustedCertificate = machineTrusts ? null : authority.ExportCertificatePem(),
        });

        var refused = Assert.Throws<CertificateRefusedException>(
            () => trust.Validate(new object(), leaf, chain, SslPolicyErrors.RemoteCertificateChainErrors));

        Assert.Equal(CertificateProblem.RevocationUnknown, refused.Problem);
        var error = ConnectionErrors.Translate(new HttpRequestException("x", refused), new("https://mail.example.com"), default);
        Assert.Equal("CertificateRevocationUnknown", error!.ErrorId);
        Assert.Contains("list of revoked certificates", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void A_file_that_is_no_certificate_is_named(string pem)
    {
        var environment = new SyncEnvironment("lab", new Uri("https://a.test"), new Uri("https://b.test")) { TrustedCertificate = pem };

        var error = Assert.Throws<SyncException>(() => TenantSession.Create(StubTenant.Options(environment: environment)));

        Assert.Equal("TrustedCertificateUnreadable", error.ErrorId);
    }

    private static async Task<SyncException> FailAsync(TlsServer server, string? trusted)
    {
        await using var session = Session(server, trusted);
        return await Assert.ThrowsAsync<ConnectionLostException>(
            () => session.GetTokenAsync("https://graph.microsoft.com", false, default));
    }

    private static TenantSession Session(TlsServer server, string? trusted) => TenantSession.Create(StubTenant.Options(
        environment: new SyncEnvironment("lab", server.Address, server.Address) { TrustedCertificate = trusted }));
}
