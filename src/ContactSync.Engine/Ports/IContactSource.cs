namespace ContactSync.Engine.Ports;

/// <summary>Where contacts are read from: a tenant over Microsoft Graph, a server over EWS.</summary>
public interface IContactSource : IAsyncDisposable
{
    /// <summary>The tenant's directory id; a phone book never changes its tenant.</summary>
    string TenantId { get; }

    /// <summary>Finds the mailboxes asked for; a group is read transitively and to its end.</summary>
    /// <exception cref="SyncException">No such group or mailbox, an incomplete listing, a refusal, a lost connection.</exception>
    Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what changed since each request's state, several mailboxes side by side. Yields exactly one answer a request, in any
    /// order; a mailbox that cannot be read yields its failure and never ends the others. Requests are drawn as capacity frees up,
    /// so that a caller with ten thousand mailboxes holds only a few in memory.
    /// </summary>
    IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, CancellationToken cancellationToken);
}

/// <summary>Which mailboxes: the members of groups (by display name, mail or id), single mailboxes (by address or id), or both.</summary>
public sealed record MailboxQuery(IReadOnlyList<string> Groups, IReadOnlyList<string> Mailboxes);

/// <summary>A mailbox: the user's immutable directory id and present primary address.</summary>
public sealed record SourceMailbox(string Id, string Address, string DisplayName, string? UsageLocation = null);

/// <summary>
/// A member or name that is not a mailbox to read, and why, in the session's language. With a failure it is one that should have been
/// read (nobody has that address) and is reported as failed; the others are read all the same.
/// </summary>
public sealed record SkippedMember(string Name, string Reason, SyncException? Failure = null);

/// <summary>The mailboxes found. Expected = Mailboxes + Skipped, or the source has thrown.</summary>
public sealed record MailboxListing(
    IReadOnlyList<SourceMailbox> Mailboxes, IReadOnlyList<SkippedMember> Skipped, int Expected, int Requests);

/// <summary>
/// How far a folder has been read: the source's opaque token (a delta link, a sync state). A request has tokens only; a store may
/// hold a folder with an empty one, which is to be read from the beginning.
/// </summary>
public sealed record FolderState(string FolderId, string Name, string Token);

/// <summary>A mailbox to read, and how far it was read before (empty the first time).</summary>
public sealed record MailboxReadRequest(SourceMailbox Mailbox, IReadOnlyList<FolderState> State);

/// <summary>How to read.</summary>
/// <param name="ThrottleLimit">Mailboxes side by side.</param>
/// <param name="ContactsRead">Told the number of contacts of each page as it arrives.</param>
public sealed record ReadOptions(int ThrottleLimit, IProgress<int>? ContactsRead = null);

/// <summary>
/// What a folder's changes are. With <see cref="IsComplete"/> the listing is the whole folder (first read, or a token that was
/// refused): what the store has of this folder and the listing has not, is gone. An id stands in one of the two lists only: the
/// source's later word on it.
/// </summary>
/// <param name="State">How far the folder is read now.</param>
/// <param name="IsComplete">Whether it is the whole folder.</param>
/// <param name="Upserted">Contacts that are new or changed.</param>
/// <param name="RemovedIds">Contacts that left the folder.</param>
/// <param name="Unreadable">Items that could not be read.</param>
/// <param name="UnreadableIds">Those of them that told their id: they are there, and what the store has of them stays.</param>
public sealed record FolderChanges(
    FolderState State, bool IsComplete, IReadOnlyList<SyncContact> Upserted, IReadOnlyList<string> RemovedIds, int Unreadable = 0,
    IReadOnlyCollection<string>? UnreadableIds = null);

/// <summary>
/// What was read of a mailbox: the changes of every contact folder it has now (a folder of the state that is not among them is
/// gone, and its entries with it), or the failure.
/// </summary>
public sealed record MailboxRead(
    SourceMailbox Mailbox, IReadOnlyList<FolderChanges> Folders, int Requests, TimeSpan Duration, SyncException? Failure = null);
