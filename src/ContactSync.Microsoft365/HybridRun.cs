using System.Collections.Concurrent;
using System.Threading.Channels;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews;

namespace ContactSync.Microsoft365;

/// <summary>One reading of <see cref="HybridContactSource"/>: two lanes, and at most one change of lane a mailbox.</summary>
internal sealed class HybridRun : IDisposable
{
    /// <summary>
    /// Mailboxes drawn and not answered yet, for each one that is read side by side; enough to fill Graph's shared batches.
    /// </summary>
    private const int Window = 32;

    /// <summary>What Graph and EWS say of a mailbox that is not where they look.</summary>
    private static readonly HashSet<string> PlaceCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "MailboxNotEnabledForRESTAPI", "ResourceNotFound", "MailboxNotFound", "ErrorNonExistentMailbox",
    };

    private readonly Lane cloud;
    private readonly Lane server;
    private readonly ReadOptions options;
    private readonly Action<string>? trace;
    private readonly SyncProtocol only;
    private readonly SemaphoreSlim window;
    private readonly Channel<MailboxRead> results;

    /// <summary>Makes a run.</summary>
    public HybridRun(IContactSource graph, IContactSource ews, ReadOptions options, Action<string>? trace, SyncProtocol only)
    {
        this.options = options;
        this.trace = trace;
        this.only = only;
        cloud = new Lane(graph, SyncProtocol.Graph);
        server = new Lane(ews, SyncProtocol.Ews);
        window = new SemaphoreSlim(Math.Max(1, options.ThrottleLimit) * Window);
        results = Channel.CreateBounded<MailboxRead>(Math.Max(1, options.ThrottleLimit));
    }

    /// <summary>The answers, as they come.</summary>
    public ChannelReader<MailboxRead> Results => results.Reader;

    /// <summary>Reads all; a failure of a source ends the results with it.</summary>
    public async Task WorkAsync(IAsyncEnumerable<MailboxReadRequest> requests, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        Task[] work = [DrawAsync(requests, stop.Token), ReadAsync(cloud, server, stop.Token), ReadAsync(server, cloud, stop.Token)];
        var open = work.ToList();
        while (open.Count > 0)
        {
            var ended = await Task.WhenAny(open).ConfigureAwait(false);
            open.Remove(ended);
            if (ended.IsCompletedSuccessfully || failure is not null)
                continue;
            failure = ended.Exception?.InnerException ?? new OperationCanceledException(stop.Token);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        results.Writer.Complete(failure);
    }

    /// <inheritdoc/>
    public void Dispose() => window.Dispose();

    private async Task DrawAsync(IAsyncEnumerable<MailboxReadRequest> requests, CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await window.WaitAsync(cancellationToken).ConfigureAwait(false);
            (IsOnServer(request) ? server : cloud).Begin(request);
        }
        cloud.AllDrawn();
        server.AllDrawn();
        CloseWhereDone();
    }

    private async Task ReadAsync(Lane lane, Lane other, CancellationToken cancellationToken)
    {
        var requests = lane.Requests.ReadAllAsync(cancellationToken);
        await foreach (var read in lane.Source.ReadAsync(requests, options, cancellationToken).ConfigureAwait(false))
        {
            var id = read.RequestedId ?? read.Mailbox.Id;
            if (only == SyncProtocol.Auto && IsElsewhere(read) && lane.IsFirst(id))
            {
                trace?.Invoke(
                    $"mailbox {read.Mailbox.Address}: not read by {lane.Protocol}, so by {other.Protocol}: {read.Failure!.Message}");
                other.TakeOver(read);
            }
            else
            {
                window.Release();
                await results.Writer.WriteAsync(lane.Complete(read), cancellationToken).ConfigureAwait(false);
            }
            lane.End(id);
            CloseWhereDone();
        }
    }

    private bool IsOnServer(MailboxReadRequest request) => request.Mailbox.IsPublicFolder || only switch
    {
        SyncProtocol.Auto => request.State.Any(state => EwsFolderToken.IsOne(state.Token)),
        var protocol => protocol == SyncProtocol.Ews,
    };

    // A mailbox may come over from the other lane as long as that has one that was not tried here yet.
    private void CloseWhereDone()
    {
        if (server.HasNoFirst)
            cloud.Close();
        if (cloud.HasNoFirst)
            server.Close();
    }

    /// <summary>Whether a refusal means that the mailbox is not where it was looked for.</summary>
    public static bool IsElsewhere(ServiceRefusedException error) => error.Code is { } code && PlaceCodes.Contains(code);

    private static bool IsElsewhere(MailboxRead read) =>
        !read.Mailbox.IsPublicFolder && read.Failure is ServiceRefusedException error && IsElsewhere(error);

    /// <summary>The mailboxes that one source reads.</summary>
    private sealed class Lane(IContactSource source, SyncProtocol protocol)
    {
        private readonly Channel<MailboxReadRequest> requests = Channel.CreateUnbounded<MailboxReadRequest>();
        private readonly ConcurrentDictionary<string, bool> firsts = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, MailboxRead> others = new(StringComparer.Ordinal);
        private volatile bool allDrawn;

        public IContactSource Source => source;

        public SyncProtocol Protocol => protocol;

        public ChannelReader<MailboxReadRequest> Requests => requests.Reader;

        /// <summary>Whether nothing may go over to the other lane any more.</summary>
        public bool HasNoFirst => allDrawn && firsts.IsEmpty;

        public void Begin(MailboxReadRequest request)
        {
            firsts[request.Mailbox.Id] = true;
            requests.Writer.TryWrite(request);
        }

        /// <summary>Whether the mailbox is tried here first.</summary>
        public bool IsFirst(string id) => firsts.ContainsKey(id);

        /// <summary>Takes a mailbox over that the other lane did not find, to read it from the beginning.</summary>
        public void TakeOver(MailboxRead elsewhere)
        {
            others[elsewhere.Mailbox.Id] = elsewhere;
            requests.Writer.TryWrite(new MailboxReadRequest(elsewhere.Mailbox, []));
        }

        /// <summary>An answer with what the first try at the other lane cost; where neither has the mailbox, that is the failure.</summary>
        public MailboxRead Complete(MailboxRead read)
        {
            if (!others.TryRemove(read.RequestedId ?? read.Mailbox.Id, out var first))
                return read;
            var failure = IsElsewhere(read)
                ? Texts.Catalog.Create(
                    read.Failure!, nameof(Errors.MailboxNowhere), SyncErrorKind.NotFound, read.Mailbox.Address,
                    read.Mailbox.Address, first.Failure!.Message, read.Failure!.Message)
                : read.Failure;
            return read with { Failure = failure, Requests = first.Requests + read.Requests, Duration = first.Duration + read.Duration };
        }

        /// <summary>Notes an answer.</summary>
        public void End(string id) => firsts.TryRemove(id, out _);

        public void AllDrawn() => allDrawn = true;

        public void Close() => requests.Writer.TryComplete();
    }
}
