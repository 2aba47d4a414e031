using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ContactSync.Sandbox.Hosting;

/// <summary>HTTPS on 127.0.0.1 and, where the machine has it, on ::1 at the same port: clients ask for localhost and try either.</summary>
internal static class LoopbackServer
{
    private const int PortAttempts = 20;

    /// <exception cref="IOException">The port asked for is in use.</exception>
    public static async Task<(WebApplication Application, int Port)> StartAsync(
        int port, SandboxCertificates certificates, Action<WebApplication> configure, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var candidate = port == 0 ? FreePort() : port;
            var application = Build(candidate, certificates);
            try
            {
                configure(application);
                await application.StartAsync(cancellationToken);
                return (application, candidate);
            }
            catch (IOException error) when (port == 0 && attempt < PortAttempts && error.InnerException is AddressInUseException)
            {
                // Somebody took the port between our look and our start, or holds it on ::1 only.
                await application.DisposeAsync();
            }
            catch
            {
                await application.DisposeAsync();
                throw;
            }
        }
    }

    private static WebApplication Build(int port, SandboxCertificates certificates)
    {
        // The empty builder reads no environment variable and no file: nothing outside decides what this server does.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var address in Addresses())
            {
                kestrel.Listen(address, port, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = certificates.Chain,
                        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                    }),
                }));
            }
        });
        return builder.Build();
    }

    private static IEnumerable<IPAddress> Addresses()
    {
        yield return IPAddress.Loopback;
        if (CanBind(IPAddress.IPv6Loopback))
            yield return IPAddress.IPv6Loopback;
    }

    private static bool CanBind(IPAddress address)
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>Leaves Ctrl+C to the process that hosts the sandbox; the usual lifetime would take it over.</summary>
    private sealed class PassiveLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
