using System.Management.Automation;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Makes a store, or brings one of an older version up to date. Every command that writes does so, too.</summary>
[Cmdlet(VerbsData.Initialize, "SyncStore", SupportsShouldProcess = true)]
[OutputType(typeof(SyncStore))]
public sealed class InitializeSyncStoreCommand : PhoneBookCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var places = await FindStoresAsync(pipeline).ConfigureAwait(false);
        if (places.Count == 0)
            places = [DataFolder.DefaultStore(Session.DataFolders[0])];
        foreach (var place in places)
        {
            if (!await pipeline.ShouldProcessAsync(place, Texts.Catalog.Text(nameof(Errors.Text_InitializeStore))).ConfigureAwait(false))
                continue;
            var store = await PhoneBookStores.OpenAsync(place, readOnly: false, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            await pipeline.WriteObjectAsync(await store.DescribeAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
