using System.Runtime.CompilerServices;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Merging;

/// <summary>Merged phone books: made once, and made anew after each run, through the planner and the guards of a mailbox.</summary>
public sealed class MergedPhoneBooks(IPhoneBookStore store, TimeProvider clock)
{
    /// <summary>Makes a merged phone book, or makes the one with that owner and title of other phone books.</summary>
    /// <param name="owner">Its owner.</param>
    /// <param name="title">Its title.</param>
    /// <param name="settings">What it is made of.</param>
    /// <param name="overriddenGuards">Guards lifted for this one time.</param>
    /// <param name="whatIf">Only tells what would change.</param>
    /// <param name="cancellationToken">Leaves it as it was.</param>
    /// <exception cref="SyncException">The store cannot be read or written.</exception>
    public async Task<SyncReport> MergeAsync(
        string owner, string title, MergeSettings settings, IReadOnlySet<string> overriddenGuards, bool whatIf,
        CancellationToken cancellationToken)
    {
        await using var source = new MergedSource(store, owner, title, settings, clock);
        var engine = new SyncEngine(source, store, clock);
        var listing = await source.ListMailboxesAsync(new MailboxQuery([], []), cancellationToken).ConfigureAwait(false);
        // Numbers were read when the entries came in, each in its own region.
        var rules = new SyncRules(settings.Fingerprint, title, "", overriddenGuards) { Source = PhoneBookSource.Merge };
        var reports = engine.RunAsync(listing, rules, new SyncRunOptions(1, whatIf), progress: null, cancellationToken);
        SyncReport? only = null;
        await foreach (var report in reports.ConfigureAwait(false))
            only = report;
        return only!;
    }

    /// <summary>Makes all merged phone books anew whose phone books changed; a report for each.</summary>
    /// <param name="overriddenGuards">Guards lifted for this one time.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <exception cref="SyncException">The store cannot be read or written.</exception>
    public async IAsyncEnumerable<SyncReport> RefreshAsync(
        IReadOnlySet<string> overriddenGuards, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var merged = new List<SyncPhoneBook>();
        await foreach (var book in store.ListPhoneBooksAsync(null, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (book.Source == PhoneBookSource.Merge)
                merged.Add(book);
        }
        foreach (var book in merged)
        {
            var key = PhoneBookKey.Of(PhoneBookSource.Merge, book.Owner, book.Title);
            if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored)
                continue;
            yield return await MergeAsync(
                book.Owner, book.Title, MergeSettings.Of(stored), overriddenGuards, whatIf: false, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
