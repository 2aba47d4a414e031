using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that sets something up in the tenant that Connect-SyncTenant signed in to.</summary>
public abstract class TenantCmdlet : AsyncCmdlet
{
    /// <inheritdoc/>
    protected override Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        ProcessAsync(Session.Tenant, pipeline, cancellationToken);

    /// <summary>The work for an input object, in the tenant.</summary>
    protected abstract Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken);

    /// <summary>Refuses an app of another tenant or environment, which the tenant signed in to would answer for with "not found".</summary>
    private protected static void CheckBelongs(SyncAppRegistration app, TenantSession tenant)
    {
        var elsewhere = app.Environment.Authority != tenant.Environment.Authority
            || (Guid.TryParse(tenant.TenantId, out var connected) && Guid.TryParse(app.TenantId, out var own) && own != connected);
        if (elsewhere)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.AppOfOtherTenant), SyncErrorKind.InvalidOperation, app,
                app.Name, app.TenantId, tenant.TenantId, app.Environment.Name);
        }
    }
}
