using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Graph;

/// <summary>The requests of one mailbox: at most four at a time, as Exchange bounds them for one app and one mailbox.</summary>
/// <remarks>https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits</remarks>
internal sealed class GraphMailboxChannel(GraphTransport transport, GraphCall call, string mailboxId, Action<string>? trace)
{
    internal const int Concurrency = 4;

    private readonly SemaphoreSlim gate = new(Concurrency);

    public GraphLinks Links => transport.Links;

    public string MailboxId => mailboxId;

    /// <summary>What the requests are about, for their errors.</summary>
    public GraphCall Call => call;

    /// <summary>Told what an admin who looks closer wants to know.</summary>
    public Action<string>? Trace => trace;

    public Task<GraphAnswer> GetAsync(string relative, CancellationToken cancellationToken) =>
        PassAsync(() => transport.GetAsync(call, relative, cancellationToken), cancellationToken);

    public Task<GraphAnswer> SendAsync(GraphChange change, CancellationToken cancellationToken) =>
        PassAsync(() => transport.SendAsync(call, change, cancellationToken), cancellationToken);

    public Task<GraphAnswer[]> GetManyAsync(IReadOnlyList<string> relatives, CancellationToken cancellationToken) =>
        PassAsync(() => transport.GetManyAsync(call, relatives, cancellationToken), cancellationToken);

    private async Task<T> PassAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await send().ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
