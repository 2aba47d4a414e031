using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Reads a listing to its end.</summary>
internal static class GraphPages
{
    /// <param name="call">What is listed.</param>
    /// <param name="read">Reads a page: the first for null, else the one of the link.</param>
    /// <param name="open">Gives a page's items and the link to the next.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async IAsyncEnumerable<TItem> ReadAsync<TPage, TItem>(
        GraphCall call, Func<string?, CancellationToken, Task<TPage?>> read, Func<TPage, (List<TItem>? Items, string? Next)> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPage : class
    {
        string? link = null;
        do
        {
            var page = await call.RequireAsync(token => read(link, token), cancellationToken).ConfigureAwait(false);
            var (items, next) = open(page);
            foreach (var item in items ?? [])
                yield return item;
            // A server that names the same page again would never let us go.
            if (next is not null && next == link)
                throw GraphErrors.Unreadable(call, null);
            link = next;
        }
        while (link is not null);
    }
}
