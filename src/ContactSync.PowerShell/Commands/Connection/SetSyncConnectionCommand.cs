using System.Management.Automation;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Commands;

/// <summary>Changes a saved connection: what is given, and nothing else.</summary>
[Cmdlet(VerbsCommon.Set, "SyncConnection", DefaultParameterSetName = Settings, SupportsShouldProcess = true)]
[OutputType(typeof(SyncConnection))]
public sealed class SetSyncConnectionCommand : ConnectionCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>Parts to take away.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SyncConnectionPart[] Remove { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        SyncConnection basis;
        ConnectionStore store;
        try
        {
            (basis, store) = Session.GetConnection(Name);
        }
        catch (SyncException missing)
        {
            await pipeline.WriteErrorAsync(missing).ConfigureAwait(false);
            return;
        }
        var (connection, secrets) = await DraftAsync(Name, basis.Environment, basis.Without(Remove), pipeline, cancellationToken)
            .ConfigureAwait(false);

        var action = Texts.Catalog.Text(nameof(Errors.Text_UpdateConnection));
        if (await pipeline.ShouldProcessAsync($"{basis.Name} ({connection.Describe()})", action).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(store.Save(connection, secrets, keep: true, Remove)).ConfigureAwait(false);
    }
}
