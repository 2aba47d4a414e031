using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Registers apps. Idempotent: an app is found again by an immutable key made from its name; it is read, compared, and written to only
/// where something is missing. What someone added by hand stays, unless the request is exact.
/// </summary>
/// <remarks>
/// Specifications: https://learn.microsoft.com/graph/api/application-upsert,
/// https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
/// </remarks>
public sealed class AppRegistrationService
{
    internal const string WritePermission = "Application.ReadWrite.All";

    private readonly TenantSession session;
    private readonly ResourcePrincipals resources;
    private readonly AppRegistrationReader reader;
    private readonly Replication replication;
    private readonly DeletedApps deleted;
    private readonly AppOwners owners;
    private readonly AppLogos logos;

    /// <summary>Makes the service over an administrator's session.</summary>
    /// <param name="session">The session of an app or administrator that may register apps.</param>
    /// <param name="time">The clock, and the pauses while the directory catches up.</param>
    public AppRegistrationService(TenantSession session, TimeProvider time)
    {
        this.session = session;
        resources = new ResourcePrincipals(session);
        reader = new AppRegistrationReader(session, resources);
        replication = new Replication(time);
        deleted = new DeletedApps(session);
        owners = new AppOwners(session, reader, replication);
        logos = new AppLogos(session);
    }

    /// <summary>Says what has to be written. Reads only.</summary>
    /// <exception cref="SyncException">
    /// <c>AppNameTaken</c>, <c>AppNamesTaken</c>: other apps have that name and were not made here. <c>AppDeleted</c>: it can be restored.
    /// <c>AppIdNotFound</c>: no app has that id.
    /// </exception>
    public async Task<AppRegistrationPlan> PlanAsync(AppRegistrationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Name);
        var app = request.AppId is { } appId
            ? await reader.FindByAppIdAsync(appId, cancellationToken).ConfigureAwait(false) ?? throw AppIdNotFound(appId)
            : await FindOwnAsync(request, cancellationToken).ConfigureAwait(false);
        var isThere = app is not null && app.DeletedDateTime is null;
        var principal = isThere ? await reader.FindPrincipalAsync(app!.AppId!, cancellationToken).ConfigureAwait(false) : null;
        var named = request.AllPermissions.Select(permission => permission.ResourceAppId);
        var declared = request.ExactPermissions && app is not null ? DeclaredAccess.ReadFrom(app).Select(one => one.ResourceAppId) : [];
        var offered = await reader.ReadResourcesAsync(named.Concat(declared), cancellationToken).ConfigureAwait(false);
        return AppRegistrationPlan.Make(request, new DirectoryState(app, principal, offered)
        {
            Namesakes = await ReadNamesakesAsync(request, app, cancellationToken).ConfigureAwait(false),
            Logo = isThere && request.Logo is not null ? await logos.ReadAsync(app!, cancellationToken).ConfigureAwait(false) : null,
            Owners = isThere && request.Owners is not null ? await owners.ReadAsync(app!, cancellationToken).ConfigureAwait(false) : [],
            WantedOwners = await owners.ResolveAsync(request.Owners ?? [], cancellationToken).ConfigureAwait(false),
        });
    }

    /// <summary>Carries a plan out, and waits until what was made is seen everywhere.</summary>
    /// <exception cref="ServiceRefusedException">
    /// A step was refused (<c>DirectoryQuotaExceeded</c>, <c>RegistrationForbiddenByPolicy</c> …), or not seen in time
    /// (<c>NotVisibleYet</c>): run it again.
    /// </exception>
    public async Task<SyncAppRegistration> ApplyAsync(AppRegistrationPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var change = plan.Change;
        var isFresh = plan.State.IsDeleted;
        if (plan.State.IsDeleted)
            plan = await RestoreAsync(plan, cancellationToken).ConfigureAwait(false);
        if (plan.MissingResources.Count > 0)
        {
            foreach (var resource in plan.MissingResources)
            {
                var appId = resource.ToString();
                await CreatePrincipalAsync(appId, null, appId, isNew: false, cancellationToken).ConfigureAwait(false);
            }
            // Ids that were guessed can now be read.
            plan = await PlanAsync(plan.Request, cancellationToken).ConfigureAwait(false);
        }
        var app = await ObeyPolicyAsync(plan, () => WriteAppAsync(plan, cancellationToken)).ConfigureAwait(false);
        var principal = await WritePrincipalAsync(plan, app, cancellationToken).ConfigureAwait(false);
        if (isFresh || plan.State.App is null || plan.PrincipalIsMissing)
            await ConfirmAsync(app, plan, cancellationToken).ConfigureAwait(false);
        if (plan.LogoDiffers)
            await logos.WriteAsync(app, plan.Request.Logo!, cancellationToken).ConfigureAwait(false);
        // Added before removed: an app without an owner can be changed by administrators only.
        foreach (var owner in await MissingOwnersAsync(plan, app, cancellationToken).ConfigureAwait(false))
            await owners.AddAsync(app, owner, cancellationToken).ConfigureAwait(false);
        foreach (var owner in plan.FormerOwners)
            await owners.RemoveAsync(app, owner, cancellationToken).ConfigureAwait(false);
        return await reader.DescribeAsync(app, principal, change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds deleted registrations that can be restored: those of a display name, the one of an id, or all of ours.</summary>
    public async IAsyncEnumerable<SyncAppRegistration> FindDeletedAsync(
        string? name, string? appId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var app in deleted.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var isMeant = appId is not null ? app.AppId == appId
                : name is not null ? string.Equals(app.DisplayName, name, StringComparison.OrdinalIgnoreCase)
                : (app.Tags ?? []).Contains(AppRegistrationPlan.AppTag);
            if (isMeant)
                yield return await reader.DescribeAsync(app, null, AppRegistrationPlan.Unchanged, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Finds registrations: those of a display name, the one of an application id, or all that this module looks after.</summary>
    /// <exception cref="SyncException">There is none of that name or id.</exception>
    public async IAsyncEnumerable<SyncAppRegistration> FindAsync(
        string? name, string? appId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (appId is not null)
        {
            var app = await reader.FindByAppIdAsync(appId, cancellationToken).ConfigureAwait(false) ?? throw AppIdNotFound(appId);
            yield return await DescribeAsync(app, cancellationToken).ConfigureAwait(false);
            yield break;
        }
        var any = false;
        var apps = name is null ? reader.ListOwnAsync(cancellationToken) : reader.ListByNameAsync(name, cancellationToken);
        await foreach (var app in apps.ConfigureAwait(false))
        {
            any = true;
            yield return await DescribeAsync(app, cancellationToken).ConfigureAwait(false);
        }
        if (!any && name is not null)
            throw Texts.Catalog.Create(nameof(Errors.AppRegistrationNotFound), SyncErrorKind.NotFound, name, name);
    }

    /// <summary>The app that the session itself signs in as, as far as it may see itself.</summary>
    /// <param name="objectId">
    /// The registration's object id, where that is enough: rolling a certificate takes no permission, not even the one to look at it.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException">It may not see itself, and the object id is not known.</exception>
    public async Task<SyncAppRegistration> FindSelfAsync(string? objectId, CancellationToken cancellationToken)
    {
        try
        {
            var app = await reader.FindByAppIdAsync(session.ClientId, cancellationToken).ConfigureAwait(false)
                ?? throw AppIdNotFound(session.ClientId);
            return await DescribeAsync(app, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.StatusCode == 403 && objectId is not null)
        {
            return Unseen(session, session.ClientId, objectId);
        }
    }

    /// <summary>An app of which nothing but its ids is known.</summary>
    public static SyncAppRegistration Unseen(TenantSession session, string appId, string objectId = "", string servicePrincipalId = "")
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SyncAppRegistration
        {
            Name = appId,
            AppId = appId,
            ObjectId = objectId,
            ServicePrincipalId = servicePrincipalId,
            TenantId = session.TenantId,
            SignInAudience = "",
            Permissions = [],
            Environment = session.Environment,
            Change = AppRegistrationPlan.Unchanged,
        };
    }

    private async Task<SyncAppRegistration> DescribeAsync(Application app, CancellationToken cancellationToken)
    {
        var principal = await reader.FindPrincipalAsync(app.AppId!, cancellationToken).ConfigureAwait(false);
        return await reader.DescribeAsync(app, principal, AppRegistrationPlan.Unchanged, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The app of our key. One of the same name without it belongs to somebody else.</summary>
    private async Task<Application?> FindOwnAsync(AppRegistrationRequest request, CancellationToken cancellationToken)
    {
        var (name, uniqueName) = (request.Name, UniqueNames.For(request.Name));
        if (await reader.FindByUniqueNameAsync(uniqueName, cancellationToken).ConfigureAwait(false) is { } own)
            return own;
        var others = new List<string>();
        await foreach (var app in reader.ListByNameAsync(name, cancellationToken).ConfigureAwait(false))
        {
            // The listing may be ahead of the look-up by key.
            if (app.UniqueName == uniqueName)
                return app;
            others.Add(app.AppId!);
        }
        if (others.Count > 0)
        {
            throw Texts.Catalog.Create(
                others.Count == 1 ? nameof(Errors.AppNameTaken) : nameof(Errors.AppNamesTaken), SyncErrorKind.AlreadyExists, name,
                name, others.Count == 1 ? others[0] : others.Count, others.Count == 1 ? others[0] : string.Join(", ", others),
                request.HasPreset ? request.Preset.Name : "…");
        }
        var gone = await deleted.FindAsync(app => app.UniqueName == uniqueName, cancellationToken).ConfigureAwait(false);
        return gone is null || request.Restore ? gone : throw Texts.Catalog.Create(
            nameof(Errors.AppDeleted), SyncErrorKind.AlreadyExists, name,
            gone.DisplayName, gone.AppId, gone.DeletedDateTime, gone.DeletedDateTime?.AddDays(DeletedApps.Days));
    }

    private async Task<IReadOnlyList<string>> ReadNamesakesAsync(
        AppRegistrationRequest request, Application? app, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        if (!request.Preset.NameMustBeUnique || app is null)
            return found;
        await foreach (var other in reader.ListByNameAsync(request.Name, cancellationToken).ConfigureAwait(false))
        {
            if (other.AppId != app.AppId)
                found.Add(other.AppId!);
        }
        return found;
    }

    /// <summary>Brings a deleted app back with its enterprise application, and plans what is left to do.</summary>
    private async Task<AppRegistrationPlan> RestoreAsync(AppRegistrationPlan plan, CancellationToken cancellationToken)
    {
        var app = plan.State.App!;
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.DisplayName);
        await deleted.RestoreAsync(app.Id!, target, cancellationToken).ConfigureAwait(false);
        if (await deleted.FindPrincipalAsync(app.AppId!, cancellationToken).ConfigureAwait(false) is { } principal)
            await deleted.RestoreAsync(principal.Id!, target, cancellationToken).ConfigureAwait(false);
        await replication.ConfirmAsync(
            target,
            async () => await reader.FindByAppIdAsync(app.AppId!, cancellationToken).ConfigureAwait(false) is not null
                && await reader.FindByUniqueNameAsync(plan.UniqueName, cancellationToken).ConfigureAwait(false) is not null,
            cancellationToken).ConfigureAwait(false);
        return await PlanAsync(plan.Request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who makes an app may own it from the start, and would be refused as an owner a second time.</summary>
    private async Task<IReadOnlyList<AppOwner>> MissingOwnersAsync(
        AppRegistrationPlan plan, Application app, CancellationToken cancellationToken)
    {
        if (plan.NewOwners.Count == 0 || plan.State.App is not null)
            return plan.NewOwners;
        var present = await owners.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return [.. plan.NewOwners.ExceptBy(present.Select(owner => owner.Id), owner => owner.Id)];
    }

    /// <summary>https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy</summary>
    private static async Task<T> ObeyPolicyAsync<T>(AppRegistrationPlan plan, Func<Task<T>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (
            error.StatusCode is 400 or 403 && error.Message.Contains("policy", StringComparison.OrdinalIgnoreCase))
        {
            var refused = Texts.Catalog.Create(
                error, nameof(Errors.RegistrationForbiddenByPolicy), SyncErrorKind.PermissionDenied, plan.Request.Name,
                plan.Request.Name, error.Message);
            throw new ServiceRefusedException(refused, error.Code, error.StatusCode, error.RequestId);
        }
    }

    private async Task<Application> WriteAppAsync(AppRegistrationPlan plan, CancellationToken cancellationToken)
    {
        if (plan.State.App is not { } present)
            return await CreateAppAsync(plan, cancellationToken).ConfigureAwait(false);
        if (plan.App is not { } changed)
            return present;

        var target = Texts.Catalog.Text(nameof(Errors.Text_TheApp), present.DisplayName);
        await replication.RetryAsync(
            target,
            () => session.Call(target, WritePermission).RunAsync(
                token => session.Graph.Applications[present.Id].PatchAsync(changed.ToApplication(), cancellationToken: token),
                cancellationToken),
            Replication.IsUnknownOrConcurrent, patience: TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
        return changed.Over(present);
    }

    /// <summary>201 brings the app; 204, without a body, says that it was there already, made by someone at the same moment.</summary>
    private async Task<Application> CreateAppAsync(AppRegistrationPlan plan, CancellationToken cancellationToken)
    {
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheApp), plan.Request.Name);
        var created = await session.Call(target, WritePermission).RunAsync(
            token => session.Graph.ApplicationsWithUniqueName(plan.UniqueName).PatchAsync(
                plan.App!.ToApplication(), request => request.Headers.Add("Prefer", "create-if-missing"), token),
            cancellationToken).ConfigureAwait(false);
        if (created is { Id: not null, AppId: not null })
        {
            created.UniqueName = plan.UniqueName;
            return created;
        }
        return await replication.RetryAsync(
            target,
            async () => await reader.FindByUniqueNameAsync(plan.UniqueName, cancellationToken).ConfigureAwait(false)
                ?? throw GraphErrors.FromAnswer(session.Call(target), 404, "Request_ResourceNotFound", null),
            Replication.IsUnknownObject, patience: null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ServicePrincipal> WritePrincipalAsync(AppRegistrationPlan plan, Application app, CancellationToken cancellationToken)
    {
        if (plan.State.Principal is not { } present)
        {
            return await CreatePrincipalAsync(
                app.AppId!, [AppRegistrationPlan.PrincipalTag], app.DisplayName!, isNew: true, cancellationToken).ConfigureAwait(false);
        }
        if (plan.PrincipalTags is { } tags)
        {
            var target = Texts.Catalog.Text(nameof(Errors.Text_ThePrincipal), present.DisplayName);
            await session.Call(target, WritePermission).RunAsync(
                token => session.Graph.ServicePrincipals[present.Id].PatchAsync(
                    new ServicePrincipal { Tags = tags }, cancellationToken: token),
                cancellationToken).ConfigureAwait(false);
        }
        return present;
    }

    private async Task<ServicePrincipal> CreatePrincipalAsync(
        string appId, List<string>? tags, string name, bool isNew, CancellationToken cancellationToken)
    {
        var target = Texts.Catalog.Text(nameof(Errors.Text_ThePrincipal), name);
        return await replication.RetryAsync(
            target,
            async () =>
            {
                try
                {
                    return await session.Call(target, WritePermission).RequireAsync(
                        token => session.Graph.ServicePrincipals.PostAsync(PrincipalOf(appId, tags), cancellationToken: token),
                        cancellationToken).ConfigureAwait(false);
                }
                catch (ServiceRefusedException error) when (IsThereAlready(error))
                {
                    return await reader.FindPrincipalAsync(appId, cancellationToken).ConfigureAwait(false)
                        ?? throw GraphErrors.FromAnswer(session.Call(target), 404, "Request_ResourceNotFound", null);
                }
            },
            // Only of an app made a moment ago may the directory not know.
            error => (isNew && Replication.IsUnknownApp(error)) || Replication.IsUnknownObject(error), patience: null, cancellationToken)
            .ConfigureAwait(false);
    }

    private static ServicePrincipal PrincipalOf(string appId, List<string>? tags)
    {
        var principal = new ServicePrincipal { AppId = appId };
        // A property set to null would be sent as null, and refused.
        if (tags is not null)
            principal.Tags = tags;
        return principal;
    }

    private Task ConfirmAsync(Application app, AppRegistrationPlan plan, CancellationToken cancellationToken) =>
        replication.ConfirmAsync(
            Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.DisplayName),
            async () => (plan.State.App is not null
                    || await reader.FindByUniqueNameAsync(plan.UniqueName, cancellationToken).ConfigureAwait(false) is not null)
                && await reader.FindPrincipalAsync(app.AppId!, cancellationToken).ConfigureAwait(false) is not null,
            cancellationToken);

    private static bool IsThereAlready(ServiceRefusedException error) =>
        error.StatusCode == 409 || error.Code == "Request_MultipleObjectsWithSameKeyValue";

    private static SyncException AppIdNotFound(string appId) =>
        Texts.Catalog.Create(nameof(Errors.AppIdNotFound), SyncErrorKind.NotFound, appId, appId);
}
