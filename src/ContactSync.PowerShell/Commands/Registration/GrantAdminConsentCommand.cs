using System.Management.Automation;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>
/// Grants for the whole organisation, or for one user, what an app declares, and waits until a fresh token proves it; or asks another
/// administrator to.
/// </summary>
[Cmdlet(VerbsSecurity.Grant, "AdminConsent", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[OutputType(typeof(SyncConsent), typeof(string))]
[RequiredPermission(DirectoryPermission.ReadDirectory)]
[RequiredPermission(DirectoryPermission.ReadOrganisation, For = "the organisation's name")]
[RequiredPermission(DirectoryPermission.AssignRoles, For = "application permissions")]
[RequiredPermission(DirectoryPermission.GrantScopes, For = "delegated permissions")]
[RequiredPermission(DirectoryPermission.ReadUsers, For = "-User")]
public sealed class GrantAdminConsentCommand : AppCmdlet
{
    /// <summary>The one user to grant the delegated permissions for, by user principal name or object id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>Grants also, for all mailboxes, what Exchange lets the app do in some; which ends the scope.</summary>
    [Parameter]
    public SwitchParameter AllMailboxes { get; set; }

    /// <summary>Grants nothing, but writes the address at which another administrator consents.</summary>
    [Parameter]
    public SwitchParameter AsUrl { get; set; }

    /// <summary>After -AsUrl, waits until that administrator has consented.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long -Wait waits, as days.hours:minutes:seconds.</summary>
    [Parameter]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Does not wait until the grants are known everywhere.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (AsUrl)
        {
            await AskAsync(app, tenant, pipeline, cancellationToken).ConfigureAwait(false);
            return;
        }
        var service = new ConsentService(tenant, TimeProvider.System);
        var planned = await service.PlanGrantAsync(app, cancellationToken, User).ConfigureAwait(false);
        var spared = await FindSparedAsync(app, planned, tenant, pipeline, cancellationToken).ConfigureAwait(false);
        var changes = planned.Where(one => !spared.Contains(one.Permission)).Select(one => one.Change).ToList();
        if (!await pipeline.ShouldChangeAsync(changes).ConfigureAwait(false))
            return;

        var consents = await service.GrantAsync(app, wait: !NoWait, cancellationToken, user: User, spared: spared).ConfigureAwait(false);
        foreach (var consent in consents)
            await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
    }

    /// <summary>What Exchange lets the app do in some mailboxes is not granted for all of them, unless that is asked for.</summary>
    private async Task<IReadOnlyList<SyncPermission>> FindSparedAsync(
        SyncAppRegistration app, IEnumerable<PlannedConsent> planned, TenantSession tenant, CmdletPipeline pipeline,
        CancellationToken cancellationToken)
    {
        if (AllMailboxes)
            return [];
        var scoped = await ScopedPermissions
            .FindAsync(tenant, app, planned.Select(one => one.Permission), cancellationToken).ConfigureAwait(false);
        if (scoped.Warning is { } warning)
            pipeline.WriteWarning(warning);
        return scoped.Permissions;
    }

    /// <summary>For the address alone the id is enough, and the caller may lack the permission to look the app up.</summary>
    private protected override IAsyncEnumerable<SyncAppRegistration> LookUpAsync(
        TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        AsUrl && !Wait && AppId is not null ? NamedAsync(AppId, tenant) : base.LookUpAsync(tenant, pipeline, cancellationToken);

    private static async IAsyncEnumerable<SyncAppRegistration> NamedAsync(string appId, TenantSession tenant)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return AppRegistrationService.Unseen(tenant, appId);
    }

    private async Task AskAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (User is not null)
            throw Texts.Catalog.Create(nameof(Errors.ConsentUrlIsForAll), SyncErrorKind.InvalidArgument, User, User);
        await using var request = await ConsentRequest
            .OpenAsync(app, tenant, listen: Wait, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        if (request.Warning is { } warning)
            pipeline.WriteWarning(warning);
        foreach (var link in request.Links)
        {
            pipeline.WriteVerbose($"For {link.Resource}: {link.Url}");
            await pipeline.WriteObjectAsync(link.Url.AbsoluteUri).ConfigureAwait(false);
        }
        if (!Wait)
            return;
        foreach (var consent in await request.WaitAsync(Timeout, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
    }
}
