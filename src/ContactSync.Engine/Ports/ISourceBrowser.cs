namespace ContactSync.Engine.Ports;

/// <summary>Lets an admin look at what a source has, before anything is read into phone books. A contact source has one beside it.</summary>
public interface ISourceBrowser
{
    /// <summary>The mailboxes whose name or address begins with a text, page by page as they are drawn; all of them without a text.</summary>
    /// <exception cref="SyncException">A refusal, a lost connection, a source that cannot list all.</exception>
    IAsyncEnumerable<SyncSourceMailbox> FindMailboxesAsync(string? search, CancellationToken cancellationToken);

    /// <summary>All contact folders of a mailbox, those that are not read included, each with the reason.</summary>
    /// <exception cref="SyncException">The mailbox cannot be read.</exception>
    Task<IReadOnlyList<SyncSourceFolder>> ListFoldersAsync(SourceMailbox mailbox, ReadScope scope, CancellationToken cancellationToken);
}
