using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365;

/// <summary>Reads mailboxes side by side and yields each answer as it comes, whichever protocol reads them.</summary>
internal static class MailboxReads
{
    /// <summary>Ending the enumeration early, or cancelling it, stops the reading and waits for it.</summary>
    /// <param name="work">What to read, drawn as capacity frees up.</param>
    /// <param name="throttleLimit">How much of it side by side.</param>
    /// <param name="read">Reads one piece of the work and writes an answer for each of its mailboxes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<MailboxRead> RunAsync<T>(
        IAsyncEnumerable<T> work, int throttleLimit, Func<T, ChannelWriter<MailboxRead>, CancellationToken, Task> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Bounded: a caller that writes slower than we read must not find all mailboxes in memory.
        var results = Channel.CreateBounded<MailboxRead>(Math.Max(1, throttleLimit));
        var reading = ReadIntoAsync(work, throttleLimit, read, results.Writer, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return result;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadIntoAsync<T>(
        IAsyncEnumerable<T> work, int throttleLimit, Func<T, ChannelWriter<MailboxRead>, CancellationToken, Task> read,
        ChannelWriter<MailboxRead> results, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                work,
                new ParallelOptions { MaxDegreeOfParallelism = throttleLimit, CancellationToken = cancellationToken },
                (piece, token) => new(read(piece, results, token))).ConfigureAwait(false);
            results.Complete();
        }
        catch (Exception error)
        {
            results.Complete(error);
        }
    }
}
