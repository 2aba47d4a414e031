using System.Management.Automation;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Removes a saved connection with its secret. The app, its credential and the phone books stay.</summary>
[Cmdlet(VerbsCommon.Remove, "SyncConnection", SupportsShouldProcess = true)]
public sealed class RemoveSyncConnectionCommand : AsyncCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (Session.ConnectionStores.FirstOrDefault(store => store.Contains(Name)) is not { } holder)
        {
            await pipeline.WriteErrorAsync(Texts.Catalog.Create(nameof(Errors.ConnectionNotFound), SyncErrorKind.NotFound, Name, Name))
                .ConfigureAwait(false);
            return;
        }
        if (await pipeline.ShouldProcessAsync(Name, Texts.Catalog.Text(nameof(Errors.Text_RemoveConnection))).ConfigureAwait(false))
            holder.Remove(Name);
    }
}
