using System.Management.Automation;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Checks that a store is whole, then takes up what was left free in it. Runs wait meanwhile.</summary>
[Cmdlet(VerbsCommon.Optimize, "SyncStore", SupportsShouldProcess = true)]
[OutputType(typeof(SyncStore))]
public sealed class OptimizeSyncStoreCommand : PhoneBookCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var place in await FindStoresAsync(pipeline).ConfigureAwait(false))
        {
            if (!await pipeline.ShouldProcessAsync(place, Texts.Catalog.Text(nameof(Errors.Text_OptimizeStore))).ConfigureAwait(false))
                continue;
            var store = await PhoneBookStores.OpenAsync(place, readOnly: false, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            await store.OptimizeAsync(cancellationToken).ConfigureAwait(false);
            await pipeline.WriteObjectAsync(await store.DescribeAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
