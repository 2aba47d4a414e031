using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Questions of one mailbox that stand side by side in a batch.</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="First">The place of the first of them among all its questions.</param>
/// <param name="Count">How many; none for a mailbox that asks by itself.</param>
internal readonly record struct GraphBatchPart(GraphBatchedMailbox Mailbox, int First, int Count)
{
    /// <summary>The questions.</summary>
    public IEnumerable<string> Questions => Mailbox.Reader.Questions.Skip(First).Take(Count);
}

/// <summary>
/// A mailbox whose first questions are asked in batches that it shares with others: where one batch was full, its questions go on in the
/// next.
/// </summary>
/// <param name="reader">Asks the questions and goes on with their answers.</param>
internal sealed class GraphBatchedMailbox(GraphMailboxReader reader)
{
    private readonly GraphAnswer[] answers = new GraphAnswer[reader.Questions.Count];
    private readonly object gate = new();
    private int open = reader.Questions.Count;

    /// <summary>Asks the questions and goes on with their answers.</summary>
    public GraphMailboxReader Reader => reader;

    /// <summary>The answers, in the order of the questions.</summary>
    public IReadOnlyList<GraphAnswer> Answers => answers;

    /// <summary>Requests that brought them, shared ones included.</summary>
    public int Requests { get; private set; }

    /// <summary>When the first of them was asked.</summary>
    public long Start { get; private set; } = long.MaxValue;

    /// <summary>Why some of them were not answered.</summary>
    public SyncException? Failure { get; private set; }

    /// <summary>
    /// Cuts the questions of all mailboxes, in the order they come, into batches that are full, but for the last. A mailbox without
    /// questions stands alone and waits for nobody.
    /// </summary>
    public static async IAsyncEnumerable<IReadOnlyList<GraphBatchPart>> FillAsync(IAsyncEnumerable<GraphMailboxReader> readers)
    {
        var batch = new List<GraphBatchPart>();
        var room = GraphBatch.Capacity;
        await foreach (var reader in readers.ConfigureAwait(false))
        {
            var mailbox = new GraphBatchedMailbox(reader);
            var total = reader.Questions.Count;
            if (total == 0)
                yield return [new GraphBatchPart(mailbox, 0, 0)];
            for (var first = 0; first < total;)
            {
                var count = Math.Min(room, total - first);
                batch.Add(new GraphBatchPart(mailbox, first, count));
                first += count;
                room -= count;
                if (room > 0)
                    continue;
                yield return batch;
                batch = [];
                room = GraphBatch.Capacity;
            }
        }
        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>Takes what came for one part. True once there is no other to wait for.</summary>
    public bool Take(GraphBatchPart part, IEnumerable<GraphAnswer> received, int requests, SyncException? failure, long start)
    {
        lock (gate)
        {
            var place = part.First;
            foreach (var answer in received)
                answers[place++] = answer;
            Requests += requests;
            Failure ??= failure;
            Start = Math.Min(Start, start);
            open -= part.Count;
            return open == 0;
        }
    }
}
