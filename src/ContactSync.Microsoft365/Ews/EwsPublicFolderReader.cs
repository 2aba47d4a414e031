using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// Reads a public folder. Servers keep no sync states of them: the items are listed, and the times they were changed at are compared with
/// those of the last run.
/// </summary>
internal sealed class EwsPublicFolderReader(EwsClient client, EwsCall call, MailboxReadRequest request, ReadOptions options)
{
    /// <summary>How often the folder is listed anew within one run before that is an error.</summary>
    private const int MaxRestarts = 3;

    private static readonly EwsShape Shape =
        EwsShape.With(new EwsPath.Field("item:ItemClass"), new EwsPath.Field("item:LastModifiedTime"));

    private readonly SourceMailbox mailbox = request.Mailbox;

    /// <summary>Reads the folder: the whole listing, and the fields of what is new or changed.</summary>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public async Task<MailboxRead> ReadAsync(CancellationToken cancellationToken)
    {
        var state = request.State.FirstOrDefault(state => state.FolderId == mailbox.Id);
        var known = state is null ? null : EwsListingToken.Parse(state.Token);
        var listed = await ListAsync(cancellationToken).ConfigureAwait(false);
        var unchanged = listed.Where(item => known?.Has(item) == true).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);

        IReadOnlyList<string> Changed(ContactKind kind) =>
            [.. listed.Where(item => item.Kind == kind && !unchanged.Contains(item.Id)).Select(item => item.Id)];

        var folder = new EwsContactFolder(new EwsFolder { Id = mailbox.Id, DisplayName = mailbox.DisplayName }, mailbox.Address);
        var (contacts, unreadable) = await new EwsContactReader(client, call, folder, options)
            .ReadAsync(Changed(ContactKind.Contact), Changed(ContactKind.Group), cancellationToken).ConfigureAwait(false);
        // What could not be read is no part of the token, so that the next run tries again.
        var read = contacts.Select(contact => contact.Id).Concat(unchanged).ToHashSet(StringComparer.Ordinal);
        var token = EwsListingToken.Of(listed.Where(item => read.Contains(item.Id)));
        var changes = new FolderChanges(
            new FolderState(mailbox.Id, mailbox.Address, token.ToString()), IsComplete: true, contacts, [], unreadable.Count, unreadable,
            unchanged);
        return new MailboxRead(mailbox, [changes], 0, TimeSpan.Zero);
    }

    private async Task<IReadOnlyList<EwsItem>> ListAsync(CancellationToken cancellationToken)
    {
        for (var restarts = 0; restarts <= MaxRestarts; restarts++)
        {
            if (await TryListAsync(cancellationToken).ConfigureAwait(false) is { } items)
                return [.. items.Where(item => item.Kind is not null)];
            client.Trace?.Invoke($"{call.Target}: items came or went while they were listed; they are listed from the beginning.");
        }
        throw Texts.Catalog.Create(nameof(Errors.EwsListingUnsteady), SyncErrorKind.ResourceUnavailable, call.Target, call.Target);
    }

    /// <summary>
    /// Lists the items; null where they moved up or down meanwhile, so that some may be missing, and would be taken for deleted. That shows
    /// where a page does not begin with the last item of the one before, or where there are not as many as the server counts.
    /// </summary>
    private async Task<IReadOnlyCollection<EwsItem>?> TryListAsync(CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, EwsItem>(StringComparer.Ordinal);
        string? last = null;
        for (var offset = 0; ;)
        {
            var ask = new FindItem([new EwsFolderId(mailbox.Id)], Shape, last is null ? 0 : offset - 1);
            var page = await client.GetAsync(ask, call, cancellationToken).ConfigureAwait(false);
            if (page.Entries.Any(item => item.Id.Length == 0))
                throw EwsErrors.Incomplete(call);
            if (last is not null && page.Entries.FirstOrDefault()?.Id != last)
                return null;
            foreach (var item in page.Entries)
                items[item.Id] = item;
            if (page.IsLast)
                return page.Total is { } total && total != items.Count ? null : items.Values;
            offset = EwsPages.Next(call, page, offset);
            last = page.Entries.LastOrDefault()?.Id;
        }
    }
}
