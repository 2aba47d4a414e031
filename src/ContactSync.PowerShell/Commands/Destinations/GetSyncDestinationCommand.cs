using System.Management.Automation;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>The destinations that are registered: what each gets, when it was last published, why it failed.</summary>
[Cmdlet(VerbsCommon.Get, "SyncDestination")]
[OutputType(typeof(SyncDestination))]
public sealed class GetSyncDestinationCommand : DestinationCmdlet
{
    /// <summary>Its name.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DestinationCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (var (store, found) in FindDestinationsAsync(Name, readOnly: true, pipeline, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(Destinations.ToPublic(found, store.Location)).ConfigureAwait(false);
    }
}
