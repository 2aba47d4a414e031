using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.Microsoft365.ManagedFolders;

/// <summary>
/// A contact folder of a mailbox: the company's phone book on every telephone that shows the mailbox's contacts. The folder is made, marked
/// as ours and known by its mark, and so are the contacts in it; no other contact is touched, neither there nor anywhere else.
/// </summary>
public sealed class MailboxFolderDestination : IItemDestination
{
    private readonly IManagedMailboxes mailboxes;
    private readonly DestinationSettings settings;
    private readonly SemaphoreSlim turn = new(1);
    private IManagedMailbox? mailbox;
    private ManagedFolder? folder;
    private bool isLooked;

    /// <summary>Makes the way there; nothing is sent yet.</summary>
    /// <param name="source">The source that the mailbox belongs to; stays the caller's to dispose.</param>
    /// <param name="settings">Which mailbox (the place), which folder, and its mark.</param>
    public MailboxFolderDestination(IContactSource source, DestinationSettings settings)
    {
        mailboxes = source as IManagedMailboxes ?? throw new ArgumentException($"{source} has no mailboxes to write to.", nameof(source));
        this.settings = settings;
    }

    /// <inheritdoc/>
    public string Place => settings.Place;

    /// <inheritdoc/>
    public IReadOnlySet<string> Fields => FolderContact.Fields;

    /// <summary>As many as Exchange takes of one app for one mailbox.</summary>
    public int Parallelism => 4;

    /// <summary>Looks at what such a destination is to be.</summary>
    /// <exception cref="SyncException">The folder has no name, or one that parts a path.</exception>
    public static void Check(DestinationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (string.IsNullOrWhiteSpace(settings.Folder) || settings.Folder.AsSpan().IndexOfAny('/', '\\') >= 0)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.FolderNameInvalid), SyncErrorKind.InvalidArgument, settings.Folder, settings.Folder ?? "");
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var checks = new DestinationChecks(Texts.Catalog, Place);
        await checks.TryAsync(nameof(Errors.Text_StageFolderMailbox), async () =>
        {
            var (opened, _) = await OpenAsync(cancellationToken).ConfigureAwait(false);
            return Texts.Catalog.Text(nameof(Errors.Text_MailboxOpened), opened.Address, opened.Protocol);
        }).ConfigureAwait(false);
        await checks.TryAsync(nameof(Errors.Text_StageFolder), async () =>
        {
            var listing = await ListAsync(token: null, cancellationToken).ConfigureAwait(false);
            return folder is null
                ? Texts.Catalog.Text(nameof(Errors.Text_FolderToMake), settings.Folder)
                : Texts.Catalog.Text(nameof(Errors.Text_FolderFound), folder.Name, listing.Items.Count);
        }).ConfigureAwait(false);
        checks.Skip(
            nameof(Errors.Text_StageFolderWriteRight),
            checks.AreWell ? Texts.Catalog.Text(nameof(Errors.Text_FolderRightUnknown)) : null);
        foreach (var check in checks.Rows)
            yield return check;
    }

    /// <inheritdoc/>
    public async Task<ItemListing> ListAsync(string? token, CancellationToken cancellationToken)
    {
        await FindAsync(cancellationToken).ConfigureAwait(false);
        var contacts = folder is null
            ? []
            : await mailbox!.ListContactsAsync(folder, cancellationToken).ConfigureAwait(false);
        return new ItemListing([.. contacts.Where(contact => contact.Uid is not null)], [], IsWhole: true, Token: null);
    }

    /// <inheritdoc/>
    public async Task<DestinationItem> PutAsync(
        SyncPhoneBookEntry entry, DestinationItem? present, PublishLosses losses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var home = await MakeAsync(cancellationToken).ConfigureAwait(false);
        var contact = FolderContact.Of(entry, settings.NumberForm, losses);
        return present is null
            ? await mailbox!.MakeContactAsync(home, entry.Uid, contact, cancellationToken).ConfigureAwait(false)
            : await mailbox!.ChangeContactAsync(home, present, contact, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(DestinationItem item, CancellationToken cancellationToken)
    {
        await FindAsync(cancellationToken).ConfigureAwait(false);
        if (folder is not null)
            await mailbox!.RemoveContactAsync(folder, item, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the folder where nothing but what we wrote was in it.</summary>
    public async Task CloseDownAsync(CancellationToken cancellationToken)
    {
        await FindAsync(cancellationToken).ConfigureAwait(false);
        if (folder is null || await mailbox!.ListContactsAsync(folder, cancellationToken).ConfigureAwait(false) is not [])
            return;
        await mailbox.RemoveFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        folder = null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(IManagedMailbox Mailbox, IReadOnlyList<ManagedFolder> Folders)> OpenAsync(CancellationToken cancellationToken)
    {
        var opened = await mailboxes.OpenMailboxAsync(settings.Place, cancellationToken).ConfigureAwait(false);
        mailbox = opened.Mailbox;
        return opened;
    }

    /// <summary>Looks for the folder, once.</summary>
    /// <exception cref="SyncException">A folder of that name is there which is not ours.</exception>
    private async Task FindAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (isLooked)
                return;
            var (opened, folders) = await OpenAsync(cancellationToken).ConfigureAwait(false);
            folder = folders.FirstOrDefault(found => found.Mark == settings.FolderMark);
            if (folder is null && folders.FirstOrDefault(IsCalledSo) is { } other)
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.FolderNotOurs), SyncErrorKind.AlreadyExists, other.Name, other.Name, opened.Address);
            }
            isLooked = true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The folder; one that is not there is made, one with another name is renamed.</summary>
    private async Task<ManagedFolder> MakeAsync(CancellationToken cancellationToken)
    {
        await FindAsync(cancellationToken).ConfigureAwait(false);
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (folder is null)
            {
                folder = await mailbox!.MakeFolderAsync(settings.Folder!, settings.FolderMark!, cancellationToken).ConfigureAwait(false);
            }
            else if (folder.Name != settings.Folder)
            {
                await mailbox!.RenameFolderAsync(folder, settings.Folder!, cancellationToken).ConfigureAwait(false);
                folder = folder with { Name = settings.Folder! };
            }
            return folder;
        }
        finally
        {
            turn.Release();
        }
    }

    private bool IsCalledSo(ManagedFolder found) => found.Name.Equals(settings.Folder, StringComparison.OrdinalIgnoreCase);
}
