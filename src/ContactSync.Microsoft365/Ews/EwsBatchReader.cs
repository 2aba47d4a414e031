namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// Asks for what is behind ids, in batches. What failed for a passing reason is asked for again; a batch that was too much for the server
/// is halved.
/// </summary>
/// <typeparam name="T">What the answer to one id holds.</typeparam>
internal abstract class EwsBatchReader<T>(EwsClient client, EwsCall call, EwsContactFolder folder, int batchSize)
    where T : class
{
    private int batchSize = batchSize;
    private EwsRefusal? last;
    private TimeSpan? wait;

    protected EwsClient Client => client;

    protected EwsCall Call => call;

    protected EwsContactFolder Folder => folder;

    /// <summary>Asks for all of them, until each was taken or given up.</summary>
    /// <exception cref="SyncException">The server refused, or some failed however often they were asked for.</exception>
    public virtual async Task ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var open = ids;
        for (var round = 0; open.Count > 0; round++)
        {
            if (round > client.Retry.BusyRetries)
                throw ItemsLeft(open.Count);
            if (round > 0)
                await Task.Delay(client.Retry.DelayFor(round - 1, wait), client.Time, cancellationToken).ConfigureAwait(false);
            wait = null;
            open = await ReadRoundAsync(open, round, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The request for some of them.</summary>
    protected abstract EwsOperation<T> Ask(IReadOnlyList<string> ids);

    /// <summary>Takes what is behind an id.</summary>
    /// <exception cref="SyncException">The answer is none.</exception>
    protected abstract void Take(string id, T? payload);

    /// <summary>Whether an id is given up for a refusal; the others are asked for again, or fail all where that cannot help.</summary>
    /// <param name="id">The id.</param>
    /// <param name="refusal">What the server said of it.</param>
    /// <param name="isRepeated">Whether it was asked for as often as a lost connection is repeated.</param>
    protected abstract bool GiveUp(string id, EwsRefusal refusal, bool isRepeated);

    /// <summary>A batch was gone through.</summary>
    protected virtual void EndBatch()
    {
    }

    protected SyncException ItemsLeft(int count) => Texts.Catalog.Create(
        nameof(Errors.EwsItemsLeft), SyncErrorKind.ConnectionLost, call.Target, call.Target, folder.Path, count, last?.Code);

    /// <summary>Asks for all of them once. Gives those to ask for again.</summary>
    private async Task<IReadOnlyList<string>> ReadRoundAsync(
        IReadOnlyList<string> ids, int round, CancellationToken cancellationToken)
    {
        var again = new List<string>();
        for (var place = 0; place < ids.Count;)
        {
            string[] batch = [.. ids.Skip(place).Take(batchSize)];
            IReadOnlyList<EwsMessage<T>> messages;
            try
            {
                messages = await client.SendAsync(Ask(batch), call, cancellationToken, isWhole: false).ConfigureAwait(false);
            }
            catch (ServiceRefusedException error)
                when (batch.Length > 1 && EwsErrors.RecoveryOf(error.Code ?? "") == EwsRecovery.SmallerBatch)
            {
                Halve(batch.Length, error.Code);
                continue;
            }
            if (messages.Count != batch.Length)
                throw EwsErrors.Incomplete(call);
            if (batch.Length > 1 && messages.Any(message => EwsErrors.RecoveryOf(message.Code) == EwsRecovery.SmallerBatch))
                Halve(batch.Length, messages.First(message => message.IsError).Code);
            again.AddRange(batch.Where((id, item) => !Take(id, messages[item], round)));
            EndBatch();
            place += batch.Length;
        }
        return again;
    }

    /// <summary>Takes a part of an answer; false where it is to be asked for again.</summary>
    private bool Take(string id, EwsMessage<T> message, int round)
    {
        if (!message.IsError)
        {
            Take(id, message.Payload);
            return true;
        }
        var refusal = last = message.ToRefusal();
        if (GiveUp(id, refusal, round >= client.Retry.ConnectionRetries))
            return true;
        if (!EwsErrors.IsTransient(refusal.DecidingCode))
            throw EwsErrors.From(call, refusal);
        if (refusal.BackOff is { } asked && !(wait > asked))
            wait = asked;
        return false;
    }

    private void Halve(int size, string? code)
    {
        batchSize = size / 2;
        client.Trace?.Invoke($"{call.Target}: {code}; from now on {batchSize} at a time.");
    }
}
