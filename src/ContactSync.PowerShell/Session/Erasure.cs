using ContactSync.Engine.Guards;
using ContactSync.Engine.Merging;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PowerShell.Session;

/// <summary>Erases a phone book from its store and from every destination, and looks afterwards whether anything is left.</summary>
internal sealed class Erasure(SyncSession session, IStore store, CmdletPipeline pipeline)
{
    // That much goes at once is what is meant.
    private static readonly IReadOnlySet<string> Lifted =
        GuardList.Names.Concat(Publisher.Guards).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private readonly List<string> done = [];

    private readonly List<string> failed = [];

    private int left;

    /// <summary>Erases. What fails at one destination is an error, and the others are erased all the same.</summary>
    public async Task<SyncErasure> EraseAsync(SyncPhoneBook book, CancellationToken cancellationToken)
    {
        var entries = await FindEntriesAsync(book.Id, cancellationToken).ConfigureAwait(false);
        await store.RemovePhoneBookAsync(book.Id, cancellationToken).ConfigureAwait(false);
        var merged = new MergedPhoneBooks(store, TimeProvider.System);
        await foreach (var report in merged.RefreshAsync(Lifted, cancellationToken).ConfigureAwait(false))
        {
            if (report.Error is null)
                continue;
            failed.Add($"{report.Mailbox}: {report.PhoneBook}");
            await pipeline.WriteErrorAsync(report.Error).ConfigureAwait(false);
        }
        var opener = new DestinationOpener(session);
        await using var _ = opener.ConfigureAwait(false);
        foreach (var destination in await Destinations.ListAsync(store, cancellationToken).ConfigureAwait(false))
            await EraseAsync(opener, destination, entries, cancellationToken).ConfigureAwait(false);
        // What was removed is overwritten only now: a database keeps the space, and what stood there, for later.
        await store.OptimizeAsync(cancellationToken).ConfigureAwait(false);
        if (await store.FindKeyAsync(book.Id, cancellationToken).ConfigureAwait(false) is not null)
            left += entries.Count;
        return new SyncErasure
        {
            Owner = book.Owner, PhoneBook = book.Title, Entries = book.Entries, Destinations = done, Failed = failed, Left = left,
        };
    }

    private async Task EraseAsync(
        DestinationOpener opener, StoredDestination stored, IReadOnlySet<Guid> entries, CancellationToken cancellationToken)
    {
        try
        {
            var options = new PublishOptions(WhatIf: false, Force: true, Lifted);
            var report = await new Publisher(store, store, TimeProvider.System)
                .PublishAsync(stored, token => opener.OpenAsync(stored, token), options, null, cancellationToken)
                .ConfigureAwait(false);
            if (report.Error is not null)
                throw report.Error;
            var destination = await opener.OpenAsync(stored, cancellationToken).ConfigureAwait(false);
            await using var _ = destination.ConfigureAwait(false);
            left += await Publisher.CountAsync(destination, entries, cancellationToken).ConfigureAwait(false);
            done.Add(stored.Name);
        }
        catch (SyncException error)
        {
            failed.Add(stored.Name);
            await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
        }
    }

    /// <summary>The entries' ids outside, those included that they have where they were merged in.</summary>
    private async Task<HashSet<Guid>> FindEntriesAsync(long bookId, CancellationToken cancellationToken)
    {
        var entries = new HashSet<Guid>();
        await foreach (var entry in store.ReadVersionsAsync(bookId, cancellationToken).ConfigureAwait(false))
            entries.Add(entry.Uid);
        var own = entries.ToList();
        await foreach (var book in store.ListPhoneBooksAsync(null, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (book.Source == PhoneBookSource.Merge)
            {
                var key = PhoneBookKey.Of(PhoneBookSource.Merge, book.Owner, book.Title);
                entries.UnionWith(own.Select(uid => EntryUid.Of(key, uid.ToString("N"))));
            }
        }
        return entries;
    }
}
