using ContactSync.Engine.Fields;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Publishing;

/// <summary>Makes destinations equal to their phone books.</summary>
/// <param name="phoneBooks">The phone books.</param>
/// <param name="destinations">The destinations and what they have been served; as a rule the same store.</param>
/// <param name="clock">Tells when it was.</param>
public sealed class Publisher(IPhoneBookStore phoneBooks, IDestinationStore destinations, TimeProvider clock)
{
    /// <summary>The names that <see cref="PublishOptions.OverriddenGuards"/> may have.</summary>
    public static IReadOnlyList<string> Guards { get; } = [nameof(Errors.DestinationEmptied)];

    /// <summary>
    /// Makes one destination equal to its phone books, writing only what must be written. A failure is a report, never an exception; what
    /// was done until then is noted, and the next time goes on from there.
    /// </summary>
    /// <param name="stored">The destination as registered.</param>
    /// <param name="open">Opens the way to it; it is closed at the end. A failure here is the report's, too.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops between two items, or leaves a file as it was.</param>
    /// <exception cref="SyncException">The store cannot be read or written.</exception>
    public async Task<SyncPublishReport> PublishAsync(
        StoredDestination stored, Func<CancellationToken, Task<IDestination>> open, PublishOptions options,
        IProgress<PublishProgress>? progress, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var settings = DestinationSettings.Parse(stored.Settings);
        var books = new List<SyncPhoneBook>();
        await foreach (var book in phoneBooks
            .ListPhoneBooksAsync(settings.Owner, settings.PhoneBook, settings.Connection, cancellationToken).ConfigureAwait(false))
        {
            books.Add(book);
        }
        var task = new PublishTask(stored, settings, books);
        PublishOutcome outcome;
        SyncException? error;
        try
        {
            Guard(task, options);
            var destination = await open(cancellationToken).ConfigureAwait(false);
            await using var _ = destination.ConfigureAwait(false);
            (outcome, error) = await PublishAsync(destination, task, options, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException exception)
        {
            (outcome, error) = (new PublishOutcome(stored.State), exception);
        }
        if (!options.WhatIf)
        {
            await destinations.NotePublishedAsync(stored.Id, outcome.State, error?.Message, clock.GetUtcNow(), CancellationToken.None)
                .ConfigureAwait(false);
        }
        return Report(task, outcome, error, options.WhatIf, clock.GetElapsedTime(start));
    }

    /// <summary>How many items of some entries a destination has. A file has none that it was not written with.</summary>
    /// <exception cref="SyncException">It cannot be read.</exception>
    public static async Task<int> CountAsync(
        IDestination destination, IReadOnlySet<Guid> entries, CancellationToken cancellationToken)
    {
        if (destination is not IItemDestination items)
            return 0;
        var listing = await items.ListAsync(token: null, cancellationToken).ConfigureAwait(false);
        return listing.Items.Count(item => item.Uid is { } uid && entries.Contains(uid));
    }

    /// <summary>Takes away from a destination all that was written there; what others made there stays.</summary>
    /// <exception cref="SyncException">It cannot be taken away, or the store not be read.</exception>
    public async Task EraseAsync(StoredDestination stored, IDestination destination, CancellationToken cancellationToken)
    {
        if (destination is IFileDestination file)
        {
            await file.EraseAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (destination is IItemDestination items)
        {
            var settings = DestinationSettings.Parse(stored.Settings) with { KeepManualEntries = true };
            var options = new PublishOptions(WhatIf: false, Force: true, new HashSet<string>());
            var (_, error) = await new ItemPublisher(destinations, new PublishTask(stored, settings, []), options, progress: null)
                .PublishAsync(items, cancellationToken).ConfigureAwait(false);
            if (error is not null)
                throw error;
            await items.CloseDownAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(PublishOutcome Outcome, SyncException? Error)> PublishAsync(
        IDestination destination, PublishTask task, PublishOptions options, IProgress<PublishProgress>? progress,
        CancellationToken cancellationToken) => destination switch
    {
        IFileDestination file => (
            await new FilePublisher(phoneBooks, destinations, task, options, clock).PublishAsync(file, cancellationToken)
                .ConfigureAwait(false), null),
        IItemDestination items => await new ItemPublisher(destinations, task, options, progress)
            .PublishAsync(items, cancellationToken).ConfigureAwait(false),
        _ => throw new ArgumentException($"{destination.GetType()} is no kind of destination.", nameof(destination)),
    };

    /// <summary>Stops where a destination that had entries would get none at all.</summary>
    private static void Guard(PublishTask task, PublishOptions options)
    {
        var before = PublishFingerprint.EntriesOf(task.Stored.State.Fingerprint);
        if (before > 0 && task.EntryCount == 0
            && !options.OverriddenGuards.Contains(nameof(Errors.DestinationEmptied), StringComparer.OrdinalIgnoreCase))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.DestinationEmptied), SyncErrorKind.GuardStopped, task.Stored.Name, task.Stored.Name, before);
        }
    }

    private static SyncPublishReport Report(
        PublishTask task, PublishOutcome outcome, SyncException? error, bool whatIf, TimeSpan duration) => new()
    {
        Destination = task.Stored.Name,
        Kind = task.Stored.Kind,
        Place = task.Settings.Place,
        PhoneBooks = task.Books.Count,
        Added = outcome.Added,
        Updated = outcome.Updated,
        Removed = outcome.Removed,
        Unchanged = outcome.Unchanged,
        Kept = outcome.Kept,
        Losses = outcome.Losses,
        Duration = duration,
        Status = error switch
        {
            { Kind: SyncErrorKind.GuardStopped } => SyncStatus.Stopped,
            not null => SyncStatus.Failed,
            null => whatIf ? SyncStatus.WhatIf : SyncStatus.Succeeded,
        },
        Reason = error?.Message,
        ErrorId = error?.ErrorId,
        Advice = error?.Advice,
        Error = error,
    };
}

/// <summary>What is to be published, and where.</summary>
internal sealed record PublishTask(StoredDestination Stored, DestinationSettings Settings, IReadOnlyList<SyncPhoneBook> Books)
{
    private readonly FieldSelection fields = new(Settings.Fields);

    /// <summary>What the same entry is written differently under.</summary>
    public string Shape { get; } = $"{Stored.Kind} {Settings.Shape}";

    /// <summary>What the destination is equal to once all is done.</summary>
    public string Fingerprint => PublishFingerprint.Of(Shape, Books);

    /// <summary>How many entries the destination gets.</summary>
    public int EntryCount { get; } = Books.Sum(book => book.Entries);

    /// <summary>The entry as it is given out.</summary>
    public SyncPhoneBookEntry GiveOut(SyncPhoneBookEntry entry) => fields.Apply(entry);
}

/// <summary>What was published.</summary>
/// <param name="State">What the destination is equal to now.</param>
internal sealed record PublishOutcome(PublishState State)
{
    public int Added { get; init; }

    public int Updated { get; init; }

    public int Removed { get; init; }

    public int Unchanged { get; init; }

    public int Kept { get; init; }

    public IReadOnlyList<SyncPublishLoss> Losses { get; init; } = [];
}
