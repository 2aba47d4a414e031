using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.ManagedFolders;

/// <summary>What all sources whose mailboxes can be written to have in common.</summary>
internal static class ManagedMailboxes
{
    /// <summary>The one mailbox that was asked for.</summary>
    /// <exception cref="SyncException">There is none, or what has that name is none.</exception>
    public static SourceMailbox Single(MailboxListing listing, string name) => listing switch
    {
        { Mailboxes: [var mailbox, ..] } => mailbox,
        { Skipped: [{ Failure: { } failure }, ..] } => throw failure,
        _ => throw Texts.Catalog.Create(
            nameof(Errors.FolderMailboxMissing), SyncErrorKind.NotFound, name, name, listing.Skipped.FirstOrDefault()?.Reason ?? ""),
    };
}
