using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>The users and groups assigned to an app.</summary>
[Cmdlet(VerbsCommon.Get, "SyncAppUser", DefaultParameterSetName = OfApp)]
[OutputType(typeof(SyncAppUser))]
public sealed class GetSyncAppUserCommand : AppCmdlet
{
    private protected override bool IsForOneApp => false;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var user in await new AppUserService(tenant, TimeProvider.System).GetAsync(app, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(user).ConfigureAwait(false);
    }
}
