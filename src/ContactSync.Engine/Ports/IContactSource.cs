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

/// <summary>Which mailboxes: members of groups, single mailboxes, public folders, or several of these.</summary>
/// <param name="Groups">By display name, mail or id.</param>
/// <param name="Mailboxes">By address or id.</param>
/// <param name="PublicFolders">By path from the top, parted by slashes or backslashes; only EWS has them.</param>
public sealed record MailboxQuery(
    IReadOnlyList<string> Groups, IReadOnlyList<string> Mailboxes, IReadOnlyList<string>? PublicFolders = null)
{
    /// <summary>The name of the guard that <see cref="AcceptsIncomplete"/> lifts: the id of the source's error.</summary>
    public const string ListingIncomplete = "ListingIncomplete";

    /// <summary>Whether a listing with fewer members than the service counts is taken all the same.</summary>
    public bool AcceptsIncomplete { get; init; }

    /// <summary>The query in words.</summary>
    public override string ToString() => string.Join(", ", Groups.Concat(Mailboxes).Concat(PublicFolders ?? []));
}

/// <summary>A mailbox, or a public folder, which is read as if it were one.</summary>
/// <param name="Id">The user's immutable directory id; that of a public folder; where the source has neither, the address.</param>
/// <param name="Address">The present primary address; a public folder's path.</param>
/// <param name="DisplayName">The name shown.</param>
/// <param name="UsageLocation">The ISO 3166 region of the user, where the source tells.</param>
/// <param name="Alias">The address it was asked for by, where that is not the primary one.</param>
/// <param name="IsPublicFolder">Whether it is a public folder.</param>
public sealed record SourceMailbox(
    string Id, string Address, string DisplayName, string? UsageLocation = null, string? Alias = null, bool IsPublicFolder = false);

/// <summary>
/// A member or name that is not a mailbox to read, and why, in the session's language. With a failure it is one that should have been
/// read (nobody has that address) and is reported as failed; the others are read all the same.
/// </summary>
public sealed record SkippedMember(string Name, string Reason, SyncException? Failure = null);

/// <summary>The mailboxes found. Expected = Mailboxes + Skipped, or the source has thrown.</summary>
public sealed record MailboxListing(
    IReadOnlyList<SourceMailbox> Mailboxes, IReadOnlyList<SkippedMember> Skipped, int Expected, int Requests)
{
    /// <summary>What was asked for; null where that is not to be compared with the next time.</summary>
    public MailboxQuery? Query { get; init; }
}

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
/// <param name="Scope">What of a mailbox is read; null for <see cref="ReadScope.Everything"/>.</param>
public sealed record ReadOptions(int ThrottleLimit, IProgress<int>? ContactsRead = null, ReadScope? Scope = null)
{
    /// <summary>What of a mailbox is read.</summary>
    public ReadScope Scope { get; } = Scope ?? ReadScope.Everything;
}

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
/// <param name="UnchangedIds">
/// With a whole listing: contacts that are there and as they were when the request's state was taken, and so were not read.
/// </param>
public sealed record FolderChanges(
    FolderState State, bool IsComplete, IReadOnlyList<SyncContact> Upserted, IReadOnlyList<string> RemovedIds, int Unreadable = 0,
    IReadOnlyCollection<string>? UnreadableIds = null, IReadOnlyCollection<string>? UnchangedIds = null);

/// <summary>
/// What was read of a mailbox: the changes of every contact folder it has now (a folder of the state that is not among them is
/// gone, and its entries with it), or the failure.
/// </summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Folders">The folders that were read.</param>
/// <param name="Requests">HTTP requests sent, repeated and shared ones included.</param>
/// <param name="Duration">From the first request to the last answer.</param>
/// <param name="Failure">Why it could not be read.</param>
public sealed record MailboxRead(
    SourceMailbox Mailbox, IReadOnlyList<FolderChanges> Folders, int Requests, TimeSpan Duration, SyncException? Failure = null)
{
    /// <summary>The id it was asked for by, where that turned out to be another name of <see cref="Mailbox"/>.</summary>
    public string? RequestedId { get; init; }

    /// <summary>The protocol it was read by.</summary>
    public SyncProtocol Protocol { get; init; } = SyncProtocol.Graph;

    /// <summary>Contact folders that are there and were not read because the scope leaves them out.</summary>
    public IReadOnlyCollection<string> LeftOutFolderIds { get; init; } = [];

    /// <summary>What an admin should know of the reading, in the session's language; free of line breaks.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
