using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Forgets a destination; what was written there stays, unless it is to be erased.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "SyncDestination", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class UnregisterSyncDestinationCommand : DestinationCmdlet
{
    /// <summary>Its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DestinationCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Takes away first what was written there.</summary>
    [Parameter]
    public SwitchParameter Erase { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var found = FindDestinationsAsync(Name, readOnly: WhatIf, pipeline, cancellationToken);
        await foreach (var (store, destination) in found.ConfigureAwait(false))
        {
            var place = DestinationSettings.Parse(destination.Settings).Place;
            var action = Texts.Catalog.Text(Erase ? nameof(Errors.Text_EraseDestination) : nameof(Errors.Text_UnregisterDestination));
            if (!await pipeline.ShouldProcessAsync($"{destination.Name} ({destination.Kind}: {place})", action).ConfigureAwait(false))
                continue;
            if (Erase)
                await EraseAsync(store, destination, cancellationToken).ConfigureAwait(false);
            await store.RemoveDestinationAsync(destination.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EraseAsync(IStore store, StoredDestination stored, CancellationToken cancellationToken)
    {
        var opener = new DestinationOpener(Session);
        await using var _ = opener.ConfigureAwait(false);
        var destination = await opener.OpenAsync(stored, cancellationToken).ConfigureAwait(false);
        await using var closing = destination.ConfigureAwait(false);
        await new Publisher(store, store, TimeProvider.System).EraseAsync(stored, destination, cancellationToken).ConfigureAwait(false);
    }
}
