using System.Management.Automation;
using ContactSync.Engine;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>
/// Reads the contacts of mailboxes into phone books: what changed since the last run, in one transaction a mailbox. Then makes the
/// destinations of the store equal to their phone books.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "ContactSync", DefaultParameterSetName = OfMailbox, SupportsShouldProcess = true)]
[OutputType(typeof(SyncReport), typeof(SyncPublishReport))]
public sealed class InvokeContactSyncCommand : PhoneBookPlanningCmdlet
{
    /// <summary>Leaves the destinations as they are.</summary>
    [Parameter]
    public SwitchParameter SkipPublish { get; set; }

    /// <inheritdoc/>
    private protected override async Task ReadAsync(
        ConnectedSource source, MailboxQuery query, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var connection = source.Connection;
        var rules = RulesFor(connection);
        await using var store = await OpenStoreAsync(connection.StorePath, readOnly: WhatIf, cancellationToken).ConfigureAwait(false);
        var engine = new SyncEngine(source.Source, store, TimeProvider.System);
        var listing = await ListAsync(engine, query, store, pipeline, cancellationToken).ConfigureAwait(false);
        // With -WhatIf each mailbox says what would change; asked before, PowerShell would only say that a run would run.
        var action = $"Bring {listing.Mailboxes.Count} phone books up to date";
        if (!WhatIf && !await pipeline.ShouldProcessAsync(store.Location, action).ConfigureAwait(false))
            return;

        var progress = new RunProgressBar(pipeline, connection.Name);
        var options = new SyncRunOptions(ThrottleLimit, WhatIf);
        var reports = engine.RunAsync(listing, rules, options, progress, cancellationToken);
        try
        {
            await foreach (var report in reports.ConfigureAwait(false))
                await WriteAsync(report, pipeline).ConfigureAwait(false);
        }
        finally
        {
            progress.Complete();
        }
        if (!WhatIf && !SkipPublish && store is IDestinationStore destinations)
            await PublishAsync(store, destinations, pipeline, cancellationToken).ConfigureAwait(false);
    }

    private async Task PublishAsync(
        IPhoneBookStore store, IDestinationStore destinations, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var options = new PublishOptions(WhatIf: false, Force: false, new HashSet<string>());
        var registered = new List<StoredDestination>();
        await foreach (var destination in destinations.ListDestinationsAsync(null, cancellationToken).ConfigureAwait(false))
            registered.Add(destination);
        foreach (var destination in registered)
        {
            await Destinations.PublishAsync(Session, store, destinations, destination, options, pipeline, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(SyncReport report, CmdletPipeline pipeline)
    {
        if (report.Status == SyncStatus.WhatIf)
        {
            var changes = Texts.Catalog.Text(
                nameof(Errors.WhatWouldChange), report.Added, report.Updated, report.Deleted, report.Unchanged);
            await pipeline.ShouldProcessAsync($"{report.Mailbox}: {report.PhoneBook}", changes).ConfigureAwait(false);
        }
        foreach (var note in report.Notes)
            pipeline.WriteVerbose($"{report.Mailbox}: {note}");
        await pipeline.WriteObjectAsync(report).ConfigureAwait(false);
        if (report.ExitCode != 0 && report.Error is not null)
            await pipeline.WriteErrorAsync(report.Error).ConfigureAwait(false);
    }
}
