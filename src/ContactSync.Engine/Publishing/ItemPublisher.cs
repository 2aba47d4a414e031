using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Publishing;

/// <summary>Makes a destination of items equal to its phone books, item by item.</summary>
internal sealed class ItemPublisher(
    IDestinationStore store, PublishTask task, PublishOptions options, IProgress<PublishProgress>? progress)
{
    private readonly ServedLedger ledger = new(store, task.Stored.Id);

    private readonly PublishLosses losses = new();

    private SyncException? firstError;

    private int added;

    private int updated;

    private int removed;

    private int done;

    /// <summary>Publishes; the error is that of the first item that could not be written, or the one that ended it all.</summary>
    public async Task<(PublishOutcome Outcome, SyncException? Error)> PublishAsync(
        IItemDestination destination, CancellationToken cancellationToken)
    {
        // What hands did is to be known each time where it is kept, not only when it is news.
        var isAnew = options.Force || task.Settings.KeepManualEntries;
        var listing = await destination.ListAsync(isAnew ? null : task.Stored.State.Token, cancellationToken).ConfigureAwait(false);
        // A token is kept only of a time when all was as it should be, so that nothing has to be compared where nothing changed since.
        if (task.Stored.State.Fingerprint == task.Fingerprint
            && listing is { IsWhole: false, Items.Count: 0, GoneReferences.Count: 0 })
        {
            return (new PublishOutcome(new PublishState(task.Fingerprint, listing.Token)) { Unchanged = task.EntryCount }, null);
        }
        var served = await ReadServedAsync(cancellationToken).ConfigureAwait(false);
        var wanted = await ReadWantedAsync(cancellationToken).ConfigureAwait(false);
        var plan = ItemPlan.Make(wanted, served, Present(listing, served.Values), task.Settings.KeepManualEntries);
        if (options.WhatIf)
        {
            var outcome = Outcome(task.Stored.State, plan) with
            {
                Added = plan.Added, Updated = plan.Puts.Count - plan.Added, Removed = plan.Deletes.Count,
            };
            return (outcome, null);
        }
        try
        {
            await ApplyAsync(destination, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            firstError = error;
        }
        finally
        {
            await ledger.FlushAsync().ConfigureAwait(false);
        }
        // What could not be written is told by comparing again, not by the destination's next changes.
        var state = firstError is null ? new PublishState(task.Fingerprint, listing.Token) : task.Stored.State with { Token = null };
        return (Outcome(state, plan), firstError);
    }

    /// <summary>What is there: all that was listed, or what was served with the changes on top of it.</summary>
    private static IReadOnlyCollection<DestinationItem> Present(ItemListing listing, IEnumerable<ServedItem> served)
    {
        if (listing.IsWhole)
            return listing.Items;
        var present = new Dictionary<string, DestinationItem>(StringComparer.Ordinal);
        foreach (var item in served)
            present[item.Reference] = new DestinationItem(item.Uid, item.Reference, item.Version);
        foreach (var item in listing.Items)
            present[item.Reference] = item;
        foreach (var reference in listing.GoneReferences)
            present.Remove(reference);
        return present.Values;
    }

    private async Task<Dictionary<Guid, ServedItem>> ReadServedAsync(CancellationToken cancellationToken)
    {
        var served = new Dictionary<Guid, ServedItem>();
        await foreach (var item in store.ReadServedAsync(task.Stored.Id, cancellationToken).ConfigureAwait(false))
            served[item.Uid] = item;
        return served;
    }

    private async Task<Dictionary<Guid, WantedItem>> ReadWantedAsync(CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<Guid, WantedItem>();
        foreach (var book in task.Books)
        {
            await foreach (var entry in store.ReadVersionsAsync(book.Id, cancellationToken).ConfigureAwait(false))
                wanted[entry.Uid] = new WantedItem(entry, book.Id, PublishFingerprint.OfItem(task.Shape, book, entry));
        }
        return wanted;
    }

    private async Task ApplyAsync(IItemDestination destination, ItemPlan plan, CancellationToken cancellationToken)
    {
        var total = plan.Puts.Count + plan.Deletes.Count;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = destination.Parallelism, CancellationToken = cancellationToken };
        foreach (var uid in plan.Forgotten)
            await ledger.RemovedAsync(uid, cancellationToken).ConfigureAwait(false);
        // First what goes, so that a name that is given to another entry is free.
        await Parallel.ForEachAsync(plan.Deletes, parallel, (item, token) => TryAsync(() => DeleteAsync(destination, item, token), total))
            .ConfigureAwait(false);
        await Parallel.ForEachAsync(ReadAsync(plan, cancellationToken), parallel, (entry, token) =>
            TryAsync(() => PutAsync(destination, plan, entry, token), total)).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<SyncPhoneBookEntry> ReadAsync(
        ItemPlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var book in plan.Puts.Values.GroupBy(put => put.Wanted.PhoneBookId, put => put.Wanted.Entry.SourceId))
        {
            await foreach (var entry in store.ReadPublishedAsync(book.Key, [.. book], cancellationToken).ConfigureAwait(false))
                yield return entry;
        }
    }

    private async Task PutAsync(
        IItemDestination destination, ItemPlan plan, SyncPhoneBookEntry entry, CancellationToken cancellationToken)
    {
        var (wanted, present) = plan.Puts[entry.Uid];
        var given = task.GiveOut(entry);
        losses.AddUncarried(given.Contact, destination.Fields);
        var item = await destination.PutAsync(given, present, losses, cancellationToken).ConfigureAwait(false);
        await ledger.ServedAsync(new ServedItem(entry.Uid, wanted.Hash, item.Reference, item.Version), cancellationToken)
            .ConfigureAwait(false);
        Interlocked.Increment(ref present is null ? ref added : ref updated);
    }

    private async Task DeleteAsync(IItemDestination destination, DestinationItem item, CancellationToken cancellationToken)
    {
        await destination.DeleteAsync(item, cancellationToken).ConfigureAwait(false);
        if (item.Uid is { } uid)
            await ledger.RemovedAsync(uid, cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref removed);
    }

    // One item that is refused must not keep the others from being written; a destination that is not there would fail with them all.
    private async ValueTask TryAsync(Func<Task> work, int total)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (SyncException error) when (error.Kind == SyncErrorKind.InvalidData)
        {
            Interlocked.CompareExchange(ref firstError, error, null);
        }
        progress?.Report(new PublishProgress(Interlocked.Increment(ref done), total));
    }

    private PublishOutcome Outcome(PublishState state, ItemPlan plan) => new(state)
    {
        Added = added, Updated = updated, Removed = removed, Unchanged = plan.Unchanged, Kept = plan.Kept, Losses = losses.Counts,
    };
}
