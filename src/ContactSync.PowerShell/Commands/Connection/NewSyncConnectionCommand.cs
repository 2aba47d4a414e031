using System.Management.Automation;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Saves where and as whom to read contacts, secrets encrypted or by reference. One of the same name is replaced.</summary>
[Cmdlet(VerbsCommon.New, "SyncConnection", DefaultParameterSetName = Settings, SupportsShouldProcess = true)]
[OutputType(typeof(SyncConnection))]
public sealed class NewSyncConnectionCommand : ConnectionCmdlet
{
    /// <summary>The name the connection is called by.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>Where the tenant is; without it, where Connect-SyncTenant signed in, else Global.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EnvironmentTransformation]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNull]
    public SyncEnvironment? Environment { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var environment = Environment ?? Session.TenantEnvironment ?? SyncEnvironment.Global;
        var store = new ConnectionStore(DataFolder.Of(environment));
        var previous = Previous(store);
        Region ??= previous?.Region;
        DialRuleBefore = previous?.DialRule ?? new SyncDialRule();
        StorePath ??= previous?.StorePath;
        var (connection, secrets) = await DraftAsync(Name, environment, basis: null, pipeline, cancellationToken).ConfigureAwait(false);

        var action = Texts.Catalog.Text(previous is null ? nameof(Errors.Text_SaveConnection) : nameof(Errors.Text_UpdateConnection));
        if (await pipeline.ShouldProcessAsync($"{Name} ({connection.Describe()})", action).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(store.Save(connection, secrets)).ConfigureAwait(false);
    }

    /// <summary>
    /// The connection of that name, whose region, dial rule and store stay unless others are given; a damaged one is replaced.
    /// </summary>
    private SyncConnection? Previous(ConnectionStore store)
    {
        try
        {
            return store.Get(Name);
        }
        catch (SyncException)
        {
            return null;
        }
    }
}
