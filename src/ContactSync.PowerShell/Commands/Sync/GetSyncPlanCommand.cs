using System.Management.Automation;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.PowerShell.Commands;

/// <summary>Says contact by contact what Invoke-ContactSync would do, by the same planner; nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "SyncPlan", DefaultParameterSetName = OfMailbox)]
[OutputType(typeof(SyncPlanEntry))]
public sealed class GetSyncPlanCommand : PhoneBookPlanningCmdlet
{
    /// <inheritdoc/>
    private protected override bool IsLook => true;

    /// <inheritdoc/>
    private protected override async Task RunAsync(
        SyncEngine engine, MailboxListing listing, SyncRules rules, IPhoneBookStore store, CmdletPipeline pipeline,
        CancellationToken cancellationToken)
    {
        var progress = new RunProgressBar(pipeline, rules.Connection);
        var options = new SyncRunOptions(ThrottleLimit, WhatIf: true, KeepPlans: true);
        var outcomes = engine.PlanAsync(listing, rules, options, progress, cancellationToken);
        try
        {
            await foreach (var outcome in outcomes.ConfigureAwait(false))
            {
                foreach (var entry in await PlanEntries.OfAsync(outcome, store, cancellationToken).ConfigureAwait(false))
                    await pipeline.WriteObjectAsync(entry).ConfigureAwait(false);
                if (outcome.Report is { ExitCode: not 0, Error: { } error })
                    await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
            }
        }
        finally
        {
            progress.Complete();
        }
    }
}
