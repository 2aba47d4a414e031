using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.ManagedFolders;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Contacts of mailboxes on an Exchange Server, read through Exchange Web Services.</summary>
/// <remarks>
/// A mailbox costs one request for its folders and one for what changed in each; then one for each fifty contacts that are new or changed,
/// and one for each ten pictures. A public folder costs one request for each thousand items, changed or not.
/// A contact's id names its place: one that is moved to another folder is a new one.
/// </remarks>
public sealed class EwsContactSource : IContactSource, ISourceBrowser, IManagedMailboxes
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
        var publicFolders = new EwsPublicFolders(client, PublicFolderCall(Texts.Catalog.Text(nameof(Errors.Text_PublicFolders))));
        var (folders, missing) = await publicFolders.FindAsync(query.PublicFolders ?? [], cancellationToken).ConfigureAwait(false);
        return new MailboxListing(
            [.. mailboxes, .. folders], [.. skipped, .. missing],
            mailboxes.Count + folders.Count + skipped.Count + missing.Count, counter.Count);
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
    /// <exception cref="SyncException">As there; a server shows a hundred mailboxes at most, and none without a text.</exception>
    public IAsyncEnumerable<SyncSourceMailbox> FindMailboxesAsync(string? search, CancellationToken cancellationToken) =>
        directory.SearchAsync(search, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SyncSourceFolder>> ListFoldersAsync(
        SourceMailbox mailbox, ReadScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentNullException.ThrowIfNull(scope);
        if (mailbox.IsPublicFolder)
        {
            var call = PublicFolderCall(TargetOf(mailbox));
            var listed = await client.GetAsync(new GetFolder([new EwsFolderId(mailbox.Id)], EwsFolder.Shape), call, cancellationToken)
                .ConfigureAwait(false);
            var owner = Texts.Catalog.Text(nameof(Errors.Text_PublicFolders));
            return [.. listed.Select(folder => ToRow(owner, new EwsContactFolder(folder, mailbox.Address), ReadScope.Everything))];
        }
        return await AsPrimaryAsync(mailbox, async named =>
        {
            var folders = await EwsFolderTree.ListAsync(client, MailboxCall(named), cancellationToken).ConfigureAwait(false);
            return folders.Select(folder => ToRow(named.Address, folder, scope)).ToList();
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    async Task<(IManagedMailbox Mailbox, IReadOnlyList<ManagedFolder> Folders)> IManagedMailboxes.OpenMailboxAsync(
        string name, CancellationToken cancellationToken)
    {
        var listing = await ListMailboxesAsync(new MailboxQuery([], [name]), cancellationToken).ConfigureAwait(false);
        return await AsPrimaryAsync(ManagedMailboxes.Single(listing, name), async named =>
        {
            var opened = new EwsManagedMailbox(client, MailboxCall(named), named.Address);
            return ((IManagedMailbox)opened, await opened.ListFoldersAsync(cancellationToken).ConfigureAwait(false));
        }).ConfigureAwait(false);
    }

    private static SyncSourceFolder ToRow(string mailbox, EwsContactFolder folder, ReadScope scope)
    {
        var (isRead, reason) = FolderNotes.Judge(scope, folder.Path, folder.Reason);
        return new SyncSourceFolder
        {
            Mailbox = mailbox,
            Path = folder.Path,
            Id = folder.Id,
            Class = folder.Folder.Class,
            Items = folder.Folder.TotalCount,
            IsHidden = folder.Folder.IsHidden,
            IsRead = isRead,
            Reason = reason,
            Protocol = SyncProtocol.Ews,
        };
    }

    private static string TargetOf(SourceMailbox mailbox) => Texts.Catalog.Text(
        mailbox.IsPublicFolder ? nameof(Errors.Text_OnePublicFolder) : nameof(Errors.Text_OneMailbox), mailbox.Address);

    private EwsImpersonation Impersonate(string address) => new(options.Impersonation, address);

    private EwsCall MailboxCall(SourceMailbox mailbox) => client.Call(TargetOf(mailbox), Impersonate(mailbox.Address));

    /// <summary>Public folders are no one's own: the account reads them, found by its own mailbox or by the one that holds them.</summary>
    private EwsCall PublicFolderCall(string target)
    {
        var call = client.Call(target, options.DirectoryMailbox is { } mailbox ? Impersonate(mailbox) : null);
        return new EwsCall(call.Target, call.Host, call.Account, call.Impersonation)
        {
            Anchor = options.PublicFolderMailbox ?? call.Anchor ?? (call.Account.Contains('@') ? call.Account : null),
            PublicFolderMailbox = options.PublicFolderMailbox,
        };
    }

    private async Task<MailboxRead> ReadOneAsync(MailboxReadRequest request, ReadOptions read, CancellationToken cancellationToken)
    {
        var start = client.Time.GetTimestamp();
        using var counter = RequestCounter.Begin();
        MailboxRead result;
        try
        {
            result = request.Mailbox.IsPublicFolder
                ? await new EwsPublicFolderReader(client, PublicFolderCall(TargetOf(request.Mailbox)), request, read)
                    .ReadAsync(cancellationToken).ConfigureAwait(false)
                : await ReadMailboxAsync(request, read, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            result = new MailboxRead(request.Mailbox, [], 0, TimeSpan.Zero, error);
        }
        return result with { Requests = counter.Count, Duration = client.Time.GetElapsedTime(start), Protocol = SyncProtocol.Ews };
    }

    private async Task<MailboxRead> ReadMailboxAsync(MailboxReadRequest request, ReadOptions read, CancellationToken cancellationToken)
    {
        var asked = request.Mailbox;
        var result = await AsPrimaryAsync(asked, named =>
        {
            // What was read so far belongs to the phone book of the id it was asked for by.
            var state = named.Id == asked.Id ? request.State : [];
            var reader = new EwsMailboxReader(client, MailboxCall(named), new MailboxReadRequest(named, state), read);
            return reader.ReadAsync(cancellationToken);
        }).ConfigureAwait(false);
        return result.Mailbox.Id == asked.Id ? result : result with { RequestedId = asked.Id };
    }

    /// <summary>Works in the name of a mailbox; where its address is an alias, by the primary address that the server names.</summary>
    private async Task<T> AsPrimaryAsync<T>(SourceMailbox mailbox, Func<SourceMailbox, Task<T>> work)
    {
        try
        {
            return await work(mailbox).ConfigureAwait(false);
        }
        catch (SyncException error)
            when (EwsErrors.PrimaryAddressOf(error) is { } primary
                && !primary.Equals(mailbox.Address, StringComparison.OrdinalIgnoreCase))
        {
            client.Trace?.Invoke($"{TargetOf(mailbox)}: an alias; the primary address is {primary}.");
            return await work(Rename(mailbox, primary)).ConfigureAwait(false);
        }
    }

    /// <summary>The mailbox by its primary address. An id that is none of the directory is the address, and goes with it.</summary>
    private static SourceMailbox Rename(SourceMailbox mailbox, string primary) => mailbox with
    {
        Id = mailbox.Id == EwsDirectory.IdOf(mailbox.Address) ? EwsDirectory.IdOf(primary) : mailbox.Id,
        Address = primary,
        DisplayName = mailbox.DisplayName == mailbox.Address ? primary : mailbox.DisplayName,
        Alias = mailbox.Address,
    };
}
