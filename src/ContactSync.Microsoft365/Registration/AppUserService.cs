using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Users and groups assigned to an app, and whether only those may use it. Idempotent. Of a group the direct members are let in, not those
/// of groups within it.
/// </summary>
/// <remarks>https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto</remarks>
public sealed class AppUserService
{
    private const string Group = "Group", User = "User";

    private static readonly string[] Fields = ["id", "displayName", "appRoles", "appRoleAssignmentRequired"];

    private readonly TenantSession session;
    private readonly RoleAssignments assigned;
    private readonly Replication replication;
    private readonly PrincipalFinder principals;

    /// <summary>Makes the service over an administrator's session.</summary>
    public AppUserService(TenantSession session, TimeProvider time)
    {
        this.session = session;
        assigned = new RoleAssignments(session);
        replication = new Replication(time);
        principals = new PrincipalFinder(session);
    }

    /// <summary>Who is assigned, by name.</summary>
    public async Task<IReadOnlyList<SyncAppUser>> GetAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var principal = await ReadAppAsync(app, cancellationToken).ConfigureAwait(false);
        var assignments = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return [.. assignments.Select(one => Describe(app, principal, one, SyncAppUser.Unchanged)).OrderBy(one => one.Name)];
    }

    /// <summary>What is to be done so that these are assigned. Reads only.</summary>
    /// <param name="app">The app.</param>
    /// <param name="users">User principal names or object ids.</param>
    /// <param name="groups">Display names, mail addresses or object ids.</param>
    /// <param name="role">The role of the app's own, by value or display name; null for the default access.</param>
    /// <param name="assignmentRequired">Whether only the assigned may use the app; null to leave that.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException">No such user, group or role, or the app has roles and none was chosen.</exception>
    public async Task<AppUserPlan> PlanAddAsync(
        SyncAppRegistration app, IEnumerable<string> users, IEnumerable<string> groups, string? role, bool? assignmentRequired,
        CancellationToken cancellationToken)
    {
        var principal = await ReadAppAsync(app, cancellationToken).ConfigureAwait(false);
        var wanted = await FindAsync(users, groups, cancellationToken).ConfigureAwait(false);
        var roleId = wanted.Count == 0 ? Guid.Empty : FindRole(app, principal, role);
        var present = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var held = wanted.ToLookup(one => present.Find(other => other.PrincipalId == one.Id && other.AppRoleId == roleId));
        var required = assignmentRequired == (principal.AppRoleAssignmentRequired ?? false) ? null : assignmentRequired;
        return new AppUserPlan(
            app, principal, roleId, [.. held.Select(group => group.Key).OfType<AppRoleAssignment>()], [.. held[null]], required);
    }

    /// <summary>Assigns what the plan says.</summary>
    /// <returns>One row for each that was asked for.</returns>
    public async Task<IReadOnlyList<SyncAppUser>> ApplyAsync(AppUserPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var rows = plan.Present.Select(one => Describe(plan.App, plan.Principal, one, SyncAppUser.Unchanged)).ToList();
        foreach (var principal in plan.New)
        {
            var made = await AssignAsync(plan, principal, cancellationToken).ConfigureAwait(false);
            rows.Add(Describe(plan.App, plan.Principal, made, SyncAppUser.Added));
        }
        // Last, so that nobody is shut out who is about to be let in.
        if (plan.AssignmentRequired is { } required)
            await RequireAssignmentAsync(plan.App, required, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>The assignments of these users and groups, in every role. Reads only.</summary>
    public async Task<IReadOnlyList<SyncAppUser>> PlanRemoveAsync(
        SyncAppRegistration app, IEnumerable<string> users, IEnumerable<string> groups, CancellationToken cancellationToken)
    {
        var principal = await ReadAppAsync(app, cancellationToken).ConfigureAwait(false);
        var unwanted = await FindAsync(users, groups, cancellationToken).ConfigureAwait(false);
        var present = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return [.. present.Where(held => unwanted.Exists(one => one.Id == held.PrincipalId))
            .Select(held => Describe(app, principal, held, SyncAppUser.Removed))];
    }

    /// <summary>Removes assignments; one that is gone already is no error.</summary>
    public async Task RemoveAsync(SyncAppRegistration app, IEnumerable<SyncAppUser> assignments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(assignments);
        foreach (var assignment in assignments)
        {
            await assigned.RemoveAsync(
                session.Call(Target(assignment.Name, app), DirectoryPermission.AssignRoles), app.ServicePrincipalId, assignment.AssignmentId,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<DirectoryPrincipal>> FindAsync(
        IEnumerable<string> users, IEnumerable<string> groups, CancellationToken cancellationToken)
    {
        var found = new List<DirectoryPrincipal>();
        foreach (var user in users)
            found.Add(await principals.FindUserAsync(user, cancellationToken).ConfigureAwait(false));
        foreach (var group in groups)
            found.Add(await principals.FindGroupAsync(group, cancellationToken).ConfigureAwait(false));
        return [.. found.DistinctBy(one => one.Id)];
    }

    private async Task<ServicePrincipal> ReadAppAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        if (app.ServicePrincipalId.Length == 0)
            throw Texts.Catalog.Create(nameof(Errors.EnterpriseAppMissing), SyncErrorKind.NotFound, app, app.Name, app.AppId);
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name);
        return await replication.RetryAsync(
            target,
            () => session.Call(target, DirectoryPermission.ReadApps).RequireAsync(
                token => session.Graph.ServicePrincipals[app.ServicePrincipalId]
                    .GetAsync(request => request.QueryParameters.Select = Fields, token),
                cancellationToken),
            Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<AppRoleAssignment>> ReadAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheAppUsers), app.Name), DirectoryPermission.ReadApps);
        var found = new List<AppRoleAssignment>();
        await foreach (var assignment in assigned.ListGivenAsync(app, call, cancellationToken).ConfigureAwait(false))
        {
            // Apps hold roles of an app, too; they are consent's business.
            if (assignment.PrincipalType is User or Group)
                found.Add(assignment);
        }
        return found;
    }

    private static Guid FindRole(SyncAppRegistration app, ServicePrincipal principal, string? role)
    {
        var offered = (principal.AppRoles ?? [])
            .Where(one => one.IsEnabled != false && one.AllowedMemberTypes?.Contains(User) == true).ToList();
        if (role is null && offered.Count == 0)
            return Guid.Empty;
        var found = offered.Find(one => Is(one.Value) || Is(one.DisplayName));
        return found?.Id ?? throw Texts.Catalog.Create(
            role is null ? nameof(Errors.AppRoleNeeded) : nameof(Errors.AppRoleNotFound), SyncErrorKind.InvalidArgument, role ?? app.Name,
            app.Name, role, offered.Count == 0 ? "–" : string.Join(", ", offered.Select(one => one.Value ?? one.DisplayName)));

        bool Is(string? name) => string.Equals(name, role, StringComparison.OrdinalIgnoreCase);
    }

    private Task<AppRoleAssignment> AssignAsync(AppUserPlan plan, DirectoryPrincipal principal, CancellationToken cancellationToken)
    {
        var app = Guid.Parse(plan.App.ServicePrincipalId);
        var target = Target(principal.Name, plan.App);
        return replication.RetryAsync(
            target,
            () => session.Call(target, DirectoryPermission.AssignRoles).RequireAsync(
                token => session.Graph.ServicePrincipals[plan.App.ServicePrincipalId].AppRoleAssignedTo.PostAsync(
                    new AppRoleAssignment { PrincipalId = principal.Id, ResourceId = app, AppRoleId = plan.RoleId },
                    cancellationToken: token),
                cancellationToken),
            Replication.IsUnknownReference, Replication.PatienceFor(plan.App), cancellationToken);
    }

    private Task RequireAssignmentAsync(SyncAppRegistration app, bool required, CancellationToken cancellationToken) =>
        session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name), DirectoryPermission.WriteApps).RunAsync(
            token => session.Graph.ServicePrincipals[app.ServicePrincipalId].PatchAsync(
                new ServicePrincipal { AppRoleAssignmentRequired = required }, cancellationToken: token),
            cancellationToken);

    private static SyncAppUser Describe(
        SyncAppRegistration app, ServicePrincipal principal, AppRoleAssignment assignment, string change)
    {
        var role = principal.AppRoles?.Find(one => one.Id == assignment.AppRoleId);
        return new SyncAppUser
        {
            App = app.Name,
            AppId = app.AppId,
            Name = assignment.PrincipalDisplayName ?? assignment.PrincipalId.ToString()!,
            Type = assignment.PrincipalType == Group ? AppUserType.Group : AppUserType.User,
            Id = assignment.PrincipalId ?? Guid.Empty,
            Role = assignment.AppRoleId == Guid.Empty
                ? Texts.Catalog.Text(nameof(Errors.Text_DefaultAccess))
                : role?.Value ?? role?.DisplayName ?? assignment.AppRoleId.ToString()!,
            AssignmentId = assignment.Id ?? "",
            AssignmentRequired = principal.AppRoleAssignmentRequired ?? false,
            Change = change,
        };
    }

    private static string Target(string principal, SyncAppRegistration app) =>
        Texts.Catalog.Text(nameof(Errors.Text_TheAssignment), principal, app.Name);
}
