using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>Reads what an app may do in which mailboxes: from Exchange, and from Entra what would cancel it.</summary>
internal sealed class MailboxAccessReader(TenantSession session, ExchangeAdminClient exchange)
{
    /// <summary>Stands in the notes of a flat group, so that no other group's members are ever replaced.</summary>
    internal const string FlatMark = "Kept by ContactSync";

    private readonly TenantWideGrants grants = new(session);

    internal async Task<MailboxAccessState> ReadAsync(
        SyncAppRegistration app, string groupName, bool flatten, CancellationToken cancellationToken)
    {
        var roles = app.Permissions.Select(ApplicationRoles.For).OfType<string>().Distinct().ToList();
        if (roles.Count == 0)
            throw Texts.Catalog.Create(nameof(Errors.NoMailboxPermission), SyncErrorKind.InvalidArgument, app, app.Name);
        var flat = flatten ? await ReadFlatAsync(groupName, cancellationToken).ConfigureAwait(false) : null;
        var group = flat is not null ? flat.Group : await FindGroupAsync(groupName, cancellationToken).ConfigureAwait(false)
            ?? throw Texts.Catalog.Create(
                nameof(Errors.ExchangeGroupUnknown), SyncErrorKind.NotFound, groupName, groupName, app.Name);
        var path = group?.Text("DistinguishedName");
        var scope = path is null ? null : await FindScopeAsync(path, cancellationToken).ConfigureAwait(false);
        var name = flat?.Name ?? group!.Text("DisplayName") ?? groupName;
        var assigned = scope is null ? [] : (await ReadAssignmentsAsync(app, cancellationToken).ConfigureAwait(false))
            .Where(one => one.Text("CustomResourceScope") == scope).Select(one => one.Text("Role")).ToHashSet();
        return new MailboxAccessState
        {
            HasPrincipal = await FindPrincipalAsync(app, cancellationToken).ConfigureAwait(false) is not null,
            GroupName = name,
            GroupPath = path,
            Flat = flat,
            Outside = flat is null ? await ReadOutsideAsync(group!, name, cancellationToken).ConfigureAwait(false) : [],
            Scope = scope ?? ExchangeNames.ScopeOf(flat?.Source ?? name),
            HasScope = scope is not null,
            Roles = roles,
            MissingRoles = [.. roles.Where(role => !assigned.Contains(role))],
            Cancelling = await ReadCancellingAsync(app, roles, cancellationToken).ConfigureAwait(false),
        };
    }

    internal Task<ExchangeObject?> FindPrincipalAsync(SyncAppRegistration app, CancellationToken cancellationToken) =>
        app.ServicePrincipalId.Length == 0
            ? throw Texts.Catalog.Create(nameof(Errors.EnterpriseAppMissing), SyncErrorKind.NotFound, app, app.Name, app.AppId)
            : exchange.FindAsync(
                new ExchangeCommand("Get-ServicePrincipal", NameOf(app)) { ["Identity"] = app.ServicePrincipalId }, cancellationToken);

    internal Task<ExchangeObject?> FindGroupAsync(string name, CancellationToken cancellationToken) => exchange.FindAsync(
        new ExchangeCommand("Get-Group", Texts.Catalog.Text(nameof(Errors.Text_TheGroup), name)) { ["Identity"] = name },
        cancellationToken);

    /// <summary>The assignments of roles to an app. Exchange lists those of all apps only.</summary>
    internal async Task<IReadOnlyList<ExchangeObject>> ReadAssignmentsAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var command = new ExchangeCommand("Get-ManagementRoleAssignment", NameOf(app)) { ["RoleAssigneeType"] = "ServicePrincipal" };
        var all = await exchange.RunAsync(command, cancellationToken).ConfigureAwait(false);
        string?[] own = [app.ServicePrincipalId, app.AppId];
        return [.. all.Objects.Where(one => own.Contains(one.Text("RoleAssigneeName"), StringComparer.OrdinalIgnoreCase)
            || own.Contains(one.Text("RoleAssignee"), StringComparer.OrdinalIgnoreCase))];
    }

    internal async Task<IReadOnlyList<ExchangeObject>> ReadScopesAsync(CancellationToken cancellationToken)
    {
        var command = new ExchangeCommand("Get-ManagementScope", Texts.Catalog.Text(nameof(Errors.Text_TheScopes)));
        return (await exchange.RunAsync(command, cancellationToken).ConfigureAwait(false)).Objects;
    }

    /// <summary>The flat groups that scopes are made of, and no other scope is.</summary>
    internal async Task<IReadOnlyList<ExchangeObject>> FindFlatAsync(IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        if (scopes.Count == 0)
            return [];
        var all = await ReadScopesAsync(cancellationToken).ConfigureAwait(false);
        var filters = all.ToLookup(scope => scopes.Contains(scope.Text("Name")), scope => scope.Text("RecipientFilter"));
        var found = new List<ExchangeObject>();
        foreach (var filter in filters[true].Except(filters[false]))
        {
            if (ExchangeNames.GroupOf(filter) is { } path
                && await FindGroupAsync(path, cancellationToken).ConfigureAwait(false) is { } group && IsFlat(group))
                found.Add(group);
        }
        return found;
    }

    /// <summary>
    /// The roles that an app has, and whether a mailbox is in their scopes. Past Exchange's cache, and without Entra's grants.
    /// </summary>
    internal async Task<IReadOnlyList<ExchangeObject>> TestAsync(
        SyncAppRegistration app, string? mailbox, CancellationToken cancellationToken)
    {
        var target = mailbox is null ? NameOf(app) : Texts.Catalog.Text(nameof(Errors.Text_OneMailbox), mailbox);
        var command = new ExchangeCommand("Test-ServicePrincipalAuthorization", target) { ["Identity"] = app.ServicePrincipalId };
        if (mailbox is not null)
            command["Resource"] = mailbox;
        return (await exchange.RunAsync(command, cancellationToken).ConfigureAwait(false)).Objects;
    }

    /// <summary>Grants of Entra beside which the roles' scopes have no effect.</summary>
    internal async Task<IReadOnlyList<TenantWideGrant>> ReadCancellingAsync(
        SyncAppRegistration app, IReadOnlyList<string> roles, CancellationToken cancellationToken) =>
        [.. (await grants.ListAsync(app, cancellationToken).ConfigureAwait(false))
            .Where(grant => roles.Any(role => ApplicationRoles.Cancels(grant.Permission, role)))];

    private static bool IsFlat(ExchangeObject group) => group.Text("Notes")?.StartsWith(FlatMark, StringComparison.Ordinal) == true;

    private async Task<FlatGroup> ReadFlatAsync(string source, CancellationToken cancellationToken)
    {
        var name = ExchangeNames.FlatGroupOf(source);
        var members = (await ListAsync(source, cancellationToken).ConfigureAwait(false)).Select(mailbox => mailbox.Id).ToList();
        var group = await FindGroupAsync(name, cancellationToken).ConfigureAwait(false);
        if (group is null)
            return new FlatGroup(name, source, null, members, IsStale: true);
        if (!IsFlat(group))
            throw Texts.Catalog.Create(nameof(Errors.FlatGroupTaken), SyncErrorKind.AlreadyExists, name, name);
        var present = await ReadDirectAsync(group, name, cancellationToken).ConfigureAwait(false);
        return new FlatGroup(name, source, group, members, !present.SetEquals(members));
    }

    private async Task<IReadOnlyList<string>> ReadOutsideAsync(ExchangeObject group, string name, CancellationToken cancellationToken)
    {
        // A Microsoft 365 group cannot hold other groups.
        if (group.Text("RecipientTypeDetails") == "GroupMailbox" || group.Text("ExternalDirectoryObjectId") is not { } id)
            return [];
        var direct = await ReadDirectAsync(group, name, cancellationToken).ConfigureAwait(false);
        var all = await ListAsync(id, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(mailbox => !direct.Contains(mailbox.Id)).Select(mailbox => mailbox.Address)];
    }

    private async Task<HashSet<string>> ReadDirectAsync(ExchangeObject group, string name, CancellationToken cancellationToken)
    {
        var command = new ExchangeCommand("Get-DistributionGroupMember", Texts.Catalog.Text(nameof(Errors.Text_TheGroup), name))
        {
            ["Identity"] = group.Text("ExternalDirectoryObjectId") ?? name,
            ["ResultSize"] = "Unlimited",
        };
        var members = await exchange.RunAsync(command, cancellationToken).ConfigureAwait(false);
        return members.Objects.Select(one => one.Text("ExternalDirectoryObjectId")).OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private async Task<IReadOnlyList<SourceMailbox>> ListAsync(string group, CancellationToken cancellationToken)
    {
        var source = new GraphContactSource(session, session.Time);
        return (await source.ListMailboxesAsync(new MailboxQuery([group], []), cancellationToken).ConfigureAwait(false)).Mailboxes;
    }

    private async Task<string?> FindScopeAsync(string groupPath, CancellationToken cancellationToken)
    {
        var filter = ExchangeNames.FilterOf(groupPath);
        var scopes = await ReadScopesAsync(cancellationToken).ConfigureAwait(false);
        return scopes.FirstOrDefault(scope => string.Equals(scope.Text("RecipientFilter"), filter, StringComparison.OrdinalIgnoreCase))
            ?.Text("Name");
    }

    private static string NameOf(SyncAppRegistration app) => Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name);
}
