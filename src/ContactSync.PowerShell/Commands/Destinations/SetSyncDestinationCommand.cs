using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Changes what is given of a destination; the next publishing makes it equal to that.</summary>
[Cmdlet(VerbsCommon.Set, "SyncDestination", SupportsShouldProcess = true)]
[OutputType(typeof(SyncDestination))]
public sealed class SetSyncDestinationCommand : DestinationSettingsCmdlet
{
    /// <summary>Its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DestinationCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>Gives the destination.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var path = StorePath is null ? null : await PhoneBookStores.ResolveAsync(StorePath, pipeline).ConfigureAwait(false);
        var isFound = false;
        foreach (var storePath in PhoneBookStores.Find(Session, path, connection: null))
        {
            var store = await PhoneBookStores.OpenAsync(storePath, readOnly: WhatIf, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            if (await FindAsync(store, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                isFound = true;
                await ChangeAsync(store, stored, pipeline, cancellationToken).ConfigureAwait(false);
            }
        }
        if (!isFound)
            throw Texts.Catalog.Create(nameof(Errors.DestinationNotFound), SyncErrorKind.NotFound, Name, Name);
    }

    private async Task ChangeAsync(
        IStore store, StoredDestination stored, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var before = DestinationSettings.Parse(stored.Settings);
        var after = await ApplyAsync(before, stored.Kind, pipeline, cancellationToken).ConfigureAwait(false);
        var action = Texts.Catalog.Text(nameof(Errors.Text_ChangeDestination));
        if (after.ToString() != before.ToString()
            && await pipeline.ShouldProcessAsync($"{stored.Name} ({stored.Kind}: {after.Place})", action).ConfigureAwait(false))
        {
            // What was served lies at the old place.
            if (after.Place != before.Place)
                await store.RemoveDestinationAsync(stored.Id, cancellationToken).ConfigureAwait(false);
            await store.SaveDestinationAsync(stored.Name, stored.Kind, after.ToString(), cancellationToken).ConfigureAwait(false);
        }
        if (PassThru && await FindAsync(store, cancellationToken).ConfigureAwait(false) is { } now)
            await pipeline.WriteObjectAsync(Destinations.ToPublic(now, store.Location)).ConfigureAwait(false);
    }

    private async Task<StoredDestination?> FindAsync(IStore store, CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListDestinationsAsync(WildcardPattern.Escape(Name), cancellationToken).ConfigureAwait(false))
            return found;
        return null;
    }
}
