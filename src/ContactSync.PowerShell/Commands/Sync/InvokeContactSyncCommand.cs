using System.Management.Automation;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
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
    /// <summary>How many days the phone book of a user who left the groups is kept.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int OrphanDays { get; set; } = 30;

    /// <summary>Leaves the destinations as they are.</summary>
    [Parameter]
    public SwitchParameter SkipPublish { get; set; }

    /// <inheritdoc/>
    private protected override bool IsLook => WhatIf;

    /// <inheritdoc/>
    private protected override async Task RunAsync(
        SyncEngine engine, MailboxListing listing, SyncRules rules, IPhoneBookStore store, CmdletPipeline pipeline,
        CancellationToken cancellationToken)
    {
        // With -WhatIf each mailbox says what would change; asked before, PowerShell would only say that a run would run.
        var action = Texts.Catalog.Text(nameof(Errors.Text_UpdatePhoneBooks), listing.Mailboxes.Count);
        if (!WhatIf && !await pipeline.ShouldProcessAsync(store.Location, action).ConfigureAwait(false))
            return;

        var progress = new RunProgressBar(pipeline, rules.Connection);
        var options = new SyncRunOptions(ThrottleLimit, WhatIf);
        var reports = engine.RunAsync(listing, rules, options, progress, cancellationToken);
        try
        {
            await foreach (var report in reports.ConfigureAwait(false))
                await RunReports.WriteAsync(report, pipeline).ConfigureAwait(false);
            var orphans = engine.RemoveOrphansAsync(rules.Connection, TimeSpan.FromDays(OrphanDays), WhatIf, cancellationToken);
            await foreach (var report in orphans.ConfigureAwait(false))
                await RunReports.WriteAsync(report, pipeline).ConfigureAwait(false);
        }
        finally
        {
            progress.Complete();
        }
        if (!WhatIf && !SkipPublish)
            await Destinations.PublishAllAsync(Session, store, pipeline, cancellationToken).ConfigureAwait(false);
    }
}
