using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Assigns users and groups to an app, and says whether only those may use it.</summary>
[Cmdlet(VerbsCommon.Add, "SyncAppUser", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[OutputType(typeof(SyncAppUser))]
[RequiredPermission(DirectoryPermission.WriteApps, For = "-AssignmentRequired")]
public sealed class AddSyncAppUserCommand : AppUserCmdlet
{
    /// <summary>The role in the app, by value or display name; without it the default access.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Role { get; set; }

    /// <summary>Lets only those use the app who are assigned; -AssignmentRequired:$false lets everybody.</summary>
    [Parameter]
    public SwitchParameter AssignmentRequired { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new AppUserService(tenant, TimeProvider.System);
        bool? required = MyInvocation.BoundParameters.ContainsKey(nameof(AssignmentRequired)) ? AssignmentRequired.IsPresent : null;
        var plan = await service.PlanAddAsync(app, User, Group, Role, required, cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldChangeAsync(plan.Changes).ConfigureAwait(false))
            return;

        foreach (var user in await service.ApplyAsync(plan, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(user).ConfigureAwait(false);
    }
}
