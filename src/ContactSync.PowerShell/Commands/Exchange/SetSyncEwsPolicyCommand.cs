using System.Globalization;
using System.Management.Automation;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Puts one app on the list of those that may use EWS in Exchange Online, or takes it off; the others stay.</summary>
[Cmdlet(VerbsCommon.Set, "SyncEwsPolicy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncEwsPolicy))]
public sealed class SetSyncEwsPolicyCommand : TenantCmdlet
{
    /// <summary>The application (client) id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public Guid AppId { get; set; }

    /// <summary>Takes it off.</summary>
    [Parameter]
    public SwitchParameter Remove { get; set; }

    /// <summary>The file that the policy is kept in as it was; without it, one in the user's data folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BackupPath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new EwsPolicyService(tenant);
        var change = await service.PlanAsync(AppId, Remove, cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldChangeAsync(change.Changes).ConfigureAwait(false))
            return;
        if (change.Changes.Count > 0)
        {
            var path = await BackUpAsync(change, tenant, pipeline).ConfigureAwait(false);
            pipeline.WriteVerbose(Texts.Catalog.Text(nameof(Errors.Text_BackedUp), path));
        }
        await pipeline.WriteObjectAsync(await service.ApplyAsync(change, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (change.Changes.Count == 0)
            return;
        foreach (var warning in change.Warnings)
            pipeline.WriteWarning(warning);
    }

    private async Task<string> BackUpAsync(EwsPolicyChange change, TenantSession tenant, CmdletPipeline pipeline)
    {
        string path;
        if (BackupPath is not null)
        {
            path = await pipeline.ResolvePathAsync(BackupPath).ConfigureAwait(false);
        }
        else
        {
            var folder = DataFolder.Of(tenant.Environment);
            DataFolder.CreatePrivate(folder);
            folder = Path.Combine(folder, "backups");
            DataFolder.CreatePrivate(folder);
            var time = DateTimeOffset.UtcNow.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
            path = Path.Combine(folder, $"ews-policy-{time}.json");
        }
        PrivateFile.Write(path, change.Backup);
        return path;
    }
}
