using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Follows one folder's changes to their end, then reads the fields of what is new or changed.</summary>
internal sealed class EwsFolderReader(EwsClient client, EwsCall call, EwsContactFolder folder, ReadOptions options)
{
    /// <summary>How often a folder is begun anew within one run before that is an error.</summary>
    private const int MaxRestarts = 2;

    private static readonly EwsShape Shape = EwsShape.With(new EwsPath.Field("item:ItemClass"));

    // What is there and what it is; null where it is gone.
    private readonly Dictionary<string, ContactKind?> present = new(StringComparer.Ordinal);
    private readonly HashSet<string> states = new(StringComparer.Ordinal);

    private IReadOnlyDictionary<string, ContactKind> leftOut = new Dictionary<string, ContactKind>();

    /// <summary>
    /// Reads the folder; with <paramref name="known"/> only what changed, unless the server has forgotten the state: then all of it, as a
    /// whole listing to compare with. Null where the folder is not there any more.
    /// </summary>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public async Task<FolderChanges?> ReadAsync(EwsFolderToken? known, CancellationToken cancellationToken)
    {
        var state = known?.SyncState;
        var isComplete = state is null;
        foreach (var (id, kind) in leftOut = known?.LeftOut ?? leftOut)
            present[id] = kind;
        for (var restarts = 0; ;)
        {
            EwsItemChanges page;
            try
            {
                page = await client.GetAsync(
                    new SyncFolderItems(new EwsFolderId(folder.Id), Shape, state), call, cancellationToken).ConfigureAwait(false);
            }
            catch (ServiceRefusedException error)
                when (error.Code == "ErrorFolderNotFound" || (error.Code == "ErrorSyncFolderNotFound" && state is null))
            {
                return null;
            }
            catch (ServiceRefusedException error)
                when (state is not null && restarts < MaxRestarts && EwsErrors.RecoveryOf(error.Code ?? "") == EwsRecovery.Resync)
            {
                client.Trace?.Invoke(
                    $"{call.Target}: the server has forgotten how far '{folder.Path}' was read ({error.Code}); "
                    + "it is read from the beginning.");
                Forget();
                state = null;
                isComplete = true;
                restarts++;
                continue;
            }
            Add(page.Changes);
            if (page.SyncState.Length == 0)
                throw EwsErrors.Incomplete(call);
            if (page.IsLast)
                return await FinishAsync(page.SyncState, isComplete, cancellationToken).ConfigureAwait(false);
            if (page.SyncState == state || !states.Add(page.SyncState))
                throw SameState();
            state = page.SyncState;
        }
    }

    /// <summary>What comes later counts. What turned into something else is gone as a contact.</summary>
    private void Add(IReadOnlyList<EwsItemChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Item.Id.Length == 0)
                throw EwsErrors.Incomplete(call);
            present[change.Item.Id] = change.IsDeleted ? null : change.Item.Kind;
        }
    }

    private void Forget()
    {
        present.Clear();
        states.Clear();
    }

    private async Task<FolderChanges> FinishAsync(string state, bool isComplete, CancellationToken cancellationToken)
    {
        var reader = new EwsContactReader(client, call, folder, options, leftOut.Keys);
        var (contacts, unreadable) = await reader.ReadAsync(
            [.. Ids(ContactKind.Contact)], [.. Ids(ContactKind.Group)], cancellationToken).ConfigureAwait(false);
        return new FolderChanges(
            new FolderState(
                folder.Id, folder.Path, new EwsFolderToken(state, unreadable.ToDictionary(id => id, id => present[id]!.Value)).ToString()),
            isComplete,
            contacts,
            isComplete ? [] : [.. Ids(null)],
            unreadable.Count,
            unreadable);
    }

    private IEnumerable<string> Ids(ContactKind? kind) => present.Where(item => item.Value == kind).Select(item => item.Key);

    private SyncException SameState() => Texts.Catalog.Create(
        nameof(Errors.EwsSameState), SyncErrorKind.InvalidData, call.Target, call.Target, call.Host, folder.Path);
}
