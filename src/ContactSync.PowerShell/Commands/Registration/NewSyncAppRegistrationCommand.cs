using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Registers an app with the least privilege of a preset. Run again, it finds the app and changes only what differs.</summary>
[Cmdlet(VerbsCommon.New, "SyncAppRegistration", SupportsShouldProcess = true)]
[OutputType(typeof(SyncAppRegistration))]
public sealed class NewSyncAppRegistrationCommand : TenantCmdlet
{
    /// <summary>The display name; the immutable name by which the app is found again is derived from it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>The permissions the app declares, under one name.</summary>
    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string Preset { get; set; } = null!;

    /// <summary>The application id of an app made elsewhere, to be used instead of a new one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new AppRegistrationService(tenant, TimeProvider.System);
        var request = new AppRegistrationRequest(Name, AppPresets.Find(Preset), AppId);
        var plan = await service.PlanAsync(request, cancellationToken).ConfigureAwait(false);

        if (!await pipeline.ShouldChangeAsync(plan.Changes).ConfigureAwait(false))
            return;
        await pipeline.WriteObjectAsync(await service.ApplyAsync(plan, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
