using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.ManagedFolders;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Contacts of Exchange Online mailboxes, read through Microsoft Graph.</summary>
/// <remarks>
/// First read: the folders, then every page of each folder's delta, which names the contacts, and of its listing, which has their fields.
/// Later reads: folder listings and delta links in shared batches of twenty, and further batches of twenty contacts where some changed.
/// </remarks>
public sealed class GraphContactSource : IContactSource, ISourceBrowser, IManagedMailboxes
{
    private const string ReadPermission = "Contacts.Read";

    private readonly TenantSession session;
    private readonly TimeProvider time;
    private readonly GraphTransport transport;
    private readonly GraphDirectory directory;
    private string? directoryId;

    /// <summary>Makes a source over a session, which stays the caller's to dispose.</summary>
    public GraphContactSource(TenantSession session, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(session);
        this.session = session;
        this.time = time;
        transport = new GraphTransport(session.Http, new GraphLinks(session.Environment.GraphEndpoint), session.Retry, time);
        directory = new GraphDirectory(session, transport);
    }

    /// <summary>The tenant's directory id; where the session names a domain, known once mailboxes were listed.</summary>
    public string TenantId => directoryId ?? session.TenantId;

    /// <inheritdoc/>
    public async Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var counter = RequestCounter.Begin();
        var token = await session.GetTokenAsync(session.Environment.GraphResource, forceRefresh: false, cancellationToken)
            .ConfigureAwait(false);
        directoryId = token.TenantId;
        var (mailboxes, skipped) = await directory.FindAsync(query, cancellationToken).ConfigureAwait(false);
        return new MailboxListing(mailboxes, skipped, mailboxes.Count + skipped.Count, counter.Count);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(options);
        using var slots = new SemaphoreSlim(options.ThrottleLimit);
        var batches = GraphBatchedMailbox.FillAsync(ReadersAsync(requests, options, cancellationToken));
        var reads = MailboxReads.RunAsync(
            batches, options.ThrottleLimit, (batch, results, token) => ReadBatchAsync(batch, slots, results, token), cancellationToken);
        await foreach (var read in reads.ConfigureAwait(false))
            yield return read;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SyncSourceMailbox> FindMailboxesAsync(string? search, CancellationToken cancellationToken) =>
        directory.SearchAsync(search, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SyncSourceFolder>> ListFoldersAsync(
        SourceMailbox mailbox, ReadScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(scope);
        var folders = await GraphFolderTree.BrowseAsync(Open(mailbox), cancellationToken).ConfigureAwait(false);
        return new GraphFolderView(folders).Show(mailbox.Address, scope);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    async Task<(IManagedMailbox Mailbox, IReadOnlyList<ManagedFolder> Folders)> IManagedMailboxes.OpenMailboxAsync(
        string name, CancellationToken cancellationToken)
    {
        var listing = await ListMailboxesAsync(new MailboxQuery([], [name]), cancellationToken).ConfigureAwait(false);
        var mailbox = ManagedMailboxes.Single(listing, name);
        // The national clouds cannot remove for good.
        var removesForGood = session.Environment.Name == SyncEnvironment.Global.Name
            || SyncEnvironment.Clouds.All(cloud => cloud.Name != session.Environment.Name);
        var opened = new GraphManagedMailbox(Open(mailbox, GraphManagedMailbox.Permission), mailbox.Address, removesForGood);
        return (opened, await opened.ListFoldersAsync(cancellationToken).ConfigureAwait(false));
    }

    private GraphMailboxChannel Open(SourceMailbox mailbox, string permission = ReadPermission) => new(
        transport, session.Call(Texts.Catalog.Text(nameof(Errors.Text_OneMailbox), mailbox.Address), permission), mailbox.Id,
        session.Trace);

    private async IAsyncEnumerable<GraphMailboxReader> ReadersAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new GraphMailboxReader(Open(request.Mailbox), request, options);
    }

    /// <summary>
    /// Asks a batch of first questions, then goes on with each mailbox that has all its answers. A batch refused as a whole is asked again
    /// mailbox by mailbox, so that one of them does not cost the others.
    /// </summary>
    private async Task ReadBatchAsync(
        IReadOnlyList<GraphBatchPart> batch, SemaphoreSlim slots, ChannelWriter<MailboxRead> results, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (answers, requests, failure) = await AskAsync(batch, slots, cancellationToken).ConfigureAwait(false);
        if (failure is not null && batch.Count > 1)
        {
            await Task.WhenAll(batch.Select(part => ReadBatchAsync([part], slots, results, cancellationToken))).ConfigureAwait(false);
            return;
        }

        var next = 0;
        var complete = new List<GraphBatchedMailbox>();
        foreach (var part in batch)
        {
            if (part.Mailbox.Take(part, answers.Skip(next).Take(part.Count), requests, failure, start))
                complete.Add(part.Mailbox);
            next += part.Count;
        }
        await Task.WhenAll(complete.Select(mailbox => FinishAsync(mailbox, slots, results, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<(GraphAnswer[] Answers, int Requests, SyncException? Failure)> AskAsync(
        IReadOnlyList<GraphBatchPart> batch, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        string[] questions = [.. batch.SelectMany(part => part.Questions)];
        if (questions.Length == 0)
            return ([], 0, null);
        var target = batch.Count == 1
            ? Texts.Catalog.Text(nameof(Errors.Text_OneMailbox), batch[0].Mailbox.Reader.Mailbox.Address)
            : Texts.Catalog.Text(nameof(Errors.Text_SomeMailboxes), batch.Count);
        using var counter = RequestCounter.Begin();
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var call = session.Call(target, ReadPermission);
            var answers = await transport.GetManyAsync(call, questions, cancellationToken).ConfigureAwait(false);
            return (answers, counter.Count, null);
        }
        catch (SyncException error)
        {
            return ([], counter.Count, error);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task FinishAsync(
        GraphBatchedMailbox mailbox, SemaphoreSlim slots, ChannelWriter<MailboxRead> results, CancellationToken cancellationToken)
    {
        using var counter = RequestCounter.Begin();
        var reader = mailbox.Reader;
        var failure = mailbox.Failure;
        IReadOnlyList<FolderChanges> folders = [];
        if (failure is null)
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                folders = await reader.ReadAsync(mailbox.Answers, cancellationToken).ConfigureAwait(false);
            }
            catch (SyncException error)
            {
                failure = error;
            }
            finally
            {
                slots.Release();
            }
        }
        await results.WriteAsync(
            new MailboxRead(reader.Mailbox, folders, mailbox.Requests + counter.Count, time.GetElapsedTime(mailbox.Start), failure)
            {
                LeftOutFolderIds = reader.LeftOutFolderIds,
                Notes = reader.Notes,
            },
            cancellationToken).ConfigureAwait(false);
    }
}
