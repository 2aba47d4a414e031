using ContactSync.Engine.Fields;
using ContactSync.Engine.Merging;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.Microsoft365.ManagedFolders;
using ContactSync.PhoneBooks.Destinations;

namespace ContactSync.PowerShell.Session;

/// <summary>The destinations that are registered.</summary>
internal static class Destinations
{
    /// <summary>Refuses settings that make no sense for a kind, before they are kept.</summary>
    /// <exception cref="SyncException">They make none.</exception>
    public static void Check(DestinationKind kind, DestinationSettings settings)
    {
        if (DestinationFiles.Kinds.Contains(kind))
            DestinationFiles.Open(kind, settings);
        else if (kind == DestinationKind.MailboxFolder)
            MailboxFolderDestination.Check(settings);
        else
            DestinationServers.Check(kind, settings);
    }

    /// <summary>
    /// Makes the merged phone books of a store anew, where theirs changed, then all its destinations equal to their phone books, and writes
    /// what was done.
    /// </summary>
    public static async Task PublishAllAsync(
        SyncSession session, IPhoneBookStore store, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var merged = new MergedPhoneBooks(store, TimeProvider.System);
        await foreach (var report in merged.RefreshAsync(new HashSet<string>(), cancellationToken).ConfigureAwait(false))
            await RunReports.WriteAsync(report, pipeline).ConfigureAwait(false);
        if (store is not IDestinationStore destinations)
            return;
        var options = new PublishOptions(WhatIf: false, Force: false, new HashSet<string>());
        var opener = new DestinationOpener(session);
        await using var _ = opener.ConfigureAwait(false);
        foreach (var destination in await ListAsync(destinations, cancellationToken).ConfigureAwait(false))
            await PublishAsync(opener, store, destinations, destination, options, pipeline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The destinations of a store.</summary>
    public static async Task<IReadOnlyList<StoredDestination>> ListAsync(
        IDestinationStore destinations, CancellationToken cancellationToken)
    {
        var registered = new List<StoredDestination>();
        await foreach (var destination in destinations.ListDestinationsAsync(null, cancellationToken).ConfigureAwait(false))
            registered.Add(destination);
        return registered;
    }

    /// <summary>Makes a destination equal to its phone books and writes what was done.</summary>
    public static async Task PublishAsync(
        DestinationOpener opener, IPhoneBookStore phoneBooks, IDestinationStore destinations, StoredDestination destination,
        PublishOptions options, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var progress = new PublishProgressBar(pipeline, destination.Name);
        SyncPublishReport report;
        try
        {
            report = await new Publisher(phoneBooks, destinations, TimeProvider.System)
                .PublishAsync(destination, token => opener.OpenAsync(destination, token), options, progress, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            progress.Complete();
        }
        await RunReports.WriteAsync(report, pipeline).ConfigureAwait(false);
    }

    /// <summary>The destination as a user sees it.</summary>
    public static SyncDestination ToPublic(StoredDestination destination, string storePath)
    {
        var settings = DestinationSettings.Parse(destination.Settings);
        return new SyncDestination
        {
            Name = destination.Name,
            Kind = destination.Kind,
            Place = settings.Place,
            Folder = settings.Folder,
            MailboxConnection = settings.Through,
            Owner = settings.Owner,
            PhoneBook = settings.PhoneBook,
            Connection = settings.Connection,
            Fields = settings.Fields.Count > 0 ? settings.Fields : FieldSelection.Usual,
            NumberForm = settings.NumberForm,
            KeepManualEntries = settings.KeepManualEntries,
            Template = settings.Template,
            UserName = settings.UserName,
            LastPublished = destination.LastPublished,
            LastError = destination.LastError,
            StorePath = storePath,
        };
    }
}
