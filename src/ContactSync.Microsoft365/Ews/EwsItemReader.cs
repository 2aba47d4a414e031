using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Reads the items behind ids. What is not there any more is neither read nor unreadable.</summary>
/// <param name="client">Asks for them.</param>
/// <param name="call">What they are about.</param>
/// <param name="folder">Where they lie.</param>
/// <param name="shape">Which properties.</param>
/// <param name="itemsRead">Told the number of items of each batch.</param>
/// <param name="leftOut">The ids of items that could not be read before; that they still cannot says nothing new of the server.</param>
internal sealed class EwsItemReader(
    EwsClient client, EwsCall call, EwsContactFolder folder, EwsShape shape, IProgress<int>? itemsRead,
    IEnumerable<string>? leftOut = null)
    : EwsBatchReader<IReadOnlyList<EwsItem>>(client, call, folder, BatchSize)
{
    internal const int BatchSize = 50;

    private const int Few = 5;

    private readonly HashSet<string> leftOut = [.. leftOut ?? []];
    private readonly List<EwsItem> items = [];
    private readonly List<string> unreadable = [];
    private int damaged;
    private int reported;

    /// <summary>The items, each with its fields.</summary>
    public IReadOnlyList<EwsItem> Items => items;

    /// <summary>The ids of items that could not be read at all.</summary>
    public IReadOnlyList<string> Unreadable => unreadable;

    /// <inheritdoc/>
    public override async Task ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await base.ReadAsync(ids, cancellationToken).ConfigureAwait(false);
        // A few damaged items are left out; a server that fails for most of them is ill, and nothing may be concluded from what it lacks.
        if (damaged > Math.Max(Few, items.Count))
            throw ItemsLeft(damaged);
    }

    protected override EwsOperation<IReadOnlyList<EwsItem>> Ask(IReadOnlyList<string> ids) => new GetItem(ids, shape);

    protected override void Take(string id, IReadOnlyList<EwsItem>? payload)
    {
        if (payload is not [var item])
            throw EwsErrors.Incomplete(Call);
        if (item is { Defect: null, Contact: not null })
            items.Add(item);
        else
            LeaveOut(id, item.Defect ?? "it is no contact");
    }

    protected override bool GiveUp(string id, EwsRefusal refusal, bool isRepeated)
    {
        switch (refusal.DecidingCode)
        {
            // Deleted since it was listed; the next sync state says so.
            case "ErrorItemNotFound":
                return true;
            case "ErrorCorruptData":
            // What Exchange says of damaged items too, day after day.
            case "ErrorInternalServerError" when isRepeated:
                damaged += leftOut.Contains(id) ? 0 : 1;
                LeaveOut(id, refusal.Code);
                return true;
            default:
                return false;
        }
    }

    protected override void EndBatch()
    {
        if (items.Count > reported)
            itemsRead?.Report(items.Count - reported);
        reported = items.Count;
    }

    private void LeaveOut(string id, string reason)
    {
        unreadable.Add(id);
        Client.Trace?.Invoke($"{Call.Target}: an item of the folder '{Folder.Path}' is left out, it cannot be read: {reason}");
    }
}
