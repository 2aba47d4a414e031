using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Engine.Publishing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>An HTTPS server on loopback that answers as a test says, and counts what it was asked.</summary>
internal sealed class OddServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private readonly List<string> asked = [];

    private OddServer(WebApplication app, Uri address, string authority)
    {
        this.app = app;
        Address = address;
        Settings = new DestinationSettings
        {
            Place = new Uri(address, "/book/").AbsoluteUri, UserName = "pbx", TrustedCertificate = authority,
        };
    }

    public Uri Address { get; }

    public DestinationSettings Settings { get; }

    /// <summary>Method and path of each request.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
                return [.. asked];
        }
    }

    public static async Task<OddServer> StartAsync(Func<HttpContext, string, Task> answer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        OddServer? server = null;
        app.Run(async context =>
        {
            lock (server!.asked)
                server.asked.Add($"{context.Request.Method} {context.Request.Path}");
            using var reader = new StreamReader(context.Request.Body);
            await answer(context, await reader.ReadToEndAsync());
        });
        await app.StartAsync();
        var port = new Uri(app.Urls.First()).Port;
        server = new OddServer(app, new Uri($"https://localhost:{port}"), made.ExportCertificatePem());
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
