using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Grants what an app declares, for the whole organisation or for one user, and takes it back: app roles by assignments, delegated scopes
/// by permission grants. Idempotent.
/// </summary>
/// <remarks>
/// What proves a grant: a token of the app that carries it, as tokens are what the services look at. That takes a credential of the app,
/// and the administrator who grants need not have one. So <see cref="GrantAsync"/> waits until the assignments are read back several
/// times in a row; where the app is the session's own, or a credential is handed in, until a fresh token carries the roles. Without
/// one, the last proof falls to <see cref="CredentialService.AddSecretAsync"/>, which waits for exactly that.
/// Specifications: https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto,
/// https://learn.microsoft.com/graph/api/oauth2permissiongrant-post
/// </remarks>
public sealed class ConsentService
{
    private readonly TenantSession session;
    private readonly ConsentReader reader;
    private readonly Replication replication;
    private readonly TokenProof proof;
    private readonly GrantedRoles roles;

    /// <summary>Makes the service over an administrator's session.</summary>
    /// <param name="session">The session of an app or administrator that may grant consent.</param>
    /// <param name="time">The clock, and the pauses while the directory catches up.</param>
    public ConsentService(TenantSession session, TimeProvider time)
    {
        this.session = session;
        replication = new Replication(time);
        reader = new ConsentReader(session, replication);
        proof = new TokenProof(session, time);
        roles = new GrantedRoles(session, new ResourcePrincipals(session));
    }

    /// <summary>Every permission that the app declares or was granted, and which of both it is.</summary>
    /// <param name="app">The app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="user">The one user it is about, by user principal name or object id; null for the organisation.</param>
    public async Task<IReadOnlyList<SyncConsent>> GetAsync(
        SyncAppRegistration app, CancellationToken cancellationToken, string? user = null)
    {
        var state = await reader.ReadAsync(app, user, cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(app, state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What <see cref="GrantAsync"/> would grant. Reads only.</summary>
    public async Task<IReadOnlyList<PlannedConsent>> PlanGrantAsync(
        SyncAppRegistration app, CancellationToken cancellationToken, string? user = null)
    {
        var state = await reader.ReadAsync(app, user, cancellationToken).ConfigureAwait(false);
        var text = state.User is null ? nameof(Errors.Text_GrantPermission) : nameof(Errors.Text_GrantPermissionFor);
        return [.. state.Missing.Zip(Sentences(text, app, state, state.Missing), (missing, change) => new PlannedConsent(missing, change))];
    }

    /// <summary>Grants what is declared and not granted yet.</summary>
    /// <param name="app">The app.</param>
    /// <param name="wait">True: return when the grants are seen; see the remarks of this class.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="credential">A credential of the app, where there is one, for a proof by token.</param>
    /// <param name="user">The one user to grant delegated permissions for; null for the organisation.</param>
    /// <param name="spared">What is not granted, though declared.</param>
    /// <returns>One row a permission, as <see cref="GetAsync"/> would show it now.</returns>
    public async Task<IReadOnlyList<SyncConsent>> GrantAsync(
        SyncAppRegistration app, bool wait, CancellationToken cancellationToken, SyncAppCredential? credential = null, string? user = null,
        IReadOnlyList<SyncPermission>? spared = null)
    {
        spared ??= [];
        var state = await reader.ReadAsync(app, user, cancellationToken).ConfigureAwait(false);
        var missing = state.Missing.Except(spared).ToList();
        foreach (var permission in missing.Where(permission => permission.Type == PermissionType.Application))
        {
            await roles.GrantAsync(app, state.ResourceId(permission), permission, replication, cancellationToken).ConfigureAwait(false);
        }
        var scopes = missing.Where(permission => permission.Type == PermissionType.Delegated);
        foreach (var resource in scopes.GroupBy(permission => permission.ResourceAppId))
            await GrantScopesAsync(app, state, [.. resource], cancellationToken).ConfigureAwait(false);

        if (wait && missing.Count > 0)
            await WaitAsync(app, spared, credential, user, cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(app, state.With(missing), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What <see cref="RevokeAsync"/> would take back, a sentence each. Reads only.</summary>
    public async Task<IReadOnlyList<string>> PlanRevokeAsync(
        SyncAppRegistration app, ConsentSelection selection, CancellationToken cancellationToken, string? user = null)
    {
        var state = await reader.ReadAsync(app, user, cancellationToken).ConfigureAwait(false);
        var text = state.User is null ? nameof(Errors.Text_RevokePermission) : nameof(Errors.Text_RevokePermissionFor);
        return Sentences(text, app, state, state.Revocable(selection));
    }

    /// <summary>Takes permissions back that were granted; of one user only what he alone was granted.</summary>
    /// <param name="app">The app.</param>
    /// <param name="selection">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="user">The one user; null for the organisation.</param>
    /// <returns>One row a permission, as <see cref="GetAsync"/> would show it now, and those taken back.</returns>
    public async Task<IReadOnlyList<SyncConsent>> RevokeAsync(
        SyncAppRegistration app, ConsentSelection selection, CancellationToken cancellationToken, string? user = null)
    {
        var state = await reader.ReadAsync(app, user, cancellationToken).ConfigureAwait(false);
        var revoked = state.Revocable(selection);
        await new ConsentRevocation(session).RevokeAsync(app, state, revoked, cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(app, state.Without(revoked), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One grant object a resource: further scopes are merged into it.</summary>
    private async Task GrantScopesAsync(
        SyncAppRegistration app, ConsentState state, List<SyncPermission> permissions, CancellationToken cancellationToken)
    {
        var resourceId = state.ResourceId(permissions[0]);
        var names = string.Join(' ', permissions.Select(permission => permission.Permission));
        var target = Texts.Catalog.Text(nameof(Errors.Text_ThePermission), names, permissions[0].Resource, app.Name);
        var present = state.Grants.FirstOrDefault(grant => grant.ResourceId == resourceId);
        await replication.RetryAsync(
            target,
            () => session.Call(target, DirectoryPermission.GrantScopes).RunAsync(
                token => present is null
                    ? session.Graph.Oauth2PermissionGrants.PostAsync(
                        new OAuth2PermissionGrant
                        {
                            ClientId = app.ServicePrincipalId,
                            ConsentType = state.User is null ? ConsentReader.AllPrincipals : ConsentReader.Principal,
                            PrincipalId = state.User?.Id.ToString(),
                            ResourceId = resourceId,
                            Scope = names,
                        },
                        cancellationToken: token)
                    : session.Graph.Oauth2PermissionGrants[present.Id].PatchAsync(
                        new OAuth2PermissionGrant { Scope = $"{present.Scope?.Trim()} {names}".Trim() }, cancellationToken: token),
                cancellationToken),
            Replication.IsUnknownReference, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitAsync(
        SyncAppRegistration app, IReadOnlyList<SyncPermission> spared, SyncAppCredential? credential, string? user,
        CancellationToken cancellationToken)
    {
        ConsentState? last = null;
        await replication.ConfirmAsync(
            Texts.Catalog.Text(nameof(Errors.Text_TheConsent), app.Name),
            async () =>
            {
                last = await reader.ReadAsync(app, user, cancellationToken).ConfigureAwait(false);
                return !last.Missing.Except(spared).Any();
            },
            cancellationToken).ConfigureAwait(false);
        var carried = last!.GrantedRoles(session.Environment);
        if (credential?.Secret is { } secret)
            await proof.WaitAsync(app.AppId, secret, carried, cancellationToken).ConfigureAwait(false);
        else if (app.AppId.Equals(session.ClientId, StringComparison.OrdinalIgnoreCase))
            await proof.WaitAsync(session, carried, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<SyncConsent>> DescribeAsync(
        SyncAppRegistration app, ConsentState state, CancellationToken cancellationToken)
    {
        var organisation = await reader.ReadOrganisationAsync(cancellationToken).ConfigureAwait(false);
        return [.. state.All.Select(permission =>
        {
            var granted = state.IsGranted(permission);
            var text = granted ? nameof(Errors.Text_GrantedFor) : nameof(Errors.Text_NotGrantedFor);
            var isForUser = state.User is not null && !state.GrantedToAll.Contains(permission);
            return new SyncConsent
            {
                App = app.Name,
                AppId = app.AppId,
                Resource = permission.Resource,
                Permission = permission.Permission,
                Type = permission.Type,
                Declared = state.Declared.Contains(permission),
                Granted = granted,
                User = state.User?.Name,
                State = Texts.Catalog.Text(text, isForUser ? state.User!.Name : organisation),
            };
        })];
    }

    private static string[] Sentences(string text, SyncAppRegistration app, ConsentState state, IEnumerable<SyncPermission> permissions) =>
    [
        .. permissions.Select(permission => Texts.Catalog.Text(
            text, permission.Resource, permission.Permission, permission.Type, app.Name, state.User?.Name)),
    ];
}
