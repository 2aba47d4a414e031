using System.Globalization;
using System.Runtime.CompilerServices;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Merging;

/// <summary>
/// Phone books merged, as a source: to the engine they are a mailbox whose folders they are. Private entries never come in.
/// </summary>
/// <param name="store">Where the phone books lie.</param>
/// <param name="owner">The owner of the merged one.</param>
/// <param name="title">Its title.</param>
/// <param name="settings">What it is made of.</param>
/// <param name="clock">Measures the reading.</param>
public sealed class MergedSource(IPhoneBookStore store, string owner, string title, MergeSettings settings, TimeProvider clock)
    : IContactSource
{
    /// <inheritdoc/>
    public string TenantId => "";

    /// <summary>The one «mailbox» there is, whatever is asked for.</summary>
    public Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken)
    {
        var key = PhoneBookKey.Of(PhoneBookSource.Merge, owner, title);
        return Task.FromResult(new MailboxListing([new SourceMailbox(key.MailboxId, owner, title)], [], Expected: 1, Requests: 0));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var start = clock.GetTimestamp();
            var books = await FindAsync(cancellationToken).ConfigureAwait(false);
            var isKnown = request.State.Count == books.Count && books.All(book => request.State.Contains(book.State));
            var folders = isKnown
                ? books.ConvertAll(book => new FolderChanges(book.State, IsComplete: false, [], []))
                : await MergeAsync(books, cancellationToken).ConfigureAwait(false);
            yield return new MailboxRead(request.Mailbox, folders, Requests: 0, clock.GetElapsedTime(start))
            {
                Protocol = SyncProtocol.Auto,
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The phone books that are there, each with what it is merged at: a change after that is merged the next time.</summary>
    private async Task<List<(long Id, FolderState State)>> FindAsync(CancellationToken cancellationToken)
    {
        var changes = new Dictionary<long, SyncPhoneBook>();
        await foreach (var book in store.ListPhoneBooksAsync(null, null, null, cancellationToken).ConfigureAwait(false))
            changes.Add(book.Id, book);
        var found = new List<(long, FolderState)>();
        for (var place = 0; place < settings.Sources.Count; place++)
        {
            var key = settings.Sources[place];
            if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } book
                || !changes.TryGetValue(book.Id, out var listed))
            {
                continue;
            }
            var token = listed.Change.ToString(CultureInfo.InvariantCulture);
            found.Add((book.Id, new FolderState(MergeSettings.FolderIdOf(place, key), listed.ToString(), token)));
        }
        return found;
    }

    private async Task<List<FolderChanges>> MergeAsync(
        List<(long Id, FolderState State)> books, CancellationToken cancellationToken)
    {
        var entries = new List<SyncPhoneBookEntry>();
        var folderOf = new Dictionary<Guid, string>();
        foreach (var (id, state) in books)
        {
            var query = new EntryQuery { PhoneBookId = id };
            await foreach (var entry in store.FindEntriesAsync(query, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Contact.Sensitivity is ContactSensitivity.Private or ContactSensitivity.Confidential)
                    continue;
                entries.Add(entry);
                folderOf[entry.Uid] = state.FolderId;
            }
        }
        var merged = new DuplicateFinder(settings.MatchBy).Group(entries).ToLookup(
            group => folderOf[group.Entries[0].Uid],
            group => ContactMerger.Merge([.. group.Entries.Select(entry => entry.Contact)]) with
            {
                Id = group.Entries[0].Uid.ToString("N"),
            });
        return books.ConvertAll(book =>
            new FolderChanges(book.State, IsComplete: true, [.. merged[book.State.FolderId]], RemovedIds: []));
    }
}
