using System.Management.Automation;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Commands;

/// <summary>
/// Lets an app into the mailboxes of a group and no others; for what Exchange Online cannot scope, writes the lines to type elsewhere.
/// </summary>
[Cmdlet(VerbsSecurity.Grant, "SyncMailboxAccess", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[OutputType(typeof(SyncMailboxAccess), ParameterSetName = [OfApp, ByName, ByAppId])]
[OutputType(typeof(string), ParameterSetName = [ForServer, ForPerson])]
[RequiredPermission(DirectoryPermission.AssignRoles, For = "-RemoveTenantWideGrant")]
[RequiredPermission(DirectoryPermission.ReadGroups, For = "nested groups")]
[RequiredPermission(DirectoryPermission.ReadUsers, For = "nested groups")]
public sealed class GrantSyncMailboxAccessCommand : AppCmdlet
{
    private const string ForServer = "OnPremises", ForPerson = "ForUser";

    /// <summary>The group, by name, address or id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfApp)]
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [Parameter(Mandatory = true, ParameterSetName = ByAppId)]
    [Parameter(Mandatory = true, ParameterSetName = ForServer)]
    [Parameter(ParameterSetName = ForPerson)]
    [ValidateNotNullOrEmpty]
    public string? Group { get; set; }

    /// <summary>Keeps a group with all members, those of groups within it included, and scopes on that.</summary>
    [Parameter(ParameterSetName = OfApp)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByAppId)]
    public SwitchParameter Flatten { get; set; }

    /// <summary>Takes back grants of Entra for all mailboxes, beside which the scope has no effect.</summary>
    [Parameter(ParameterSetName = OfApp)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByAppId)]
    public SwitchParameter RemoveTenantWideGrant { get; set; }

    /// <summary>Does not ask before a tenant-wide grant is taken back.</summary>
    [Parameter(ParameterSetName = OfApp)]
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByAppId)]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the lines for an own Exchange Server; changes nothing.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ForServer)]
    public SwitchParameter OnPremises { get; set; }

    /// <summary>The service account on the own Exchange Server.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ForServer)]
    [ValidateNotNullOrEmpty]
    public string Account { get; set; } = null!;

    /// <summary>The user in the cloud that a product signs in as; the lines make him Reviewer of folders. Changes nothing.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ForPerson)]
    [ValidateNotNullOrEmpty]
    public string ForUser { get; set; } = null!;

    /// <summary>Single mailboxes whose folders are shown to the user.</summary>
    [Parameter(ParameterSetName = ForPerson)]
    [MailboxTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>The kinds of folders shown to the user.</summary>
    [Parameter(ParameterSetName = ForPerson)]
    [ValidateSet("Calendar", "Contacts")]
    public string[] Folder { get; set; } = ["Calendar"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (ParameterSetName is not (ForServer or ForPerson))
        {
            await base.ProcessAsync(pipeline, cancellationToken).ConfigureAwait(false);
            return;
        }
        if (ParameterSetName == ForPerson && Group is null && Mailbox.Length == 0)
            throw Texts.Catalog.Create(nameof(Errors.NoMailboxesNamed), SyncErrorKind.InvalidArgument, ForUser, ForUser);
        var lines = OnPremises
            ? OnPremisesAccess.Impersonation(Account, Group!)
            : OnPremisesAccess.FolderPermissions(ForUser, Mailbox, Group, Folder);
        foreach (var line in lines)
            await pipeline.WriteObjectAsync(line).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new MailboxAccessService(tenant, TimeProvider.System);
        var plan = await service.PlanGrantAsync(app, Group!, Flatten, RemoveTenantWideGrant, cancellationToken).ConfigureAwait(false);
        foreach (var warning in plan.Warnings)
            pipeline.WriteWarning(warning);
        if (!await pipeline.ShouldChangeAsync(plan.Changes).ConfigureAwait(false))
            return;
        var isConfirmed = !plan.RemovesGrants || Force
            || await pipeline.ShouldContinueAsync(
                Texts.Catalog.Text(nameof(Errors.Text_ConfirmGrantRemoval), app.Name), app.Name).ConfigureAwait(false);
        if (!isConfirmed)
            return;

        foreach (var access in await service.GrantAsync(plan, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(access).ConfigureAwait(false);
        if (plan.Changes.Count > 0)
            pipeline.WriteWarning(MailboxAccessService.CacheNote(app));
    }
}
