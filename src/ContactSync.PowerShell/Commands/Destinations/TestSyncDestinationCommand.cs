using System.Management.Automation;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Looks whether destinations could be written, stage by stage, and writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SyncDestination")]
[OutputType(typeof(SyncCheck))]
public sealed class TestSyncDestinationCommand : DestinationCmdlet
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
        var opener = new DestinationOpener(Session);
        await using var _ = opener.ConfigureAwait(false);
        await foreach (var (_, found) in FindDestinationsAsync(Name, readOnly: true, pipeline, cancellationToken).ConfigureAwait(false))
        {
            var destination = await opener.OpenAsync(found, cancellationToken).ConfigureAwait(false);
            await using var closing = destination.ConfigureAwait(false);
            await foreach (var check in destination.TestAsync(cancellationToken).ConfigureAwait(false))
                await pipeline.WriteObjectAsync(check).ConfigureAwait(false);
        }
    }
}
