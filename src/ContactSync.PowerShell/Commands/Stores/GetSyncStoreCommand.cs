using System.Management.Automation;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>The stores in use: where they lie, how much is in them, when the last run was.</summary>
[Cmdlet(VerbsCommon.Get, "SyncStore")]
[OutputType(typeof(SyncStore))]
public sealed class GetSyncStoreCommand : PhoneBookCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var place in await FindStoresAsync(pipeline).ConfigureAwait(false))
        {
            try
            {
                var store = await PhoneBookStores.OpenAsync(place, readOnly: true, cancellationToken).ConfigureAwait(false);
                await using var _ = store.ConfigureAwait(false);
                await pipeline.WriteObjectAsync(await store.DescribeAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
            // One that is away hides none of the others.
            catch (SyncException error)
            {
                await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
            }
        }
    }
}
