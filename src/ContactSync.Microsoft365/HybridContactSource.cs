using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.ManagedFolders;

namespace ContactSync.Microsoft365;

/// <summary>
/// The mailboxes of a company that has some in the cloud and some on an Exchange Server: found in the tenant's directory, each read by the
/// protocol of the place it is in.
/// </summary>
/// <remarks>
/// A mailbox goes where it was read the last time; one read for the first time goes to Graph. Where its place says that it is not there
/// (it was moved), it is read from the beginning at the other one, in the same run. Its phone book stays the same: its key is the user's
/// id.
/// </remarks>
/// <param name="graph">Reads the cloud and knows the directory; stays the caller's to dispose.</param>
/// <param name="ews">Reads the Exchange Server; stays the caller's to dispose.</param>
/// <param name="trace">Told of each mailbox that is elsewhere.</param>
/// <param name="only">The one protocol to read by, whatever the place; Auto for that of the place.</param>
public sealed class HybridContactSource(
    IContactSource graph, IContactSource ews, Action<string>? trace = null, SyncProtocol only = SyncProtocol.Auto)
    : IContactSource, ISourceBrowser, IManagedMailboxes
{
    /// <inheritdoc/>
    public string TenantId => graph.TenantId;

    /// <summary>Finds groups and mailboxes in the tenant's directory, public folders on the Exchange Server.</summary>
    /// <exception cref="SyncException">No such group, an incomplete listing, a refusal, a lost connection.</exception>
    public async Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var listing = await graph.ListMailboxesAsync(query with { PublicFolders = null }, cancellationToken).ConfigureAwait(false);
        if (query.PublicFolders is not { Count: > 0 } folders)
            return listing;
        var others = await ews.ListMailboxesAsync(new MailboxQuery([], [], folders), cancellationToken).ConfigureAwait(false);
        return new MailboxListing(
            [.. listing.Mailboxes, .. others.Mailboxes], [.. listing.Skipped, .. others.Skipped],
            listing.Expected + others.Expected, listing.Requests + others.Requests);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var run = new HybridRun(graph, ews, options, trace, only);
        var work = run.WorkAsync(requests, stop.Token);
        try
        {
            await foreach (var read in run.Results.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return read;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The users of the tenant's directory, those of the Exchange Server among them; of that server alone, where only EWS is asked.
    /// </summary>
    /// <exception cref="SyncException">A refusal, a lost connection.</exception>
    public IAsyncEnumerable<SyncSourceMailbox> FindMailboxesAsync(string? search, CancellationToken cancellationToken) =>
        ((ISourceBrowser)(only == SyncProtocol.Ews ? ews : graph)).FindMailboxesAsync(search, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncSourceFolder>> ListFoldersAsync(
        SourceMailbox mailbox, ReadScope scope, CancellationToken cancellationToken) =>
        AtItsPlaceAsync(source => ((ISourceBrowser)source).ListFoldersAsync(mailbox, scope, cancellationToken));

    /// <inheritdoc/>
    Task<(IManagedMailbox Mailbox, IReadOnlyList<ManagedFolder> Folders)> IManagedMailboxes.OpenMailboxAsync(
        string name, CancellationToken cancellationToken) =>
        AtItsPlaceAsync(source => ((IManagedMailboxes)source).OpenMailboxAsync(name, cancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Asks about one mailbox in the cloud, and on the Exchange Server where it is not there; or the one place that is asked.</summary>
    private async Task<T> AtItsPlaceAsync<T>(Func<IContactSource, Task<T>> ask)
    {
        if (only == SyncProtocol.Ews)
            return await ask(ews).ConfigureAwait(false);
        try
        {
            return await ask(graph).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (only != SyncProtocol.Graph && HybridRun.IsElsewhere(error))
        {
            return await ask(ews).ConfigureAwait(false);
        }
    }
}
