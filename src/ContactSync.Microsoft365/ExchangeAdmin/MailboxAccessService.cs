using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>
/// Lets an app into the mailboxes of a group only: roles of Exchange Online within a scope (RBAC for Applications). Idempotent.
/// </summary>
/// <remarks>https://learn.microsoft.com/exchange/permissions-exo/application-rbac</remarks>
public sealed class MailboxAccessService
{
    /// <summary>The change of what was taken away.</summary>
    public const string Removed = "Removed";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TenantSession session;
    private readonly ExchangeAdminClient exchange;
    private readonly MailboxAccessReader reader;
    private readonly Replication replication;

    /// <summary>Makes the service over an administrator's session.</summary>
    /// <param name="session">The session of an app that may manage Exchange.</param>
    /// <param name="time">The clock, and the pauses while Exchange catches up with the directory.</param>
    public MailboxAccessService(TenantSession session, TimeProvider time)
    {
        this.session = session;
        exchange = new ExchangeAdminClient(session);
        reader = new MailboxAccessReader(session, exchange);
        replication = new Replication(time);
    }

    /// <summary>When a change takes effect, and how to see past that.</summary>
    public static string CacheNote(SyncAppRegistration app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return Texts.Catalog.Text(nameof(Errors.Text_AccessCached), app.AppId);
    }

    /// <summary>Says what has to be written. Reads only.</summary>
    /// <param name="app">The app; a role is given for each permission it declares that Exchange has one for.</param>
    /// <param name="group">The group, by name, address or id.</param>
    /// <param name="flatten">True to keep a group of our own with all members, however deep, and to scope on that.</param>
    /// <param name="removeGrants">True to take back grants of Entra that would cancel the scope.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException">No such group, no permission of a mailbox, a refusal.</exception>
    public async Task<MailboxAccessPlan> PlanGrantAsync(
        SyncAppRegistration app, string group, bool flatten, bool removeGrants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        return new MailboxAccessPlan(
            app, await reader.ReadAsync(app, group.Trim(), flatten, cancellationToken).ConfigureAwait(false), removeGrants);
    }

    /// <summary>Carries a plan out. Each step that was done stays done, and running it again goes on from there.</summary>
    /// <returns>One row a role.</returns>
    /// <exception cref="SyncException">A step was refused.</exception>
    public async Task<IReadOnlyList<SyncMailboxAccess>> GrantAsync(MailboxAccessPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (app, state) = (plan.App, plan.State);
        if (!state.HasPrincipal)
        {
            await RunAsync(
                new ExchangeCommand("New-ServicePrincipal", NameOf(app))
                {
                    ["AppId"] = app.AppId, ["ObjectId"] = app.ServicePrincipalId, ["DisplayName"] = app.Name,
                },
                cancellationToken).ConfigureAwait(false);
        }
        var path = state.Flat is { } flat
            ? await WriteFlatAsync(flat, cancellationToken).ConfigureAwait(false)
            : state.GroupPath!;
        if (!state.HasScope)
        {
            await RunAsync(
                new ExchangeCommand("New-ManagementScope", Texts.Catalog.Text(nameof(Errors.Text_TheScope), state.Scope))
                {
                    ["Name"] = state.Scope, ["RecipientRestrictionFilter"] = ExchangeNames.FilterOf(path),
                },
                cancellationToken).ConfigureAwait(false);
        }
        foreach (var role in state.MissingRoles)
        {
            await RunAsync(
                new ExchangeCommand("New-ManagementRoleAssignment", NameOf(app))
                {
                    ["Name"] = ExchangeNames.AssignmentOf(app.AppId, state.Scope, role),
                    ["App"] = app.ServicePrincipalId,
                    ["Role"] = role,
                    ["CustomResourceScope"] = state.Scope,
                },
                cancellationToken).ConfigureAwait(false);
        }
        if (plan.RemovesGrants)
        {
            var grants = new TenantWideGrants(session);
            foreach (var grant in state.Cancelling)
                await grants.RemoveAsync(app, grant, cancellationToken).ConfigureAwait(false);
        }
        return [.. state.Roles.Select(role => new SyncMailboxAccess
        {
            App = app.Name,
            AppId = app.AppId,
            Role = role,
            Scope = state.Scope,
            IsCancelled = !plan.RemovesGrants && state.Cancelling.Any(grant => ApplicationRoles.Cancels(grant.Permission, role)),
            Change = state.MissingRoles.Contains(role) ? AppRegistrationPlan.Created : AppRegistrationPlan.Unchanged,
        })];
    }

    /// <summary>The roles that Exchange gave an app, and whether mailboxes are in their scopes.</summary>
    /// <param name="app">The app.</param>
    /// <param name="mailboxes">The mailboxes to ask about; none for the roles alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncException">No such mailbox, a refusal.</exception>
    public async IAsyncEnumerable<SyncMailboxAccess> GetAsync(
        SyncAppRegistration app, IReadOnlyList<string> mailboxes,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (await reader.FindPrincipalAsync(app, cancellationToken).ConfigureAwait(false) is null)
            yield break;
        IReadOnlyList<TenantWideGrant>? cancelling = null;
        foreach (var mailbox in mailboxes.DefaultIfEmpty())
        {
            var rows = await reader.TestAsync(app, mailbox, cancellationToken).ConfigureAwait(false);
            cancelling ??= await reader.ReadCancellingAsync(
                app, [.. rows.Select(row => row.Text("RoleName")).OfType<string>()], cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                var role = row.Text("RoleName") ?? "";
                yield return new SyncMailboxAccess
                {
                    App = app.Name,
                    AppId = app.AppId,
                    Role = role,
                    Scope = row.Text("AllowedResourceScope") ?? "",
                    Mailbox = mailbox,
                    InScope = row.Truth("InScope"),
                    IsCancelled = cancelling.Any(grant => ApplicationRoles.Cancels(grant.Permission, role)),
                    Change = AppRegistrationPlan.Unchanged,
                };
            }
        }
    }

    /// <summary>What <see cref="RevokeAsync"/> would remove: what this module gave an app, for a group or for all. Reads only.</summary>
    /// <exception cref="SyncException">A refusal.</exception>
    public async Task<MailboxAccessRemoval> PlanRevokeAsync(SyncAppRegistration app, string? group, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        var principal = await reader.FindPrincipalAsync(app, cancellationToken).ConfigureAwait(false);
        if (principal is null)
            return new MailboxAccessRemoval(app, [], [], [], false);
        string[]? names = group is null ? null : await ScopesOfAsync(group.Trim(), cancellationToken).ConfigureAwait(false);
        var all = await reader.ReadAssignmentsAsync(app, cancellationToken).ConfigureAwait(false);
        var removed = all.Where(one => ExchangeNames.IsOwnAssignment(one.Text("Name") ?? "")
            && (names is null || names.Contains(one.Text("CustomResourceScope"), StringComparer.OrdinalIgnoreCase))).ToList();
        var free = await FreeScopesAsync(removed, cancellationToken).ConfigureAwait(false);
        var groups = await reader.FindFlatAsync(free, cancellationToken).ConfigureAwait(false);
        return new MailboxAccessRemoval(app, removed, free, groups, removed.Count > 0 && removed.Count == all.Count);
    }

    /// <summary>Carries a removal out.</summary>
    /// <returns>One row a role that was taken away.</returns>
    public async Task<IReadOnlyList<SyncMailboxAccess>> RevokeAsync(MailboxAccessRemoval plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var name in plan.Assignments.Select(assignment => assignment.Text("Name")!))
            await RemoveAsync("Remove-ManagementRoleAssignment", name, plan.App, cancellationToken).ConfigureAwait(false);
        foreach (var scope in plan.Scopes)
            await RemoveAsync("Remove-ManagementScope", scope, plan.App, cancellationToken).ConfigureAwait(false);
        foreach (var group in plan.Groups)
        {
            var name = group.Text("DisplayName") ?? "";
            await exchange.FindAsync(
                new ExchangeCommand("Remove-DistributionGroup", Texts.Catalog.Text(nameof(Errors.Text_TheGroup), name))
                {
                    ["Identity"] = IdOf(group, name), ["BypassSecurityGroupManagerCheck"] = true, ["Confirm"] = false,
                },
                cancellationToken).ConfigureAwait(false);
        }
        if (plan.RemovesPrincipal)
            await RemoveAsync("Remove-ServicePrincipal", plan.App.ServicePrincipalId, plan.App, cancellationToken).ConfigureAwait(false);
        return [.. plan.Assignments.Select(one => new SyncMailboxAccess
        {
            App = plan.App.Name,
            AppId = plan.App.AppId,
            Role = one.Text("Role") ?? "",
            Scope = one.Text("CustomResourceScope") ?? "Organization",
            IsCancelled = false,
            Change = Removed,
        })];
    }

    private async Task<string> WriteFlatAsync(FlatGroup flat, CancellationToken cancellationToken)
    {
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheGroup), flat.Name);
        var group = flat.Group;
        if (group is null)
        {
            group = await exchange.GetAsync(
                new ExchangeCommand("New-DistributionGroup", target)
                {
                    ["Name"] = flat.Name,
                    ["Alias"] = ExchangeNames.AliasOf(flat.Source),
                    ["Type"] = "Security",
                    ["Notes"] = $"{MailboxAccessReader.FlatMark}: {flat.Source}",
                },
                cancellationToken).ConfigureAwait(false);
            await RunAsync(
                new ExchangeCommand("Set-DistributionGroup", target)
                {
                    ["Identity"] = IdOf(group, flat.Name), ["HiddenFromAddressListsEnabled"] = true,
                },
                cancellationToken).ConfigureAwait(false);
        }
        if (flat.IsStale)
        {
            await RunAsync(
                new ExchangeCommand("Update-DistributionGroupMember", target)
                {
                    ["Identity"] = IdOf(group, flat.Name),
                    ["Members"] = new JsonArray([.. flat.Members.Select(member => (JsonNode?)member)]),
                    ["BypassSecurityGroupManagerCheck"] = true,
                    ["Confirm"] = false,
                },
                cancellationToken).ConfigureAwait(false);
        }
        return group.Text("DistinguishedName")!;
    }

    /// <summary>The scopes of a group: of its own, and of the flat one that is kept for it.</summary>
    private async Task<string[]> ScopesOfAsync(string group, CancellationToken cancellationToken)
    {
        var found = await reader.FindGroupAsync(group, cancellationToken).ConfigureAwait(false);
        return [ExchangeNames.ScopeOf(group), ExchangeNames.ScopeOf(found?.Text("DisplayName") ?? group)];
    }

    /// <summary>The scopes made here that nobody uses once assignments are gone.</summary>
    private async Task<IReadOnlyList<string>> FreeScopesAsync(List<ExchangeObject> removed, CancellationToken cancellationToken)
    {
        var scopes = removed.Select(one => one.Text("CustomResourceScope")).OfType<string>()
            .Where(ExchangeNames.IsOwnScope).Distinct().ToList();
        if (scopes.Count == 0)
            return [];
        var command = new ExchangeCommand("Get-ManagementRoleAssignment", Texts.Catalog.Text(nameof(Errors.Text_TheScopes)))
        {
            ["RoleAssigneeType"] = "ServicePrincipal",
        };
        var gone = removed.Select(one => one.Text("Name")).ToHashSet();
        var used = (await exchange.RunAsync(command, cancellationToken).ConfigureAwait(false)).Objects
            .Where(one => !gone.Contains(one.Text("Name"))).Select(one => one.Text("CustomResourceScope")).ToHashSet();
        return [.. scopes.Where(scope => !used.Contains(scope))];
    }

    private Task RemoveAsync(string command, string identity, SyncAppRegistration app, CancellationToken cancellationToken) =>
        exchange.FindAsync(
            new ExchangeCommand(command, NameOf(app)) { ["Identity"] = identity, ["Confirm"] = false }, cancellationToken);

    /// <summary>Exchange learns of what is new in the directory, or on another of its own servers, a moment later.</summary>
    private Task<ExchangeAnswer> RunAsync(ExchangeCommand command, CancellationToken cancellationToken) => replication.RetryAsync(
        command.Target, () => exchange.RunAsync(command, cancellationToken),
        error => error.ErrorId == nameof(Errors.ExchangeObjectUnknown)
            || error.Message.Contains("couldn't be found", StringComparison.OrdinalIgnoreCase),
        Patience, cancellationToken);

    private static string IdOf(ExchangeObject group, string name) => group.Text("ExternalDirectoryObjectId") ?? name;

    private static string NameOf(SyncAppRegistration app) => Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name);
}
