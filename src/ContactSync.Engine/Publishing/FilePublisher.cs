using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Publishing;

/// <summary>Writes a destination that is written as a whole, where it is not as it shall be.</summary>
internal sealed class FilePublisher(IPhoneBookStore phoneBooks, PublishTask task, PublishOptions options)
{
    private readonly PublishLosses losses = new();

    public async Task<PublishOutcome> PublishAsync(IFileDestination destination, CancellationToken cancellationToken)
    {
        if (task.Stored.State.Fingerprint == task.Fingerprint && destination.IsInPlace && !options.Force)
            return new PublishOutcome(task.Stored.State) { Unchanged = task.EntryCount };
        if (options.WhatIf)
            return new PublishOutcome(task.Stored.State) { Updated = task.EntryCount };

        var entries = ReadAsync(destination.Fields, cancellationToken);
        var written = await destination.WriteAsync(entries, losses, cancellationToken).ConfigureAwait(false);
        return new PublishOutcome(new PublishState(task.Fingerprint, null)) { Updated = written, Losses = losses.Counts };
    }

    private async IAsyncEnumerable<SyncPhoneBookEntry> ReadAsync(
        IReadOnlySet<string> carried, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var book in task.Books)
        {
            var query = new EntryQuery { PhoneBookId = book.Id };
            await foreach (var entry in phoneBooks.FindEntriesAsync(query, cancellationToken).ConfigureAwait(false))
            {
                var given = task.GiveOut(entry);
                losses.AddUncarried(given.Contact, carried);
                yield return given;
            }
        }
    }
}
