using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.Bench;

/// <summary>
/// The floor: sends the requests of an import again, as many at once as the import had, and throws the answers away. Neither JSON nor
/// retries nor a store. What follows a page is known beforehand, so that nothing has to be read for it.
/// </summary>
internal sealed class BareDownloader : IDisposable
{
    private const int MailboxConcurrency = 4;

    private readonly HttpClient http;
    private readonly IReadOnlyList<RecordedRequest> directory;
    private readonly IReadOnlyList<IGrouping<string, RecordedRequest>> mailboxes;

    public BareDownloader(SandboxChild sandbox, string token, IReadOnlyList<RecordedRequest> requests)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(sandbox.Environment.TrustedCertificate);
        http = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            UseCookies = false,
        });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        directory = [.. requests.Where(request => request.Mailbox.Length == 0)];
        mailboxes = [.. requests.Where(request => request.Mailbox.Length > 0).GroupBy(request => request.Mailbox, StringComparer.Ordinal)];
    }

    /// <summary>Sends everything once; the number of bytes that came.</summary>
    public async Task<long> RunAsync(int throttle)
    {
        long bytes = 0;
        foreach (var request in directory)
            bytes += await SendAsync(request);
        await Parallel.ForEachAsync(mailboxes, new ParallelOptions { MaxDegreeOfParallelism = throttle }, async (requests, _) =>
        {
            using var gate = new SemaphoreSlim(MailboxConcurrency);
            foreach (var request in requests.Where(request => request.Chain.Length == 0))
                Interlocked.Add(ref bytes, await SendAsync(request));
            await Task.WhenAll(requests.Where(request => request.Chain.Length > 0).GroupBy(request => request.Chain).Select(async chain =>
            {
                foreach (var request in chain)
                {
                    await gate.WaitAsync(CancellationToken.None);
                    Interlocked.Add(ref bytes, await SendAsync(request));
                    gate.Release();
                }
            }));
        });
        return bytes;
    }

    public void Dispose() => http.Dispose();

    private async Task<long> SendAsync(RecordedRequest recorded)
    {
        using var request = new HttpRequestMessage(recorded.Method, recorded.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (recorded.Body is not null)
            request.Content = new ByteArrayContent(recorded.Body) { Headers = { ContentType = new("application/json") } };
        if (recorded.Prefer.Length > 0)
            request.Headers.TryAddWithoutValidation("Prefer", recorded.Prefer);
        if (recorded.Eventual)
            request.Headers.Add("ConsistencyLevel", "eventual");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var nowhere = new CountingStream();
        await response.Content.CopyToAsync(nowhere);
        return nowhere.Length;
    }

    /// <summary>Counts bytes and forgets them.</summary>
    private sealed class CountingStream : Stream
    {
        private long length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => length;

        public override long Position { get => length; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => length += count;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            length += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
