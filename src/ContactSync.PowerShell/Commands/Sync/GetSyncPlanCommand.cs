using System.Management.Automation;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Says contact by contact what Invoke-ContactSync would do, by the same planner; nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "SyncPlan", DefaultParameterSetName = OfMailbox)]
[OutputType(typeof(SyncPlanEntry))]
public sealed class GetSyncPlanCommand : PhoneBookPlanningCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ReadAsync(
        ConnectedSource source, MailboxQuery query, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var connection = source.Connection;
        var rules = RulesFor(connection);
        await using var store = await PhoneBookStores.OpenForRunAsync(connection.StorePath, readOnly: true, cancellationToken)
            .ConfigureAwait(false);
        var engine = new SyncEngine(source.Source, store, TimeProvider.System);
        var listing = await ListAsync(engine, query, store, pipeline, cancellationToken).ConfigureAwait(false);

        var progress = new RunProgressBar(pipeline, connection.Name);
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
