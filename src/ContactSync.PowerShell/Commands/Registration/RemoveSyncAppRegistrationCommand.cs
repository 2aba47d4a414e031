using System.Management.Automation;
using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Deletes an app registration with its enterprise application, for thirty days or for good. What is gone is no error.</summary>
[Cmdlet(VerbsCommon.Remove, "SyncAppRegistration", DefaultParameterSetName = OfApp, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[RequiredPermission(DirectoryPermission.WriteApps)]
public sealed class RemoveSyncAppRegistrationCommand : AppCmdlet
{
    /// <summary>Deletes it for good, also where it is deleted already.</summary>
    [Parameter]
    public SwitchParameter Permanent { get; set; }

    private protected override async IAsyncEnumerable<SyncAppRegistration> LookUpAsync(
        TenantSession tenant, CmdletPipeline pipeline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var any = false;
        var found = new AppRemovalService(tenant, TimeProvider.System).FindAsync(Name, AppId, cancellationToken);
        await foreach (var app in found.ConfigureAwait(false))
        {
            any = true;
            yield return app;
        }
        if (!any)
            pipeline.WriteWarning(Texts.Catalog.Text(nameof(Errors.Text_NothingToRemove), Name ?? AppId));
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new AppRemovalService(tenant, TimeProvider.System);
        var changes = await service.PlanAsync(app, Permanent, cancellationToken).ConfigureAwait(false);
        if (changes.Count > 0 && await pipeline.ShouldChangeAsync(changes).ConfigureAwait(false))
            await service.RemoveAsync(app, Permanent, cancellationToken).ConfigureAwait(false);
    }
}
