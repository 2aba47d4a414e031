using System.Collections.Concurrent;

namespace ContactSync.Tests.Graph;

/// <summary>Counts what goes over the wire, all in all and at the same time, by mailbox; and can change answers.</summary>
internal sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentDictionary<string, int> underWay = new();
    private int count;
    private int most;

    /// <summary>Requests sent to Graph.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The most requests of one mailbox that were under way at once.</summary>
    public int MostOfOneMailbox => Volatile.Read(ref most);

    /// <summary>Answers in the service's place, or not at all (null).</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Answer { get; set; }

    /// <summary>Held by each request of a mailbox until it is released.</summary>
    public Func<HttpRequestMessage, Task>? Hold { get; set; }

    /// <summary>Changes the service's answers.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage, Task>? Edit { get; set; }

    /// <summary>What was posted to Graph, in order.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    public void Reset() => count = 0;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith("/v1.0/", StringComparison.Ordinal))
            return await base.SendAsync(request, cancellationToken);

        Interlocked.Increment(ref count);
        var mailbox = path.StartsWith("/v1.0/users/", StringComparison.Ordinal) ? path.Split('/')[3] : "";
        if (mailbox.Length > 0)
            Raise(underWay.AddOrUpdate(mailbox, 1, (_, before) => before + 1));
        try
        {
            if (request.Content is { } content)
                Bodies.Enqueue(await content.ReadAsStringAsync(cancellationToken));
            if (Hold is { } hold)
                await hold(request);
            var response = Answer?.Invoke(request) ?? await base.SendAsync(request, cancellationToken);
            if (Edit is { } edit)
                await edit(request, response);
            return response;
        }
        finally
        {
            if (mailbox.Length > 0)
                underWay.AddOrUpdate(mailbox, 0, (_, before) => before - 1);
        }
    }

    private void Raise(int now)
    {
        for (var seen = most; now > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, seen);
    }
}
