using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Publishing;

/// <summary>Writes a destination that is written as a whole, where it is not as it shall be.</summary>
internal sealed class FilePublisher(
    IPhoneBookStore phoneBooks, IDestinationStore destinations, PublishTask task, PublishOptions options, TimeProvider clock)
{
    private readonly PublishLosses losses = new();

    public async Task<PublishOutcome> PublishAsync(IFileDestination destination, CancellationToken cancellationToken)
    {
        if (task.Stored.State.Fingerprint == task.Fingerprint && destination.IsInPlace && !options.Force)
            return new PublishOutcome(task.Stored.State) { Unchanged = task.EntryCount };
        if (options.WhatIf)
            return new PublishOutcome(task.Stored.State) { Updated = task.EntryCount };

        // A run that is killed while it writes must not leave a file that is taken for the one before it once that is wanted again.
        await destinations.NotePublishedAsync(
            task.Stored.Id, new PublishState(PublishFingerprint.Unfinished(task.Stored.State.Fingerprint), null),
            Texts.Catalog.Text(nameof(Errors.Text_Unfinished)), clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
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
