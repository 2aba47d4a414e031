using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>
/// Takes an app from full_access_as_app, by which EWS opens every mailbox, to the least privilege of Microsoft Graph. The directory alone
/// says how far it is: interrupted anywhere, it goes on from there.
/// </summary>
public sealed class AppConversionService
{
    private const string Done = "Done";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TenantSession session;
    private readonly TimeProvider time;
    private readonly AppRegistrationService registration;
    private readonly ResourcePrincipals resources;
    private readonly TenantWideGrants grants;
    private readonly Replication replication;

    /// <summary>Makes the service over an administrator's session.</summary>
    /// <param name="session">The session of an app or administrator that may change apps and grant consent.</param>
    /// <param name="time">The clock, and the pauses while the directory catches up.</param>
    public AppConversionService(TenantSession session, TimeProvider time)
    {
        (this.session, this.time) = (session, time);
        registration = new AppRegistrationService(session, time);
        resources = new ResourcePrincipals(session);
        grants = new TenantWideGrants(session);
        replication = new Replication(time);
    }

    /// <summary>Says what has to be written. Reads only.</summary>
    /// <param name="app">The app.</param>
    /// <param name="preset">What it shall be able to do over Graph.</param>
    /// <param name="withinScope">True where Exchange gives the permissions of mailboxes, within a scope: they are not granted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException">The preset itself asks for the old right; the app is gone.</exception>
    public async Task<AppConversionPlan> PlanAsync(
        SyncAppRegistration app, AppPreset preset, bool withinScope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(preset);
        if (LivesOnEws(preset))
            throw Texts.Catalog.Create(nameof(Errors.ConversionToEws), SyncErrorKind.InvalidArgument, preset, preset.Name);
        var reader = new AppRegistrationReader(session, resources);
        var present = await reader.FindByAppIdAsync(app.AppId, cancellationToken).ConfigureAwait(false)
            ?? throw Texts.Catalog.Create(nameof(Errors.AppIdNotFound), SyncErrorKind.NotFound, app.AppId, app.AppId);
        var declaration = await registration.PlanAsync(
            new AppRegistrationRequest(app.Name, preset, app.AppId), cancellationToken).ConfigureAwait(false);
        var offered = await reader.ReadResourcesAsync(
            preset.Permissions.Select(permission => permission.ResourceAppId), cancellationToken).ConfigureAwait(false);
        var granted = await grants.ListAsync(app, cancellationToken).ConfigureAwait(false);
        return new AppConversionPlan(app, present, declaration)
        {
            Product = ProductOf(present),
            Missing = [.. preset.Permissions
                .Where(wanted => wanted.Type == PermissionType.Application)
                .Select(wanted => ResourcePrincipals.Resolve(wanted, offered.GetValueOrDefault(wanted.ResourceAppId)))
                .Where(permission => !(withinScope && ApplicationRoles.For(permission) is not null))
                .Where(permission => !granted.Any(grant => grant.Permission.Id == permission.Id))],
            OldGrants = [.. granted.Where(grant => grant.Permission.Id == AppConversionPlan.FullAccess)],
        };
    }

    /// <summary>Declares and grants what Graph wants, beside the old right. The old right itself is never granted here.</summary>
    public async Task<SyncAppConversion> GrantAsync(AppConversionPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var detail = plan.GrantChanges;
        if (!plan.Declaration.IsUnchanged)
            await registration.ApplyAsync(plan.Declaration, cancellationToken).ConfigureAwait(false);
        foreach (var permission in plan.Missing)
            await AssignAsync(plan.App, permission, cancellationToken).ConfigureAwait(false);
        return Row(plan.App, ConversionStep.Grant, detail);
    }

    /// <summary>Lets the app itself read the contact folders of a mailbox over Graph, until new tokens carry what was granted.</summary>
    /// <param name="app">The app.</param>
    /// <param name="own">A session of the app.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException">The session is another app's; the mailbox cannot be read.</exception>
    public async Task<SyncAppConversion> ProveAsync(
        SyncAppRegistration app, TenantSession own, string mailbox, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(own);
        if (!app.AppId.Equals(own.ClientId, StringComparison.OrdinalIgnoreCase))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.ProofByOtherApp), SyncErrorKind.InvalidArgument, app, app.Name, app.AppId, own.ClientId);
        }
        var folders = await replication.RetryAsync(
            Texts.Catalog.Text(nameof(Errors.Text_OneMailbox), mailbox),
            () => ReadAsync(own, mailbox, cancellationToken), error => error.StatusCode == 403, Patience, cancellationToken)
            .ConfigureAwait(false);
        return new SyncAppConversion
        {
            App = app.Name,
            AppId = app.AppId,
            Step = ConversionStep.Prove,
            Change = Done,
            Detail = [Texts.Catalog.Text(nameof(Errors.Text_ProvenOverGraph), app.Name, folders, mailbox)],
        };
    }

    /// <summary>Takes the old right away: first its declaration, so that no later consent grants it again.</summary>
    public async Task<SyncAppConversion> RetireAsync(AppConversionPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.OldDeclared)
            await UndeclareAsync(plan.App, cancellationToken).ConfigureAwait(false);
        foreach (var grant in plan.OldGrants)
            await grants.RemoveAsync(plan.App, grant, cancellationToken).ConfigureAwait(false);
        return Row(plan.App, ConversionStep.Retire, plan.RetireChanges);
    }

    private static bool LivesOnEws(AppPreset preset) =>
        preset.Permissions.Any(permission => permission.Id == AppConversionPlan.FullAccess);

    /// <summary>The product whose preset an app was made by: after its tag, else after its name.</summary>
    private static string? ProductOf(Application app)
    {
        var tagged = PresetTags.In(app.Tags).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return AppPresets.All.FirstOrDefault(preset => LivesOnEws(preset)
            && (tagged.Contains(preset.Name) || preset.AppName.Equals(app.DisplayName, StringComparison.OrdinalIgnoreCase)))?.Name;
    }

    private async Task<int> ReadAsync(TenantSession own, string mailbox, CancellationToken cancellationToken)
    {
        await own.GetTokenAsync(own.Environment.GraphResource, forceRefresh: true, cancellationToken).ConfigureAwait(false);
        var source = new GraphContactSource(own, time);
        var listing = await source.ListMailboxesAsync(new MailboxQuery([], [mailbox]), cancellationToken).ConfigureAwait(false);
        if (listing.Mailboxes is not [var found])
        {
            throw listing.Skipped.Select(member => member.Failure).FirstOrDefault(failure => failure is not null)
                ?? Texts.Catalog.Create(nameof(Errors.MailboxUnknown), SyncErrorKind.NotFound, mailbox, mailbox);
        }
        return (await source.ListFoldersAsync(found, ReadScope.Everything, cancellationToken).ConfigureAwait(false)).Count;
    }

    private async Task AssignAsync(SyncAppRegistration app, SyncPermission permission, CancellationToken cancellationToken)
    {
        var resource = await resources.FindAsync(permission.ResourceAppId, cancellationToken).ConfigureAwait(false);
        var resourceId = resource?.Id ?? throw Texts.Catalog.Create(
            nameof(Errors.ResourcePrincipalMissing), SyncErrorKind.NotFound, permission.Resource, permission.Resource,
            permission.ResourceAppId, permission.Permission);
        await new GrantedRoles(session, resources).GrantAsync(app, resourceId, permission, replication, cancellationToken).ConfigureAwait(false);
    }

    private async Task UndeclareAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name);
        await replication.RetryAsync(
            target,
            async () =>
            {
                // The collection is replaced as a whole: what the step before has just declared must be in it.
                var present = await new AppRegistrationReader(session, resources).FindByAppIdAsync(app.AppId, cancellationToken)
                    .ConfigureAwait(false);
                var kept = DeclaredAccess.ReadFrom(present!).Where(access => !AppConversionPlan.IsOld(access)).ToList();
                return await session.Call(target, "Application.ReadWrite.All").RunAsync(
                    token => session.Graph.Applications[app.ObjectId].PatchAsync(
                        new AppProperties { Access = kept }.ToApplication(), cancellationToken: token),
                    cancellationToken).ConfigureAwait(false);
            },
            Replication.IsUnknownOrConcurrent, TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
    }

    private static SyncAppConversion Row(SyncAppRegistration app, ConversionStep step, IReadOnlyList<string> detail) => new()
    {
        App = app.Name,
        AppId = app.AppId,
        Step = step,
        Change = detail.Count > 0 ? Done : AppRegistrationPlan.Unchanged,
        Detail = detail,
    };
}
