using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Serves an empty JSON object over TLS on a free loopback port, with a certificate as asked for.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly SslStreamCertificateContext chain;
    private readonly Task accepting;

    public TlsServer(string name = "localhost", string use = ServerUse, int startDay = -1, int endDay = 30, bool selfSigned = false)
    {
        var start = DateTimeOffset.UtcNow.AddDays(-400);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Laboratory CA", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(start, start.AddDays(800));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var (first, last) = (DateTimeOffset.UtcNow.AddDays(startDay), DateTimeOffset.UtcNow.AddDays(endDay));
        using var withKey = selfSigned
            ? request.CreateSelfSigned(first, last)
            : request.Create(authority, first, last, RandomNumberGenerator.GetBytes(16)).CopyWithPrivateKey(key);
        AuthorityPem = (selfSigned ? withKey : authority).ExportCertificatePem();
        // Schannel serves no ephemeral key.
        var server = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        Sha256 = server.GetCertHashString(HashAlgorithmName.SHA256);
        Sha1 = server.GetCertHashString();
        chain = SslStreamCertificateContext.Create(server, selfSigned ? [] : [authority], offline: true);

        listener.Start();
        Address = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    public string AuthorityPem { get; }

    public Uri Address { get; }

    public string Sha256 { get; }

    public string Sha1 { get; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = chain }, stop.Token);
            var buffer = new byte[8192];
            while (await stream.ReadAsync(buffer, stop.Token) > 0)
            {
                await stream.WriteAsync(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), stop.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or AuthenticationException)
        {
            // The client did not like the certificate, or is gone: which is what is tested.
        }
    }
}
