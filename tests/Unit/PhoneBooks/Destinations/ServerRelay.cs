using System.Net;
using System.Net.Sockets;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>A way to a server on loopback that can be cut: what is begun breaks, and what is tried is refused.</summary>
internal sealed class ServerRelay : IAsyncDisposable
{
    private readonly Uri server;
    private readonly int port;
    private TcpListener listener;
    private CancellationTokenSource cut = new();
    private Task accepting;

    public ServerRelay(Uri server)
    {
        this.server = server;
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync(listener, cut.Token);
    }

    /// <summary>Told of each connection's count of bytes, each time some were sent on to the server.</summary>
    public Func<long, Task> Sent { get; set; } = _ => Task.CompletedTask;

    /// <summary>An address on the server, through the relay.</summary>
    public string Through(string place) => new UriBuilder(place) { Port = port }.Uri.AbsoluteUri;

    public async Task GoAwayAsync()
    {
        await cut.CancelAsync();
        listener.Dispose();
        await accepting;
    }

    public void ComeBack()
    {
        cut.Dispose();
        cut = new CancellationTokenSource();
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync(listener, cut.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await GoAwayAsync();
        cut.Dispose();
    }

    private async Task AcceptAsync(TcpListener from, CancellationToken stop)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await from.AcceptTcpClientAsync(stop), stop));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using var _ = client;
        try
        {
            using var goal = new TcpClient();
            await goal.ConnectAsync(server.Host, server.Port, stop);
            var (near, far) = (client.GetStream(), goal.GetStream());
            var first = await Task.WhenAny(CountAsync(near, far, stop), far.CopyToAsync(near, stop));
            await first;
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The way was cut, or one of the two hung up.
        }
    }

    private async Task CountAsync(NetworkStream from, NetworkStream to, CancellationToken stop)
    {
        var buffer = new byte[16 << 10];
        long sum = 0;
        for (int read; (read = await from.ReadAsync(buffer, stop)) > 0;)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), stop);
            await Sent(sum += read);
        }
    }
}
