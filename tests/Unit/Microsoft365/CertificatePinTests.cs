using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>A pin is asked for on top of validation; it replaces none of it.</summary>
public class CertificatePinTests
{
    [Fact]
    public async Task The_pinned_certificate_is_accepted_in_either_hash_and_however_it_is_written()
    {
        await using var server = new TlsServer();

        Assert.Null(await TryAsync(server, server.Sha256));
        Assert.Null(await TryAsync(server, server.Sha1.ToLowerInvariant()));
        Assert.Null(await TryAsync(server, "\u200E" + string.Join(':', server.Sha256.Chunk(2).Select(pair => new string(pair))) + " "));
    }

    [Fact]
    public async Task Another_certificate_of_the_same_authority_is_refused_by_name()
    {
        await using var server = new TlsServer();
        await using var other = new TlsServer();

        var error = await TryAsync(server, other.Sha256);

        Assert.Equal("CertificateNotPinned", error!.ErrorId);
        Assert.Contains(server.Sha256, error.Message, StringComparison.Ordinal);
        Assert.Contains("-PinnedThumbprint " + server.Sha256, error.Advice, StringComparison.Ordinal);
        Assert.Contains(server.Sha1, (await TryAsync(server, other.Sha1))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pin_excuses_no_unknown_authority()
    {
        await using var server = new TlsServer();

        Assert.Equal("CertificateUntrusted", (await TryAsync(server, server.Sha256, trusted: ""))!.ErrorId);
    }

    [Fact]
    public async Task A_server_that_certifies_itself_needs_its_name_and_its_dates_all_the_same()
    {
        await using var good = new TlsServer(selfSigned: true);
        await using var named = new TlsServer(name: "mail.example.com", selfSigned: true);
        await using var old = new TlsServer(startDay: -60, endDay: -30, selfSigned: true);

        Assert.Null(await TryAsync(good, good.Sha256));
        Assert.Equal("CertificateNameWrong", (await TryAsync(named, named.Sha256))!.ErrorId);
        Assert.Equal("CertificateExpired", (await TryAsync(old, old.Sha256))!.ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("ZZ34567890123456789012345678901234567890")]
    public void What_is_no_thumbprint_is_named(string text)
    {
        var error = Assert.Throws<SyncException>(() => new ServerTrust(Environment(new("https://a.test"), text, null), isExchange: true));

        Assert.Equal("PinnedThumbprintUnreadable", error.ErrorId);
    }

    [Fact]
    public async Task What_is_pinned_is_Exchange_s_and_no_other_server_s()
    {
        await using var server = new TlsServer();
        await using var other = new TlsServer();

        Assert.Null(await TryAsync(server, other.Sha256, isExchange: false));
    }

    [Fact]
    public async Task The_client_asks_for_the_pin()
    {
        await using var server = new TlsServer();
        await using var other = new TlsServer();
        using var client = new EwsClient(new EwsClientOptions
        {
            Environment = Environment(server.Address, other.Sha256, server.AuthorityPem),
            SignIn = new EwsBasicSignIn("svc", new System.Net.NetworkCredential("", "x").SecurePassword),
        });

        var error = await Assert.ThrowsAsync<ConnectionLostException>(() => client.GetAsync(
            new ContactSync.Microsoft365.Ews.Operations.GetItem(["C1"], EwsShape.IdOnly), client.Call("mailbox anna"), default));

        Assert.Equal("CertificateNotPinned", error.ErrorId);
    }

    private static async Task<SyncException?> TryAsync(TlsServer server, string pin, string? trusted = null, bool isExchange = true)
    {
        var pem = trusted is null ? server.AuthorityPem : null;
        using var http = new HttpClient(
            EwsSockets.Create(new ServerTrust(Environment(server.Address, pin, pem), isExchange), credentials: null));
        try
        {
            using var response = await http.GetAsync(server.Address);
            return null;
        }
        catch (HttpRequestException error)
        {
            return ConnectionErrors.Translate(error, server.Address, default);
        }
    }

    private static SyncEnvironment Environment(Uri address, string pin, string? trusted) =>
        new("lab", address, address, address) { PinnedThumbprint = pin, TrustedCertificate = trusted };
}
