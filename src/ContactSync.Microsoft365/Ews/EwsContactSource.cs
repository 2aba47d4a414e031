using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Contacts of mailboxes on an Exchange Server, read through Exchange Web Services.</summary>
/// <remarks>
/// A mailbox costs one request for its folders and one for what changed in each; then one for each fifty contacts that are new or changed.
/// A contact's id names its place: one that is moved to another folder is a new one.
/// </remarks>
public sealed class EwsContactSource : IContactSource
{
    private readonly EwsClient client;
    private readonly EwsSourceOptions options;
    private readonly EwsDirectory directory;

    /// <summary>Makes a source over a client, which stays the caller's to dispose.</summary>
    public EwsContactSource(EwsClient client, EwsSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        this.client = client;
        this.options = options;
        directory = new EwsDirectory(client, options.DirectoryMailbox is { } mailbox ? Impersonate(mailbox) : null);
    }

    /// <inheritdoc/>
    public string TenantId => options.TenantId;

    /// <inheritdoc/>
    public async Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var counter = RequestCounter.Begin();
        var (mailboxes, skipped) = await directory.FindAsync(query, cancellationToken).ConfigureAwait(false);
        return new MailboxListing(mailboxes, skipped, mailboxes.Count + skipped.Count, counter.Count);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(options);
        return MailboxReads.RunAsync(
            requests, Math.Max(1, options.ThrottleLimit),
            async (request, results, token) =>
                await results.WriteAsync(await ReadOneAsync(request, options, token).ConfigureAwait(false), token).ConfigureAwait(false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private EwsImpersonation Impersonate(string address) => new(options.Impersonation, address);

    private async Task<MailboxRead> ReadOneAsync(MailboxReadRequest request, ReadOptions read, CancellationToken cancellationToken)
    {
        var start = client.Time.GetTimestamp();
        using var counter = RequestCounter.Begin();
        var mailbox = request.Mailbox;
        var call = client.Call($"mailbox {mailbox.Address}", Impersonate(mailbox.Address));
        IReadOnlyList<FolderChanges> folders = [];
        SyncException? failure = null;
        try
        {
            var reader = new EwsMailboxReader(client, call, request, read.ContactsRead);
            folders = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            failure = error;
        }
        return new MailboxRead(mailbox, folders, counter.Count, client.Time.GetElapsedTime(start), failure) { Protocol = SyncProtocol.Ews };
    }
}
