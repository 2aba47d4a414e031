using System.Net;

namespace ContactSync.Bench;

/// <summary>
/// The floor: sends the requests of an import again, signed in as it was and as many at once as it had, and throws the answers away.
/// Neither JSON nor XML, nor retries, nor a store. What follows a page is known beforehand, so that nothing has to be read for it.
/// </summary>
internal sealed class BareDownloader : IDisposable
{
    private const int MailboxConcurrency = 4;

    private readonly HttpClient http;
    private readonly IReadOnlyList<RecordedRequest> directory;
    private readonly IReadOnlyList<IGrouping<string, RecordedRequest>> mailboxes;

    public BareDownloader(string trustedCertificate, IReadOnlyList<RecordedRequest> requests)
    {
        http = new HttpClient(SandboxTransport.Create(trustedCertificate));
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
        {
            request.Content = new ByteArrayContent(recorded.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", recorded.ContentType);
        }
        foreach (var (name, value) in recorded.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
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
