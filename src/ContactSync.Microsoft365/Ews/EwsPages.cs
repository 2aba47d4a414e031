namespace ContactSync.Microsoft365.Ews;

/// <summary>Follows the pages of a listing.</summary>
internal static class EwsPages
{
    /// <summary>Reads a listing from its first page to its end. A page begins where the server says, and must begin further on.</summary>
    /// <param name="client">Asks for the pages.</param>
    /// <param name="call">What the listing is about.</param>
    /// <param name="page">The first page.</param>
    /// <param name="ask">The request for the page that begins at an offset.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SyncException">EwsSamePage, or whatever the server refuses.</exception>
    public static async Task<List<T>> FollowAsync<T>(
        EwsClient client, EwsCall call, EwsPage<T> page, Func<int, EwsOperation<EwsPage<T>>> ask, CancellationToken cancellationToken)
    {
        var entries = new List<T>(page.Entries);
        for (var offset = 0; !page.IsLast;)
        {
            offset = Next(call, page, offset);
            page = await client.GetAsync(ask(offset), call, cancellationToken).ConfigureAwait(false);
            entries.AddRange(page.Entries);
        }
        return entries;
    }

    /// <summary>Where the page after one begins.</summary>
    /// <exception cref="SyncException">EwsSamePage: the listing does not go on.</exception>
    public static int Next<T>(EwsCall call, EwsPage<T> page, int offset) => page.NextOffset is { } next && next > offset
        ? next
        : throw Texts.Catalog.Create(nameof(Errors.EwsSamePage), SyncErrorKind.InvalidData, call.Target, call.Target, call.Host);
}
