using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// Reads the contacts behind ids, in batches. An item that failed for a passing reason is asked for again; a batch that was too much for
/// the server is halved.
/// </summary>
internal sealed class EwsItemReader(EwsClient client, EwsCall call, EwsFolder folder, IProgress<int>? contactsRead)
{
    internal const int BatchSize = 50;

    private const int Few = 5;

    private readonly List<SyncContact> contacts = [];
    private int batchSize = BatchSize;
    private readonly List<string> unreadable = [];
    private int damaged;
    private EwsRefusal? last;
    private TimeSpan? wait;

    /// <summary>The contacts, and the ids of items that could not be read at all. What is not there any more is in neither.</summary>
    /// <exception cref="SyncException">The server refused, or some items failed however often they were asked for.</exception>
    public async Task<(IReadOnlyList<SyncContact> Contacts, IReadOnlyList<string> Unreadable)> ReadAsync(
        IReadOnlyList<string> ids, CancellationToken cancellationToken)
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
        // A few damaged items are left out; a server that fails for most of them is ill, and nothing may be concluded from what it lacks.
        return damaged <= Math.Max(Few, contacts.Count) ? (contacts, unreadable) : throw ItemsLeft(damaged);
    }

    /// <summary>Asks for all of them once. Gives those to ask for again.</summary>
    private async Task<IReadOnlyList<string>> ReadRoundAsync(
        IReadOnlyList<string> ids, int round, CancellationToken cancellationToken)
    {
        var again = new List<string>();
        for (var place = 0; place < ids.Count;)
        {
            string[] batch = [.. ids.Skip(place).Take(batchSize)];
            IReadOnlyList<EwsMessage<IReadOnlyList<EwsItem>>> messages;
            try
            {
                messages = await client.SendAsync(new GetItem(batch, EwsContactFields.Shape), call, cancellationToken, isWhole: false)
                    .ConfigureAwait(false);
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
            var before = contacts.Count;
            for (var item = 0; item < batch.Length; item++)
            {
                if (!Take(batch[item], messages[item], round))
                    again.Add(batch[item]);
            }
            if (contacts.Count > before)
                contactsRead?.Report(contacts.Count - before);
            place += batch.Length;
        }
        return again;
    }

    /// <summary>Takes an item over; false where it is to be asked for again.</summary>
    private bool Take(string id, EwsMessage<IReadOnlyList<EwsItem>> message, int round)
    {
        if (message.IsError)
            return TakeError(id, message.ToRefusal(), round);
        if (message.Payload is not [var item])
            throw EwsErrors.Incomplete(call);
        if (item is { Defect: null, Contact: { } contact })
            contacts.Add(contact with { FolderId = folder.Id });
        else
            LeaveOut(id, item.Defect ?? "it is no contact");
        return true;
    }

    private bool TakeError(string id, EwsRefusal refusal, int round)
    {
        last = refusal;
        switch (refusal.DecidingCode)
        {
            // Deleted since it was listed; the next sync state says so.
            case "ErrorItemNotFound":
                return true;
            case "ErrorCorruptData":
            // What Exchange says of damaged items too, day after day.
            case "ErrorInternalServerError" when round >= client.Retry.ConnectionRetries:
                damaged++;
                LeaveOut(id, refusal.Code);
                return true;
        }
        if (!EwsErrors.IsTransient(refusal.DecidingCode))
            throw EwsErrors.From(call, refusal);
        if (refusal.BackOff is { } asked && !(wait > asked))
            wait = asked;
        return false;
    }

    private SyncException ItemsLeft(int count) => Texts.Catalog.Create(
        nameof(Errors.EwsItemsLeft), SyncErrorKind.ConnectionLost, call.Target,
        call.Target, folder.DisplayName, count, last?.Code);

    private void Halve(int size, string? code)
    {
        batchSize = size / 2;
        client.Trace?.Invoke($"{call.Target}: {code}; from now on {batchSize} contacts a request.");
    }

    private void LeaveOut(string id, string reason)
    {
        unreadable.Add(id);
        client.Trace?.Invoke($"{call.Target}: an item of the folder '{folder.DisplayName}' is left out, it cannot be read: {reason}");
    }
}
