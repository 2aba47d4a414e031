using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365.ManagedFolders;

/// <summary>A source whose mailboxes can be written to.</summary>
internal interface IManagedMailboxes
{
    /// <summary>Opens a mailbox by address or id, at the place it is in, and lists the folders beside and below its own contacts.</summary>
    /// <exception cref="SyncException">There is none, it is somewhere else, or it may not be looked into.</exception>
    Task<(IManagedMailbox Mailbox, IReadOnlyList<ManagedFolder> Folders)> OpenMailboxAsync(
        string name, CancellationToken cancellationToken);
}

/// <summary>A mailbox that contacts are written to. Whatever is refused is a <see cref="SyncException"/>.</summary>
internal interface IManagedMailbox
{
    /// <summary>How it is spoken to.</summary>
    SyncProtocol Protocol { get; }

    /// <summary>Its primary address.</summary>
    string Address { get; }

    /// <summary>Makes a folder below the mailbox's own contacts folder.</summary>
    Task<ManagedFolder> MakeFolderAsync(string name, string mark, CancellationToken cancellationToken);

    /// <summary>Gives a folder another name.</summary>
    Task RenameFolderAsync(ManagedFolder folder, string name, CancellationToken cancellationToken);

    /// <summary>Removes a folder with all that is in it.</summary>
    Task RemoveFolderAsync(ManagedFolder folder, CancellationToken cancellationToken);

    /// <summary>The contacts of a folder; an item without an entry is one that we did not make.</summary>
    Task<IReadOnlyList<DestinationItem>> ListContactsAsync(ManagedFolder folder, CancellationToken cancellationToken);

    /// <summary>Makes a contact.</summary>
    Task<DestinationItem> MakeContactAsync(ManagedFolder folder, Guid entry, SyncContact contact, CancellationToken cancellationToken);

    /// <summary>Changes a contact, where it still is of the version it is known by.</summary>
    /// <exception cref="SyncException"><see cref="DestinationErrors.ItemChanged"/> where it is of another, or gone.</exception>
    Task<DestinationItem> ChangeContactAsync(
        ManagedFolder folder, DestinationItem item, SyncContact contact, CancellationToken cancellationToken);

    /// <summary>Removes a contact for good, where it still is of the version it is known by; one that is gone is no error.</summary>
    Task RemoveContactAsync(ManagedFolder folder, DestinationItem item, CancellationToken cancellationToken);
}

/// <summary>A folder of contacts.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mark">The mark of the destination that it was made for; null for a folder of somebody else's.</param>
internal sealed record ManagedFolder(string Id, string Name, string? Mark);
