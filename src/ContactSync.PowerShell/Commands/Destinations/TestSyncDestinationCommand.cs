using System.Management.Automation;
using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
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
            await foreach (var check in TestAsync(opener, found, cancellationToken).ConfigureAwait(false))
                await pipeline.WriteObjectAsync(check).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<SyncCheck> TestAsync(
        DestinationOpener opener, StoredDestination stored, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A password or a connection that is gone is this destination's trouble, not that of those after it.
        IDestination? destination = null;
        var checks = new DestinationChecks(Texts.Catalog, DestinationSettings.Parse(stored.Settings).Place);
        await checks.TryAsync(nameof(Errors.Text_StageSettings), async () =>
        {
            destination = await opener.OpenAsync(stored, cancellationToken).ConfigureAwait(false);
            return stored.Name;
        }).ConfigureAwait(false);
        foreach (var check in checks.Rows.Where(_ => !checks.AreWell))
            yield return check;
        if (destination is null)
            yield break;
        await using var _ = destination.ConfigureAwait(false);
        await foreach (var check in destination.TestAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
    }
}
